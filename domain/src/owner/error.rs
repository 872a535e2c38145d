//! Why a task for an owner is refused: the rule, and the values that broke it. No value tells of a person.

use chrono::{DateTime, NaiveDate, Utc};

use super::stated::{OwnerKind, OwnerRole, OwnerStatus};
use super::step::Step;
use crate::ids::OwnerId;
use crate::refusals::refusals;

refusals! {
    /// A refusal.
    pub enum OwnerError;

    /// The stream holds nothing by that instant.
    "owner-unknown" Unknown { at: DateTime<Utc> = "The instant of the task." } "no owner is known at {at}";
    /// What has not happened yet is not recorded.
    "effective-in-future" EffectiveInFuture { at: DateTime<Utc> = "The instant of the task.", now: DateTime<Utc> = "When it was asked." }
    "{at} is in the future: the clock stands at {now}";
    /// An owner is registered once.
    "owner-already-exists" AlreadyExists { owner_id: OwnerId = "The stream." } "the owner {owner_id} exists already";
    /// An owner has a name.
    "owner-name-missing" NameMissing "the name is not stated";
    /// A change of name changes it.
    "owner-name-unchanged" NameUnchanged { owner_id: OwnerId = "The owner." } "the owner {owner_id} is called so already";
    /// A change of address states one.
    "owner-address-missing" AddressMissing "the address is not stated";
    /// A tax number is stated.
    "tax-id-missing" TaxIdMissing "the tax number is not stated";
    /// Only an active owner takes a role or is deactivated.
    "owner-not-active" NotActive { words: &'static str = "What would happen.", status: OwnerStatus = "What the owner is instead.", since: DateTime<Utc> = "Since when." }
    "the owner cannot {words}: the record has been {status} since {since}";
    /// Only an inactive owner is reactivated.
    "owner-not-inactive" NotInactive { status: OwnerStatus = "What the owner is instead.", since: DateTime<Utc> = "Since when." } "only an inactive owner is reactivated; this one has been {status} since {since}";
    /// Only an estate is represented and settled.
    "owner-not-deceased" NotDeceased { words: &'static str = "What would happen.", status: OwnerStatus = "What the owner is instead.", since: DateTime<Utc> = "Since when." }
    "the owner cannot {words}: the record has been {status} since {since}";
    /// A role that is given up was held.
    "owner-without-role" WithoutRole { role: OwnerRole = "The role." } "the owner is no {role}";
    /// Only a person dies.
    "owner-not-a-person" NotAPerson { kind: OwnerKind = "What the owner is." } "only a person dies; this owner is a {kind}";
    /// A death is recorded once it happened.
    "death-in-future" DeathLater { on: NaiveDate = "The local day of the task." } "the day stated lies after {on}, when it was recorded";
    /// Whoever acts for an estate can act.
    "representative-not-active" RepresentativeNotActive "whoever acts for the estate is an active owner in the books";
    /// Nobody acts for an own estate.
    "representative-is-deceased" RepresentsItself { owner_id: OwnerId = "The owner." } "{owner_id} cannot act for its own estate";
    /// A record is merged into another.
    "merged-into-itself" MergedIntoItself { owner_id: OwnerId = "The record." } "the record {owner_id} cannot be merged into itself";
    /// The record that counts stands.
    "merged-into-nobody" MergedIntoNobody "the record merged into is unknown, void or merged itself";
    /// A merged record takes nothing more.
    "owner-merged" Merged { since: DateTime<Utc> = "When." } "the record has been merged into another since {since}; that one counts";
    /// A settled estate takes nothing more.
    "estate-settled" Settled { since: DateTime<Utc> = "When." } "the estate has been settled since {since}";
    /// Nothing can be done to a record entered in error.
    "owner-record-voided" Voided { since: DateTime<Utc> = "When that was said." } "the owner's record has been void since {since}: it was entered in error";
    /// Not every fact is corrected by a correction.
    "event-not-correctable" NotCorrectable { event_type: String = "The fact's type." } "a {event_type} is not corrected; a merger or a voiding has moved its claims";
    /// A fact is corrected by one of its kind.
    "correction-of-another-kind" CorrectionOfAnotherKind { corrected: String = "What is corrected.", instead: &'static str = "What would take its place." } "a {corrected} cannot be corrected by a {instead}";
    /// A registration is replaced by another, never taken back.
    "registration-not-withdrawn" RegistrationNotWithdrawn "the registration of an owner is not taken back; void its record instead";
    /// A corrected registration is of the same owner under the same number.
    "correction-changes-identity" CorrectionChangesIdentity { owner_id: OwnerId = "The owner." } "a corrected registration keeps the owner {owner_id} and its agency's number";
}

impl OwnerError {
    /// The statute or form behind the rule, where there is one that was read. None was.
    pub fn source(&self) -> Option<&'static str> {
        self.source_everywhere()
    }

    /// What refuses the step in that stage.
    pub(super) fn out_of_order(step: Step, status: OwnerStatus, since: DateTime<Utc>) -> Self {
        let words = step.words();
        match status {
            OwnerStatus::Voided => Self::Voided { since },
            OwnerStatus::Merged => Self::Merged { since },
            OwnerStatus::EstateSettled => Self::Settled { since },
            OwnerStatus::Active | OwnerStatus::Inactive | OwnerStatus::Deceased => match step {
                Step::Reactivate => Self::NotInactive { status, since },
                Step::AppointRepresentative | Step::SettleEstate => {
                    Self::NotDeceased { words, status, since }
                }
                Step::Register
                | Step::ChangeName
                | Step::ChangeAddress
                | Step::RecordTaxId
                | Step::TakeRole
                | Step::GiveUpRole
                | Step::RecordDeath
                | Step::Merge
                | Step::Deactivate
                | Step::CorrectHistory
                | Step::VoidRecord => Self::NotActive { words, status, since },
            },
        }
    }
}
