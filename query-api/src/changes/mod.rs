//! What changed, step by step, and the event behind each change.
//!
//! Between two points something is walked from step to step: an event that came to be known, or one known before that took
//! effect. What is shown before and after a step differs by what the event did; what differs between two steps, the calendar
//! did (a term that ran out).
//!
//! Invariants
//! - What is shown after the last step is what the resource shows at the point walked to.
//! - An event that is applied in its turn costs that event alone; one that came late costs a fold of what stood before it.
//!   How much may be folded is bounded.

pub(crate) mod answer;
pub(crate) mod diff;
pub(crate) mod list;
pub(crate) mod range;
pub(crate) mod walk;

pub(crate) use diff::diff;
pub(crate) use list::list;
