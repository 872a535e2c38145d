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

/// What stands above the table.
const HEAD: &str = "\
# The transitions of a well

Made from the code by `cargo run -p wellflow-domain --example well_transitions`; a test fails when this page and the code differ.

A command is decided on the state at its own date. It is refused where its row does not begin, and by the guards named, each of which is a problem of that
name. `well-unknown`, `effective-in-future`, `well-cancelled`, `well-plugged`, `well-site-released` and `well-record-voided` may refuse any of them.
Asked again in the stage after ↺, a command changes nothing and is accepted.

| # | From | Command | Event | To | Guards |
|---|---|---|---|---|---|
";

/// What stands below it.
const FOOT: &str = "
## Never

- Production while the lease is severed: `lease-severed`.
- A plugged well that produces without having been entered again: its stages admit release and re-entry alone.
- A plug dated before the last production: `produced-after-plugging`, `production-in-month-of-plug`; production dated after the plug is refused by the production month.
- A well deleted: it is cancelled, plugged, or its record voided.
";

/// The table as a page of Markdown.
pub fn transitions_page() -> String {
    let mut page = HEAD.to_owned();
    for row in transitions() {
        let guards: Vec<String> = row.guards.iter().map(|guard| format!("`{guard}`")).collect();
        let again = row
            .harmless_in
            .map_or_else(String::new, |status| format!(" ↺ {status}"));
        page += &format!(
            "| {} | {} | {} | {} | {}{again} | {} |\n",
            row.row,
            row.from,
            row.command,
            row.event,
            row.to,
            guards.join(", ")
        );
    }
    page + FOOT
}
