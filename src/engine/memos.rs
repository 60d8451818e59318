//! Where the measurements of lines are kept.
//!
//! A memo is many times as long as a short line. So a line gets one when it is first looked at,
//! and gives it back with its document: nothing is allocated once the memory of a worker has
//! grown. It grows no further than for the lines of any page; of a longer document, the rest is
//! measured anew where somebody asks.

use std::cell::{Cell, OnceCell, RefCell};

use crate::feature::LineMemo;

/// Lines with a memo at once, which take about 8 MiB.
const MOST: usize = 1 << 14;

/// The memo of a line, once it was looked at.
pub type Memo = OnceCell<Box<LineMemo>>;

/// The memos of a worker.
#[derive(Debug, Default)]
pub struct Memos {
    /// Those that no line has.
    #[expect(clippy::vec_box, reason = "boxes are handed on as they are")]
    spare: RefCell<Vec<Box<LineMemo>>>,
    /// How many lines have.
    given: Cell<usize>,
}

impl Memos {
    /// The memo of a line, if it can have one.
    pub fn of<'m>(&self, memo: &'m Memo) -> Option<&'m LineMemo> {
        if memo.get().is_none() && self.given.get() == MOST {
            return None;
        }
        let give = || {
            self.given.set(self.given.get() + 1);
            self.spare.borrow_mut().pop().unwrap_or_default()
        };
        Some(memo.get_or_init(give))
    }

    /// Hands over the memo of a line for good.
    pub fn give_away(&self, memo: &mut Memo) -> Memo {
        let memo = std::mem::take(memo);
        self.given
            .set(self.given.get() - usize::from(memo.get().is_some()));
        memo
    }

    /// Takes the memo of a line that is gone, or reads otherwise now.
    pub fn take_back(&mut self, memo: &mut Memo) {
        if let Some(mut memo) = memo.take() {
            *memo = LineMemo::default();
            self.given.set(self.given.get() - 1);
            self.spare.get_mut().push(memo);
        }
    }
}
