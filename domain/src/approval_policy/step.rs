//! The transition table: from which stages each step may be taken, where it leads, what guards it.

use crate::declared::words;
use crate::transition::{self, Goal, Origin, Transition, steps};

words! {
    /// Where a policy stands.
    pub enum PolicyStatus {
        /// In force.
        Adopted = "adopted",
    }
}

use PolicyStatus as S;

steps! {
    /// A step of a policy that a command takes.
    pub(super) enum Step of S;

    Adopt {
        "AdoptApprovalPolicy" => "ApprovalPolicyAdopted", Origin::NothingOr(&[S::Adopted]), Goal::Stage(S::Adopted),
        words "be adopted",
        guards ["policy-without-tiers", "approval-tier-twice", "approval-tier-without-approvers"],
    }
    DeclareHolidays {
        "DeclareHolidays" => "HolidaysDeclared", Origin::Stages(&[S::Adopted]), Goal::Same,
        words "have holidays declared",
        guards ["holidays-not-named", "holiday-already-declared"],
    }
    WithdrawHoliday {
        "WithdrawHoliday" => "HolidayWithdrawn", Origin::Stages(&[S::Adopted]), Goal::Same,
        words "have a holiday withdrawn",
        guards ["holiday-not-declared"],
    }
    CorrectHistory {
        "CorrectPolicyHistory" => "ApprovalPolicyCorrected", Origin::Stages(&[S::Adopted]), Goal::Other("as its history then tells"),
        words "be corrected",
        guards [
            "event-not-correctable", "correction-of-another-kind", "policy-without-tiers", "approval-tier-twice", "approval-tier-without-approvers",
            "holidays-not-named",
        ],
    }
}

impl Step {
    /// Whether the step leads on from the stage.
    #[cfg(test)]
    pub(super) fn leads_on_from(self, status: S) -> bool {
        self.row().from.admits(&status)
    }
}

/// The table by which policies are decided and folded.
pub fn transitions() -> Vec<Transition> {
    Step::ALL.into_iter().map(|step| step.row().shown(&[])).collect()
}

/// What stands above the table.
const HEAD: &str = "\
# The transitions of an approval policy

Made from the code by `cargo run -p wellflow-domain --example approval_policy_transitions`; a test fails when this page and the code differ.

An organization has one policy. A command is decided on the state at its own date, and refused by the guards named, each of which is a problem of that name.
`approval-policy-unknown` and `effective-in-future` may refuse any of them but the first, which only the latter may.

";

/// What stands below it.
const FOOT: &str = "
## Never

- A holiday of this code: which days rest is declared by the organization.
- A policy that changes what was approved before it: an approval keeps the tier's limit and how many had to say yes.
";

/// The table as a page of Markdown.
pub fn transitions_page() -> String {
    format!("{HEAD}{}{FOOT}", transition::table(transitions()))
}
