//! The table for readers: what the code decides by, row by row.

use super::{Goal, Origin, Step};
use crate::well::status::WellStatus;

/// One row of the transition table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The row of the design's table; empty for what it does not number.
    pub row: &'static str,
    /// Where it may be taken, in words.
    pub from: String,
    /// The command.
    pub command: &'static str,
    /// What it leaves behind.
    pub event: &'static str,
    /// Where it leads, in words.
    pub to: String,
    /// The rules that may refuse it there, as slugs.
    pub guards: &'static [&'static str],
    /// Where asking again changes nothing and is accepted.
    pub harmless_in: Option<WellStatus>,
}

/// The table by which wells are decided and folded.
pub fn transitions() -> Vec<Transition> {
    Step::ALL.into_iter().map(transition).collect()
}

fn transition(step: Step) -> Transition {
    let row = step.row();
    let from = match row.from {
        Origin::Nothing => "nothing known".to_owned(),
        Origin::Anything => "anything".to_owned(),
        Origin::Stages(stages) if stages.len() + 1 == WellStatus::ALL.len() => "any but voided".to_owned(),
        Origin::Stages(stages) => {
            let words: Vec<&str> = stages.iter().map(|status| status.as_str()).collect();
            words.join(", ")
        }
    };
    let to = match row.to {
        Goal::Stage(status) => status.as_str().to_owned(),
        Goal::Same => "unchanged".to_owned(),
        Goal::Other(words) => words.to_owned(),
    };
    Transition {
        row: row.number,
        from,
        command: row.command,
        event: row.event,
        to,
        guards: row.guards,
        harmless_in: row.harmless_in,
    }
}
