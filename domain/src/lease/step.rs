//! The transition table: from which stages each step may be taken, where it leads, what guards it.
//!
//! The guards of `decide`, the legality of `evolve` and `docs/reference/lease-transitions.md` read it.

mod table;

use super::status::LeaseStatus;
use crate::transition::{self, Transition};
pub(super) use table::Step;
use table::{ANY_BUT_VOIDED, HELD, IN_FORCE};

impl Step {
    /// Whether the step leads on from the stage.
    pub(super) fn leads_on_from(self, status: LeaseStatus) -> bool {
        self.row().from.admits(&status)
    }

    /// What would happen, in words that follow "the lease cannot".
    pub(super) const fn words(self) -> &'static str {
        self.row().words
    }
}

/// The table by which leases are decided and folded.
pub fn transitions() -> Vec<Transition> {
    let groups: [(&str, &[LeaseStatus]); 3] = [
        ("in force", IN_FORCE),
        ("held", HELD),
        ("any but voided", ANY_BUT_VOIDED),
    ];
    Step::ALL
        .into_iter()
        .map(|step| step.row().shown(&groups))
        .collect()
}

/// What stands above the table.
const HEAD: &str = "\
# The transitions of a lease

Made from the code by `cargo run -p wellflow-domain --example lease_transitions`; a test fails when this page and the code differ.

A command is decided on the state at its own date. It is refused where its row does not begin, and by the guards named, each of which is a problem of that
name. `lease-unknown`, `effective-in-future`, `lease-ended`, `lease-not-in-force`, `lease-terms-unknown` and `lease-record-voided` may refuse any of them.

*In force*: executed, recorded, in_primary_term, held_by_production, held_by_operations, held_by_shut_in_royalty, held_by_unit, operations_suspended,
production_suspended. *Held*: the four that begin with held. Whether a signed lease is executed, recorded or in its primary term follows from the day.

";

/// What stands below it.
const FOOT: &str = "
## Never

- An end that was not computed: a lease expires after its primary term and terminates after the day its rental, its clock, its operations or its shut-in royalty gave it.
- Ground or depths let go under a producing completion: `release-under-producing-completion`.
- More assigned than is owned at that depth and date: `interest-not-owned`, `burdens-exceed-interest`.
- A closed month changed in silence: `closed-month-needs-restatement`.
- A lease deleted: it ends, or its record is voided.
";

/// The table as a page of Markdown.
pub fn transitions_page() -> String {
    format!("{HEAD}{}{FOOT}", transition::table(transitions()))
}
