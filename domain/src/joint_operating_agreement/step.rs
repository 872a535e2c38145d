//! The transition table: from which stages each step may be taken, where it leads, what guards it.

use crate::declared::words;
use crate::transition::{self, Goal, Origin, Transition, steps};

words! {
    /// Where an agreement stands. JSON: `"in_force"`.
    pub enum AgreementStatus {
        /// It holds.
        InForce = "in_force",
        /// It has ended.
        Terminated = "terminated",
        /// Entered in error: there is no such agreement.
        Voided = "voided",
    }
}

use AgreementStatus as S;

const STANDING: &[S] = &[S::InForce, S::Terminated];

steps! {
    /// A step of an agreement that a command takes.
    pub(super) enum Step of S;

    Enter {
        "EnterAgreement" => "AgreementEntered", Origin::Nothing, Goal::Stage(S::InForce),
        words "be entered into",
        guards [
            "agreement-already-exists", "signed-in-future", "agreement-without-parties", "party-twice", "party-without-interest",
            "party-interests-do-not-close", "operator-not-a-party", "response-time-zero", "minimum-consent-zero", "penalty-below-cost",
        ],
    }
    AmendTerms {
        "AmendAgreementTerms" => "AgreementTermsAmended", Origin::Stages(&[S::InForce]), Goal::Same,
        words "be amended",
        guards ["agreement-terminated", "agreement-unchanged", "response-time-zero", "minimum-consent-zero", "penalty-below-cost"],
    }
    ChangeParties {
        "ChangeAgreementParties" => "AgreementPartiesChanged", Origin::Stages(&[S::InForce]), Goal::Same,
        words "have other parties",
        guards [
            "agreement-terminated", "agreement-unchanged", "agreement-without-parties", "party-twice", "party-without-interest",
            "party-interests-do-not-close", "operator-not-a-party",
        ],
    }
    AmendArea {
        "AmendContractArea" => "ContractAreaAmended", Origin::Stages(&[S::InForce]), Goal::Same,
        words "hold elsewhere",
        guards ["agreement-terminated", "agreement-unchanged"],
    }
    ChangeOperator {
        "ChangeAgreementOperator" => "AgreementOperatorChanged", Origin::Stages(&[S::InForce]), Goal::Same,
        words "have another operator",
        guards ["agreement-terminated", "agreement-unchanged", "operator-not-a-party"],
    }
    Terminate {
        "TerminateAgreement" => "AgreementTerminated", Origin::Stages(&[S::InForce]), Goal::Stage(S::Terminated),
        words "end",
        guards ["agreement-terminated"],
    }
    CorrectHistory {
        "CorrectAgreementHistory" => "AgreementHistoryCorrected", Origin::Stages(STANDING), Goal::Other("as its history then tells"),
        words "be corrected",
        guards [
            "event-not-correctable", "correction-of-another-kind", "agreement-not-withdrawn", "correction-changes-identity", "signed-in-future",
            "agreement-without-parties", "party-twice", "party-without-interest", "party-interests-do-not-close", "operator-not-a-party",
            "response-time-zero", "minimum-consent-zero", "penalty-below-cost",
        ],
    }
    VoidRecord {
        "VoidAgreementRecord" => "AgreementRecordVoided", Origin::Stages(STANDING), Goal::Stage(S::Voided),
        words "be voided",
        guards ["agreement-record-voided"],
    }
}

impl Step {
    /// Whether the step leads on from the stage.
    pub(super) fn leads_on_from(self, status: S) -> bool {
        self.row().from.admits(&status)
    }

    /// What would happen, in words that follow "the agreement cannot".
    pub(super) const fn words(self) -> &'static str {
        self.row().words
    }
}

/// The table by which agreements are decided and folded.
pub fn transitions() -> Vec<Transition> {
    let groups: [(&str, &[S]); 1] = [("any but voided", STANDING)];
    Step::ALL
        .into_iter()
        .map(|step| step.row().shown(&groups))
        .collect()
}

/// What stands above the table.
const HEAD: &str = "\
# The transitions of a joint operating agreement

Made from the code by `cargo run -p wellflow-domain --example joint_operating_agreement_transitions`; a test fails when this page and the code differ.

A command is decided on the state at its own date. It is refused where its row does not begin, and by the guards named, each of which is a problem of that
name. `agreement-unknown`, `effective-in-future` and `agreement-record-voided` may refuse any of them.

";

/// What stands below it.
const FOOT: &str = "
## Never

- Parties whose interests do not come to exactly 1, at any position and on any day.
- A default of this code for what an agreement says: every value is read from the instrument.
- An agreement deleted: it is terminated, or its record voided.
";

/// The table as a page of Markdown.
pub fn transitions_page() -> String {
    format!("{HEAD}{}{FOOT}", transition::table(transitions()))
}
