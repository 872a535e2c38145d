//! Who owns which share of what: the decks of divisions, the interests of owners and what changed them, on both axes.
//!
//! - [`DivisionRow`], [`InterestRow`], [`ChangeRow`], each with its [`Span`] of positions: a batch's rows; [`write`] and
//!   [`clear`] are the projector's statements.
//! - [`divisions`], [`decks`], [`of_owner`], [`suspended`] and [`changes`] are query-api's; each is asked at a [`When`](crate::history::When).
//!
//! Invariants
//! - At every position the months of a division lie in one row each, from its first month on; so do those of an owner's kind of
//!   interest, as long as he has any.
//! - A row that is closed is never opened again, and nothing of it but its last position changes.
//! - What is read is read as it was known at one position: that of the point, or of the checkpoint in the same statement.

mod changes;
mod decks;
mod interests;
mod rows;

pub use changes::{ChangeFilter, ChangeKey, ChangePage, changes};
pub use decks::{DecksRow, DivisionFilter, DivisionKey, DivisionPage, DivisionShown, decks, divisions};
pub use interests::{InterestKey, InterestPage, OwnerFilter, SuspenseFilter, of_owner, suspended};
pub use rows::{
    ChangeId, ChangeRow, DivisionRow, InterestId, InterestRow, MonthId, Months, OPEN, Rows, Span, Versioned,
    clear, forget, write,
};
