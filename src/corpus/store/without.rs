//! No object stores: nothing of them can come to be, so nothing has to be done.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::path::PathBuf;

use super::{Named, StoreFault};
use crate::corpus::compression::Bytes;
use crate::corpus::plan::Output;

/// An object in a store, of which there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object(Infallible);

impl fmt::Display for Object {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl Object {
    pub(crate) fn join(&self, _: &str) -> Object {
        match self.0 {}
    }

    pub(crate) fn parent(&self) -> Object {
        match self.0 {}
    }

    pub(crate) fn beside(&self, _: &str, _: &str) -> Option<(PathBuf, Output)> {
        match self.0 {}
    }

    pub(crate) fn file_name(&self) -> &str {
        match self.0 {}
    }

    pub(crate) fn with_state(&self, _: &str) -> Object {
        match self.0 {}
    }

    pub(crate) fn state(&self) -> String {
        match self.0 {}
    }

    pub(crate) fn size(&self) -> Option<u64> {
        match self.0 {}
    }

    pub(crate) fn open(&self) -> io::Result<Bytes> {
        match self.0 {}
    }

    pub(crate) fn upload(&self, _: bool) -> io::Result<Upload> {
        match self.0 {}
    }
}

/// An object being written, of which there are none.
pub(crate) struct Upload(Infallible);

impl Upload {
    pub(crate) fn write(&mut self, _: &[u8]) -> io::Result<()> {
        match self.0 {}
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        match self.0 {}
    }
}

/// The stores of a plan.
#[derive(Default)]
pub(crate) struct Stores(());

impl Stores {
    pub(crate) fn place(&mut self, _: &str) -> Result<Object, StoreFault> {
        Err(StoreFault::NotBuilt)
    }

    pub(crate) fn named(&mut self, _: &str) -> Result<Named, StoreFault> {
        Err(StoreFault::NotBuilt)
    }

    pub(crate) fn list(
        &mut self,
        folder: &Object,
        _: &mut dyn FnMut(&str, &str),
    ) -> Result<(), StoreFault> {
        match folder.0 {}
    }
}
