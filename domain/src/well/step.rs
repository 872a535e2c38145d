//! The transition table: from which stages each step may be taken, where it leads, what guards it.
//!
//! The guards of `decide`, the legality of `evolve` and `docs/reference/well-transitions.md` read it. A stage that is in no
//! list admits nothing.

mod table;
mod transitions;

use super::status::WellStatus;
pub(super) use table::Step;
pub use transitions::{Transition, transitions, transitions_page};

/// One row of the table.
#[derive(Debug)]
pub(super) struct Row {
    /// The row of the design's table; empty for what it does not number.
    pub(super) number: &'static str,
    /// The command.
    pub(super) command: &'static str,
    /// What it leaves behind.
    pub(super) event: &'static str,
    /// Where it may be taken.
    pub(super) from: Origin,
    /// Where it leads.
    pub(super) to: Goal,
    /// What would happen, in words that follow "the well cannot".
    pub(super) words: &'static str,
    /// The stage in which asking for the step again changes nothing and harms nobody.
    pub(super) harmless_in: Option<WellStatus>,
    /// The rules that may refuse it there, as slugs.
    pub(super) guards: &'static [&'static str],
}

/// Where a step may be taken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    /// Where nothing is known.
    Nothing,
    /// In these stages.
    Stages(&'static [WellStatus]),
    /// Anywhere: an agency's record is taken as it is.
    Anything,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// Into a stage.
    Stage(WellStatus),
    /// Nowhere: a fact is added.
    Same,
    /// Into another stage, by the words.
    Other(&'static str),
}

impl Step {
    /// Whether the step leads on from the stage.
    pub(super) fn leads_on_from(self, status: WellStatus) -> bool {
        match self.row().from {
            Origin::Nothing => false,
            Origin::Stages(stages) => stages.contains(&status),
            Origin::Anything => true,
        }
    }

    /// The stage in which asking for the step again changes nothing and harms nobody.
    pub(super) const fn harmless_in(self) -> Option<WellStatus> {
        self.row().harmless_in
    }

    /// What would happen, in words that follow "the well cannot".
    pub(super) const fn words(self) -> &'static str {
        self.row().words
    }
}
