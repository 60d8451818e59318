//! Writing an object: in parts of which it is made when the last has arrived.
//!
//! Until then nothing is there under its name, and what breaks off is taken back. The crate
//! sends a part again that did not arrive.

use std::io;

use object_store::{ObjectStoreExt, PutPayload, WriteMultipart};

use super::StoreFault;
use super::bucket::Object;

/// Bytes of a part. Stores take up to 10,000, all of the same size.
const PART: usize = 16 << 20;
/// Parts on their way at once.
const AT_ONCE: usize = 2;

/// An object being written.
pub(crate) struct Upload {
    object: Object,
    /// Bytes that no part was made of.
    pending: Vec<u8>,
    parts: Option<WriteMultipart>,
}

impl Object {
    /// Begins to write it. If it is to `prove` that it can be written, the store hears of
    /// it now; else when a part is full.
    pub(crate) fn upload(&self, prove: bool) -> io::Result<Upload> {
        let mut upload = Upload {
            object: self.clone(),
            pending: Vec::new(),
            parts: None,
        };
        if prove && !self.bucket.is_web() {
            upload.begin().map_err(StoreFault::into_io)?;
        }
        Ok(upload)
    }
}

impl Upload {
    fn begin(&mut self) -> Result<(), StoreFault> {
        if self.parts.is_some() {
            return Ok(());
        }
        let bucket = &self.object.bucket;
        if bucket.is_web() {
            let what = "a web server takes no object of more than 16 MiB";
            return Err(StoreFault::Unable(what.to_owned()));
        }
        let path = self.object.path()?;
        let started = bucket.runtime.block_on(bucket.store.put_multipart(&path));
        let started = started.map_err(|error| self.object.fault(error))?;
        self.parts = Some(WriteMultipart::new_with_chunk_size(started, PART));
        Ok(())
    }

    /// Appends bytes; waits where too much is on its way.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(PART) {
            self.pending.extend_from_slice(piece);
            if self.pending.len() > PART {
                self.begin().map_err(StoreFault::into_io)?;
                self.send().map_err(StoreFault::into_io)?;
            }
        }
        Ok(())
    }

    /// Hands on what is pending.
    fn send(&mut self) -> Result<(), StoreFault> {
        if let Some(parts) = &mut self.parts {
            let pending = &self.pending;
            let sent = self.object.bucket.runtime.block_on(async {
                parts.wait_for_capacity(AT_ONCE).await?;
                parts.write(pending);
                Ok(())
            });
            sent.map_err(|error| self.object.fault(error))?;
            self.pending.clear();
        }
        Ok(())
    }

    /// Ends it: the object is there.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.send().map_err(StoreFault::into_io)?;
        let bucket = &self.object.bucket;
        let ended = match self.parts.take() {
            Some(parts) => bucket.runtime.block_on(parts.finish()),
            None => {
                let path = self.object.path().map_err(StoreFault::into_io)?;
                let payload = PutPayload::from(std::mem::take(&mut self.pending));
                bucket.runtime.block_on(bucket.store.put(&path, payload))
            }
        };
        match ended {
            Ok(_) => Ok(()),
            Err(error) => Err(self.object.fault(error).into_io()),
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(parts) = self.parts.take() {
            // Nobody is left to tell if this fails.
            let _ = self.object.bucket.runtime.block_on(parts.abort());
        }
    }
}
