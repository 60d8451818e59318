//! Reading an object: range by range, the next one on its way while one is worked on.
//!
//! A range is held whole, so a slow run does not keep a connection waiting and memory is
//! bounded. The crate tries a failed request again and goes on inside a range where a
//! connection broke off; every request after the first asks for the same state of the
//! object.

use std::io::{self, Read};
use std::ops::Range;
use std::time::Duration;

use object_store::{GetOptions, GetRange};
use tokio::task::JoinHandle;

use super::StoreFault;
use super::bucket::Object;
use crate::corpus::compression::Bytes;

/// Bytes of a range.
const RANGE: u64 = 8 << 20;
/// Times that a range is asked for again where the crate cannot go on inside it, as it does
/// not know the object's state.
const AGAIN: u32 = 4;
/// Time before it is asked for again.
const PAUSE: Duration = Duration::from_millis(200);

type Fetched = Result<Vec<u8>, StoreFault>;

/// An object being read.
struct ObjectReader {
    object: Object,
    size: u64,
    /// Where the next range begins.
    next: u64,
    /// What was read and not yet taken, from a place on.
    bytes: Vec<u8>,
    taken: usize,
    /// The range that is on its way.
    ahead: Option<JoinHandle<Fetched>>,
}

impl Object {
    /// Its content, from the beginning.
    pub(crate) fn open(&self) -> io::Result<Bytes> {
        let object = match self.size {
            Some(_) => self.clone(),
            None => self.look().map_err(StoreFault::into_io)?,
        };
        Ok(Box::new(ObjectReader {
            size: object.size.unwrap_or_default(),
            object,
            next: 0,
            bytes: Vec::new(),
            taken: 0,
            ahead: None,
        }))
    }
}

impl ObjectReader {
    /// Sends for the next range.
    fn send(&mut self) -> JoinHandle<Fetched> {
        let range = self.next..self.size.min(self.next + RANGE);
        self.next = range.end;
        let object = self.object.clone();
        self.object.bucket.runtime.spawn(fetch(object, range))
    }

    /// Waits for the next range, and sends for the one after it.
    fn advance(&mut self) -> io::Result<()> {
        let fetching = match self.ahead.take() {
            Some(fetching) => fetching,
            None => self.send(),
        };
        let fetched = self.object.bucket.runtime.block_on(fetching);
        self.bytes = fetched?.map_err(StoreFault::into_io)?;
        self.taken = 0;
        if self.next < self.size {
            self.ahead = Some(self.send());
        }
        Ok(())
    }
}

impl Read for ObjectReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.bytes.len() {
            if self.ahead.is_none() && self.next >= self.size {
                return Ok(0);
            }
            self.advance()?;
        }
        let rest = self.bytes.get(self.taken..).unwrap_or_default();
        let read = io::Read::read(&mut { rest }, buffer)?;
        self.taken += read;
        Ok(read)
    }
}

impl Drop for ObjectReader {
    fn drop(&mut self) {
        if let Some(ahead) = &self.ahead {
            ahead.abort();
        }
    }
}

/// Fetches a range.
async fn fetch(object: Object, range: Range<u64>) -> Fetched {
    let path = object.path()?;
    // A weak tag says that content means the same, not that its bytes are the same.
    let tag = object.tag.as_ref().filter(|tag| !tag.starts_with("W/"));
    let mut tries = 0;
    loop {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())),
            if_match: tag.cloned(),
            ..GetOptions::default()
        };
        let fetched = async {
            let response = object.bucket.store.get_opts(&path, options).await?;
            response.bytes().await
        };
        match fetched.await {
            Ok(bytes) if bytes.len() as u64 == range.end - range.start => {
                return Ok(Vec::from(bytes));
            }
            Ok(_) => {
                let what = "it is shorter than it was";
                return Err(StoreFault::Changed(what.to_owned()));
            }
            Err(object_store::Error::Generic { .. }) if tag.is_none() && tries < AGAIN => {
                tries += 1;
                tokio::time::sleep(PAUSE * tries).await;
            }
            Err(error) => return Err(object.fault(error)),
        }
    }
}
