//! Buckets, objects in them, and what lies below an address.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, ObjectMeta, ObjectStore, ObjectStoreExt, RetryConfig,
};
use tokio::runtime::Runtime;

use super::fault::fault;
use super::{Named, StoreFault};
use crate::corpus::plan::Output;

/// Times that a request is tried again before it has failed.
const RETRIES: usize = 6;
/// Time after which a request is not tried again.
const RETRY_TIMEOUT: Duration = Duration::from_secs(90);

/// A bucket, a container, or a web server.
pub(super) struct Bucket {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) runtime: Arc<Runtime>,
    /// How addresses in it begin: `s3://bucket/`.
    root: String,
}

impl Bucket {
    /// Whether it is a web server, which has no uploads in parts.
    pub(super) fn is_web(&self) -> bool {
        self.root.starts_with("http")
    }

    pub(super) fn scheme(&self) -> &str {
        self.root.split(':').next().unwrap_or_default()
    }
}

/// An object, or a folder of them.
#[derive(Clone)]
pub struct Object {
    pub(super) bucket: Arc<Bucket>,
    /// Its name in the bucket.
    pub(super) key: String,
    pub(super) size: Option<u64>,
    /// What the store calls this state of it.
    pub(super) tag: Option<String>,
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.bucket.root, self.key)
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.key == other.key && self.bucket.root == other.bucket.root
    }
}

impl Eq for Object {}

impl Object {
    fn new(bucket: Arc<Bucket>, key: &str) -> Object {
        Object {
            bucket,
            key: key.trim_matches('/').to_owned(),
            size: None,
            tag: None,
        }
    }

    /// The object of a name in this folder.
    pub(crate) fn join(&self, name: &str) -> Object {
        let key = match self.key.is_empty() {
            true => name.to_owned(),
            false => format!("{}/{name}", self.key),
        };
        Object::new(self.bucket.clone(), &key)
    }

    /// The folder it lies in.
    pub(crate) fn parent(&self) -> Object {
        let parent = self.key.rsplit_once('/').map_or("", |(parent, _)| parent);
        Object::new(self.bucket.clone(), parent)
    }

    /// The folder `instead` of the last part of that name, and this folder below it.
    pub(crate) fn beside(&self, name: &str, instead: &str) -> Option<(PathBuf, Output)> {
        let parts: Vec<&str> = self.key.split('/').collect();
        let at = parts.iter().rposition(|part| *part == name)?;
        let above = Object::new(self.bucket.clone(), &parts.get(..at)?.join("/"));
        let root = above.join(instead);
        let below = root.join(&parts.get(at + 1..)?.join("/"));
        Some((PathBuf::from(root.to_string()), Output::Object(below)))
    }

    /// The last part of its name.
    pub(crate) fn file_name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or_default()
    }

    /// The object in a state that [`Object::state`] has told.
    pub(crate) fn with_state(&self, state: &str) -> Object {
        let (size, tag) = state.split_once(' ').unwrap_or((state, ""));
        Object {
            size: size.parse().ok(),
            tag: Some(tag.to_owned()).filter(|tag| !tag.is_empty()),
            ..self.clone()
        }
    }

    /// Its size and what the store calls its content, if they are known.
    pub(crate) fn state(&self) -> String {
        let size = self.size.map_or(String::new(), |size| size.to_string());
        format!("{size} {}", self.tag.as_deref().unwrap_or_default())
    }

    /// Its bytes, if known.
    pub(crate) fn size(&self) -> Option<u64> {
        self.size
    }

    /// Its name as the crate has it.
    pub(super) fn path(&self) -> Result<Path, StoreFault> {
        let parsed = match self.bucket.is_web() {
            true => Path::from_url_path(&self.key),
            false => Path::parse(&self.key),
        };
        parsed.map_err(|error| StoreFault::Address(error.to_string()))
    }

    pub(super) fn fault(&self, error: object_store::Error) -> StoreFault {
        fault(self.bucket.scheme(), error)
    }

    /// Asks the store for its size and state.
    pub(super) fn look(&self) -> Result<Object, StoreFault> {
        let path = self.path()?;
        let found = self.bucket.runtime.block_on(self.bucket.store.head(&path));
        let found = found.map_err(|error| self.fault(error))?;
        Ok(Object {
            size: Some(found.size),
            tag: found.e_tag,
            ..self.clone()
        })
    }
}

/// The buckets of a plan, each opened once.
#[derive(Default)]
pub(crate) struct Stores {
    runtime: Option<Arc<Runtime>>,
    open: HashMap<String, Arc<Bucket>>,
}

impl Stores {
    /// The object that an address names, whether there is one or not.
    pub(crate) fn place(&mut self, url: &str) -> Result<Object, StoreFault> {
        let after = url.find("://").map_or(0, |at| at + 3);
        let end = url.get(after..).and_then(|rest| rest.find('/'));
        let (root, key) = url.split_at(end.map_or(url.len(), |end| after + end));
        if root.len() == after {
            return Err(StoreFault::Address("no bucket or host is named".to_owned()));
        }
        if root.starts_with("http") && key.contains(['?', '#']) {
            let what = "an address with a query is not understood; copy the file to a disk";
            return Err(StoreFault::Address(what.to_owned()));
        }
        let bucket = match self.open.get(root) {
            Some(bucket) => bucket.clone(),
            None => {
                let bucket = Arc::new(self.open(root)?);
                self.open.insert(root.to_owned(), bucket.clone());
                bucket
            }
        };
        Ok(Object::new(bucket, key))
    }

    fn open(&mut self, root: &str) -> Result<Bucket, StoreFault> {
        let runtime = match &self.runtime {
            Some(runtime) => runtime.clone(),
            None => {
                let built = tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(1)
                    .enable_all()
                    .build();
                Arc::new(built.map_err(|error| StoreFault::Other(error.to_string()))?)
            }
        };
        self.runtime = Some(runtime.clone());
        let scheme = root.split(':').next().unwrap_or_default();
        let store = client(scheme, root).map_err(|error| fault(scheme, error))?;
        Ok(Bucket {
            store,
            runtime,
            root: format!("{root}/"),
        })
    }

    /// What an address stands for: the object, or else the folder, of that name.
    pub(crate) fn named(&mut self, url: &str) -> Result<Named, StoreFault> {
        let place = self.place(url)?;
        if url.ends_with('/') || place.key.is_empty() {
            return Ok(Named::Folder(place));
        }
        match place.look() {
            Ok(object) => Ok(Named::Object(object)),
            Err(StoreFault::Missing(_)) if !place.bucket.is_web() => Ok(Named::Folder(place)),
            Err(fault) => Err(fault),
        }
    }

    /// Tells of every object in a folder its path in it and its state, by name.
    pub(crate) fn list(
        &mut self,
        folder: &Object,
        tell: &mut dyn FnMut(&str, &str),
    ) -> Result<(), StoreFault> {
        let prefix = folder.path()?;
        let mut listing = folder.bucket.store.list(Some(&prefix));
        let mut count = 0;
        while let Some(next) = folder.bucket.runtime.block_on(listing.next()) {
            let meta = next.map_err(|error| folder.fault(error))?;
            if let Some((name, state)) = entry(folder, &prefix, meta) {
                count += 1;
                tell(&name, &state);
            }
        }
        match count {
            0 => Err(StoreFault::Missing("nothing lies below it".to_owned())),
            _ => Ok(()),
        }
    }
}

/// An object of a listing: its path in the folder and its state. `None` for the marks that
/// some programs leave for folders.
fn entry(folder: &Object, prefix: &Path, meta: ObjectMeta) -> Option<(String, String)> {
    let key = meta.location.as_ref();
    let name = key.strip_prefix(prefix.as_ref())?.trim_start_matches('/');
    if name.is_empty() || (meta.size == 0 && name.ends_with('/')) {
        return None;
    }
    let object = Object {
        size: Some(meta.size),
        tag: meta.e_tag,
        ..folder.clone()
    };
    Some((name.to_owned(), object.state()))
}

/// The client for a bucket. Credentials, endpoints and regions come from the environment.
fn client(scheme: &str, root: &str) -> object_store::Result<Arc<dyn ObjectStore>> {
    let retry = RetryConfig {
        max_retries: RETRIES,
        retry_timeout: RETRY_TIMEOUT,
        backoff: BackoffConfig::default(),
    };
    Ok(match scheme {
        "s3" => {
            let builder = AmazonS3Builder::from_env();
            Arc::new(builder.with_url(root).with_retry(retry).build()?)
        }
        "gs" => {
            let builder = GoogleCloudStorageBuilder::from_env();
            Arc::new(builder.with_url(root).with_retry(retry).build()?)
        }
        "az" => {
            let builder = MicrosoftAzureBuilder::from_env();
            Arc::new(builder.with_url(root).with_retry(retry).build()?)
        }
        _ => {
            let options = ClientOptions::new().with_allow_http(scheme == "http");
            let builder = HttpBuilder::new().with_client_options(options);
            Arc::new(builder.with_url(root).with_retry(retry).build()?)
        }
    })
}
