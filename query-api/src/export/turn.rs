//! The page an export is at. A list is asked for its pages one after another; what it must know of that, it finds here.
//!
//! Invariants
//! - All pages of an export are of the picture of the first.

use std::cell::RefCell;

use crate::fleet::Picture;

/// A page, as an export asks for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turn {
    /// The size of the page, in place of `limit`.
    pub(crate) size: u32,
    /// Where it goes on: the parameter and its value.
    pub(crate) after: Option<(String, String)>,
    /// What the first page was looked at; on that page, once it is settled.
    pub(crate) picture: Option<Picture>,
}

tokio::task_local! {
    static TURN: RefCell<Turn>;
}

/// Takes a turn, and tells what picture its answer is of.
pub(crate) async fn taking<T>(turn: Turn, work: impl Future<Output = T>) -> (T, Option<Picture>) {
    let taken = async {
        let done = work.await;
        (done, TURN.with(|turn| turn.borrow().picture))
    };
    TURN.scope(RefCell::new(turn), taken).await
}

/// Whether the answer under way is a page of an export.
pub(crate) fn is_under_way() -> bool {
    of(|_| Some(())).is_some()
}

/// The size of the page.
pub(crate) fn size() -> Option<u32> {
    of(|turn| Some(turn.size))
}

/// The parameter that says where the page begins, and its value; `None` where it is not of this name, or on the first page.
pub(crate) fn after() -> Option<(String, String)> {
    of(|turn| turn.after.clone())
}

/// The picture of the pages before.
pub(crate) fn picture() -> Option<Picture> {
    of(|turn| turn.picture)
}

/// Notes the picture of the first page.
pub(crate) fn note(picture: Picture) {
    // Outside an export nobody goes on with it.
    let _ = TURN.try_with(|turn| turn.borrow_mut().picture.get_or_insert(picture).position);
}

fn of<T>(part: impl FnOnce(&Turn) -> Option<T>) -> Option<T> {
    TURN.try_with(|turn| part(&turn.borrow())).ok().flatten()
}
