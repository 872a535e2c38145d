//! The transition table: from which stages each step may be taken, where it leads, what guards it.

use super::stated::OwnerStatus as S;
use crate::transition::{self, Goal, Origin, Transition, steps};

const STANDING: &[S] = &[S::Active, S::Inactive, S::Deceased];
const ANY_BUT_VOIDED: &[S] = &[S::Active, S::Inactive, S::Deceased, S::EstateSettled, S::Merged];

steps! {
    /// A step of a record's life that a command takes.
    pub(super) enum Step of S;

    Register {
        "RegisterOwner" => "OwnerRegistered", Origin::Nothing, Goal::Stage(S::Active),
        words "be registered",
        guards ["owner-already-exists", "owner-name-missing"],
    }
    ChangeName {
        "ChangeOwnerName" => "OwnerNameChanged", Origin::Stages(STANDING), Goal::Same,
        words "be renamed",
        guards ["owner-name-missing", "owner-name-unchanged"],
    }
    ChangeAddress {
        "ChangeOwnerAddress" => "OwnerAddressChanged", Origin::Stages(STANDING), Goal::Same,
        words "have another address",
        guards ["owner-address-missing"],
    }
    RecordTaxId {
        "RecordTaxId" => "OwnerTaxIdRecorded", Origin::Stages(STANDING), Goal::Same,
        words "have a tax number recorded",
        guards ["tax-id-missing"],
    }
    TakeRole {
        "TakeRole" => "OwnerRoleTaken", Origin::Stages(&[S::Active]), Goal::Same,
        words "take a role",
        guards ["owner-not-active"],
    }
    GiveUpRole {
        "GiveUpRole" => "OwnerRoleGivenUp", Origin::Stages(STANDING), Goal::Same,
        words "give a role up",
        guards ["owner-without-role"],
    }
    RecordDeath {
        "RecordDeath" => "OwnerDied", Origin::Stages(&[S::Active, S::Inactive]), Goal::Stage(S::Deceased),
        words "die",
        guards ["owner-not-a-person", "death-in-future"],
    }
    AppointRepresentative {
        "AppointRepresentative" => "EstateRepresentativeAppointed", Origin::Stages(&[S::Deceased]), Goal::Same,
        words "be represented",
        guards ["owner-not-deceased", "representative-not-active", "representative-is-deceased"],
    }
    SettleEstate {
        "SettleEstate" => "EstateSettled", Origin::Stages(&[S::Deceased]), Goal::Stage(S::EstateSettled),
        words "have its estate settled",
        guards ["owner-not-deceased"],
    }
    Merge {
        "MergeOwner" => "OwnerMerged", Origin::Stages(STANDING), Goal::Stage(S::Merged),
        words "be merged",
        guards ["merged-into-itself", "merged-into-nobody"],
    }
    Deactivate {
        "DeactivateOwner" => "OwnerDeactivated", Origin::Stages(&[S::Active]), Goal::Stage(S::Inactive),
        words "be deactivated",
        guards ["owner-not-active"],
    }
    Reactivate {
        "ReactivateOwner" => "OwnerReactivated", Origin::Stages(&[S::Inactive]), Goal::Stage(S::Active),
        words "be reactivated",
        guards ["owner-not-inactive"],
    }
    CorrectHistory {
        "CorrectOwnerHistory" => "OwnerHistoryCorrected", Origin::Stages(ANY_BUT_VOIDED), Goal::Other("as its history then tells"),
        words "be corrected",
        guards ["event-not-correctable", "correction-of-another-kind", "registration-not-withdrawn", "correction-changes-identity"],
    }
    VoidRecord {
        "VoidOwnerRecord" => "OwnerRecordVoided", Origin::Stages(ANY_BUT_VOIDED), Goal::Stage(S::Voided),
        words "be voided",
        guards ["owner-record-voided"],
    }
}

impl Step {
    /// Whether the step leads on from the stage.
    pub(super) fn leads_on_from(self, status: S) -> bool {
        self.row().from.admits(&status)
    }

    /// What would happen, in words that follow "the owner cannot".
    pub(super) const fn words(self) -> &'static str {
        self.row().words
    }
}

/// The table by which owners are decided and folded.
pub fn transitions() -> Vec<Transition> {
    let groups: [(&str, &[S]); 1] = [("any but voided", ANY_BUT_VOIDED)];
    Step::ALL
        .into_iter()
        .map(|step| step.row().shown(&groups))
        .collect()
}

/// What stands above the table.
const HEAD: &str = "\
# The transitions of an owner

Made from the code by `cargo run -p wellflow-domain --example owner_transitions`; a test fails when this page and the code differ.

A command is decided on the state at its own date. It is refused where its row does not begin, and by the guards named, each of which is a problem of that
name. `owner-unknown`, `effective-in-future`, `owner-merged`, `estate-settled` and `owner-record-voided` may refuse any of them. Taking a role that is held
already changes nothing and is accepted.

";

/// What stands below it.
const FOOT: &str = "
## Never

- Personal data in what is published: names, tax numbers and addresses are `null` there.
- A merged record that acts: the record it was merged into counts.
- An owner deleted: the record is merged or voided, or the organization erased.
";

/// The table as a page of Markdown.
pub fn transitions_page() -> String {
    format!("{HEAD}{}{FOOT}", transition::table(transitions()))
}
