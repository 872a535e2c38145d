//! Why a task for a well is refused: the rule, and the values that broke it.

mod order;
mod source;

use chrono::{DateTime, NaiveDate, Utc};

use super::role::WellRole;
use super::specifications::Unmet;
use super::stated::CasingKind;
use super::status::{CompletionStatus, WellStatus};
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::StateCode;
use crate::month::Month;
use crate::quantity::{Feet, Hours};
use crate::refusals::refusals;
use crate::text::{CompletionName, Text120};
pub use source::IntegrityFound;

refusals! {
    /// A refusal.
    pub enum WellError;

    /// The stream holds nothing by that instant.
    "well-unknown" Unknown { at: DateTime<Utc> = "The instant of the task." } "no well is known at {at}";
    /// What has not happened yet is not recorded.
    "effective-in-future" EffectiveInFuture { at: DateTime<Utc> = "The instant of the task.", now: DateTime<Utc> = "When it was asked." }
    "{at} is in the future: the clock stands at {now}";
    /// A well is proposed once.
    "well-already-exists" AlreadyExists { well_id: WellId = "The stream.", name: Text120 = "The name it has." }
    "the well {well_id} exists already: {name}";

    /// Nothing can be done to a plugged well but to release its site or to enter it again.
    "well-plugged" Plugged { since: DateTime<Utc> = "When the last plug was set." } "the well has been plugged and abandoned since {since}";
    /// Nothing can be done to a cancelled well.
    "well-cancelled" Cancelled { since: DateTime<Utc> = "When it was cancelled." } "the well has been cancelled since {since}";
    /// Nothing can be done to a well whose site is given back but to enter it again.
    "well-site-released" SiteReleased { since: DateTime<Utc> = "When it was given back." } "the plugged well's site has been released since {since}";
    /// Nothing can be done to a record entered in error.
    "well-record-voided" Voided { since: DateTime<Utc> = "When that was said." } "the well's record has been void since {since}: it was entered in error";

    /// A permit is applied for once the well is proposed.
    "well-not-proposed" NotProposed { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "a permit is applied for while a well is proposed; this one has been {status} since {since}";
    /// A permit is granted to a well that is planned or applied for.
    "well-not-awaiting-permit" NotAwaitingPermit { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a proposed well can be permitted; this one has been {status} since {since}";
    /// A permit is denied that was applied for.
    "permit-not-under-review" PermitNotUnderReview { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "no permit is under review: the well has been {status} since {since}";
    /// The bit turns under a permit.
    "well-not-permitted" NotPermitted { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "a well is spudded under a permit; this one has been {status} since {since}";
    /// A well is given up before the bit turns.
    "well-already-spudded" AlreadySpudded { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a well that was not spudded is cancelled; this one has been {status} since {since}";
    /// Drilling takes a bit that turns.
    "well-not-drilling" NotDrilling { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a well being drilled reaches total depth or goes deeper; this one has been {status} since {since}";
    /// What did not stop does not go on.
    "drilling-not-suspended" DrillingNotSuspended { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "drilling goes on where it was suspended; this well has been {status} since {since}";
    /// An interval is opened in a drilled hole.
    "well-not-drilled" NotDrilled { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a drilled well is completed; this one has been {status} since {since}";
    /// A well produces once it is completed.
    "well-not-completed" NotCompleted { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a completed or shut-in well can begin to produce or to take in; this one has been {status} since {since}";
    /// What does not run cannot be stopped.
    "well-not-operating" NotOperating { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a completed or operating well can be shut in; this one has been {status} since {since}";
    /// Injection stops where it runs.
    "well-not-injecting" NotInjecting { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only an injecting well stops injecting; this one has been {status} since {since}";
    /// Production resumes from shut in.
    "well-not-shut-in" NotShutIn { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a shut-in well resumes production or injection; this one has been {status} since {since}";
    /// A well is secured once it is shut in.
    "well-not-ready-for-temporary-abandonment" NotReadyForTemporaryAbandonment { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a completed or shut-in well can be temporarily abandoned; this one has been {status} since {since}";
    /// Service is returned to from temporary abandonment.
    "well-not-temporarily-abandoned" NotTemporarilyAbandoned { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a temporarily abandoned well returns to service or is extended; this one has been {status} since {since}";
    /// Some tasks need an open interval.
    "well-not-in-operation" NotInOperation { words: &'static str = "What would happen to it.", status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "the well cannot {words}: it has been {status} since {since}";
    /// A well is shut in before it is plugged.
    "well-still-operating" StillOperating { status: WellStatus = "Producing, injecting or in service.", since: DateTime<Utc> = "Since when." }
    "the well has been {status} since {since}; it must be shut in before it is plugged";
    /// There is no hole to plug, or it is being drilled.
    "well-not-pluggable" NotPluggable { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a drilled well that does not operate can be plugged; this one has been {status} since {since}";
    /// A site is released, and a well entered again, once it is plugged.
    "well-not-plugged" NotPlugged { status: WellStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "only a plugged well is released or entered again; this one has been {status} since {since}";

    /// The state asserted is not the one the API number begins with.
    "state-contradicts-api-number" StateContradictsApiNumber { api_number: ApiNumber = "The number.", number_state: StateCode = "Its state.", state: StateCode = "The state asserted." }
    "API number {api_number} lies in {number_state}, not in {state}";
    /// A well has one number; another takes its place only where it is named.
    "api-number-already-assigned" NumberAlreadyAssigned { api_number: ApiNumber = "The number it has." }
    "the well has API number {api_number}; a number that takes its place must name it";
    /// What is replaced is the number the well has.
    "api-number-not-replaced" NumberNotReplaced { replaces: ApiNumber = "The number to be replaced.", found: String = "What the well has." }
    "{replaces} is not the number to be replaced: the well has {found}";
    /// A bore is numbered within its well.
    "api-number-not-assigned" NumberNotAssigned { bore: ApiNumber = "The bore." } "the well has no API number yet that bore {bore} could be one of";
    /// A location in a lease held names the lease.
    "title-without-lease" TitleWithoutLease "the location is said to lie in a lease held, and no lease is named";
    /// An application has to be complete.
    "permit-cannot-be-submitted" CannotSubmitPermit { unmet: Unmet = "What failed." } "the permit cannot be applied for {unmet}";
    /// The permit ran out.
    "permit-expired" PermitExpired { expires_on: NaiveDate = "The permit's last local day.", on: NaiveDate = "The local day of the spud." }
    "the permit expired at the end of {expires_on}; the well cannot be spudded on {on}";
    /// A permit cannot end before it begins.
    "permit-expires-before-approval" PermitExpiresBeforeApproval { expires_on: NaiveDate = "Its last local day.", granted_on: NaiveDate = "The local day it was granted." }
    "the permit would expire on {expires_on}, before it was granted on {granted_on}";
    /// A permit without an end does not run out.
    "permit-does-not-expire" PermitDoesNotExpire "the permit has no last day, so it cannot have run out";
    /// A permit runs out after its last day.
    "permit-still-in-force" PermitStillInForce { expires_on: NaiveDate = "Its last local day.", on: NaiveDate = "The local day it is said to have run out." }
    "the permit is in force to the end of {expires_on}; it has not run out on {on}";
    /// Every part of what it takes to drill has to hold.
    "well-cannot-be-drilled" CannotDrill { unmet: Unmet = "What failed." } "the well cannot be drilled {unmet}";

    /// A hole is at least as long as it is deep.
    "true-vertical-depth-exceeds-measured" TrueVerticalDepthExceedsMeasured { true_vertical_depth_ft: Feet = "True vertical depth.", measured_depth_ft: Feet = "Measured depth." }
    "true vertical depth {true_vertical_depth_ft} ft exceeds measured depth {measured_depth_ft} ft";
    /// A hole has a depth.
    "total-depth-zero" NoDepth "the measured depth at total depth is zero";
    /// A hole does not become shorter.
    "depth-decreases" DepthDecreases { measured_depth_ft: Feet = "The depth stated.", deepest_ft: Feet = "How far the hole has come." }
    "measured depth {measured_depth_ft} ft lies above {deepest_ft} ft, to which the hole is drilled";
    /// A hole ends where the permit says.
    "total-depth-beyond-permit" TotalDepthBeyondPermit { measured_depth_ft: Feet = "Measured depth.", permitted_depth_ft: Feet = "The greatest depth permitted.", tolerance_ft: Feet = "How far beyond it the agency lets a hole go." }
    "measured depth {measured_depth_ft} ft exceeds the permitted {permitted_depth_ft} ft by more than the tolerance of {tolerance_ft} ft";
    /// Casing has a top above its bottom.
    "casing-inverted" CasingInverted { top_md_ft: Feet = "Top, measured depth.", bottom_md_ft: Feet = "Bottom, measured depth." }
    "the casing's top at {top_md_ft} ft is not above its bottom at {bottom_md_ft} ft";
    /// Casing is set in the hole.
    "casing-below-hole" CasingBelowHole { bottom_md_ft: Feet = "Bottom, measured depth.", deepest_ft: Feet = "How far the hole has come." }
    "the casing's bottom at {bottom_md_ft} ft lies below the hole, drilled to {deepest_ft} ft";
    /// Casing is set from the outside in, each string deeper than the one before.
    "casing-out-of-order" CasingOutOfOrder { kind: CasingKind = "The string.", bottom_md_ft: Feet = "Its bottom.", set: CasingKind = "The string that stands.", set_bottom_md_ft: Feet = "Its bottom." }
    "{kind} casing to {bottom_md_ft} ft does not follow {set} casing to {set_bottom_md_ft} ft";
    /// Surface casing keeps usable water apart.
    "surface-casing-too-shallow" SurfaceCasingTooShallow { bottom_md_ft: Feet = "Its bottom.", base_of_usable_water_ft: Feet = "The base of usable water." }
    "surface casing ends at {bottom_md_ft} ft, above the base of usable water at {base_of_usable_water_ft} ft";
    /// A bore is left where it has been.
    "kickoff-below-hole" KickoffBelowHole { kickoff_md_ft: Feet = "Where it is left.", deepest_ft: Feet = "How far the hole has come." }
    "the bore cannot be left at {kickoff_md_ft} ft: it is drilled to {deepest_ft} ft";
    /// A new bore has a number of its own.
    "wellbore-already-exists" BoreAlreadyExists { bore: ApiNumber = "The bore." } "bore {bore} exists already";
    /// The bore that is left is the one being drilled.
    "wellbore-not-current" BoreNotCurrent { parent: ApiNumber = "The bore said to be left.", bore: ApiNumber = "The one being drilled." }
    "{parent} cannot be left: the bit turns in {bore}";

    /// The parties have answered, or their time is over.
    "completion-election-open" ElectionOpen { closes_at: DateTime<Utc> = "When their time ends.", at: DateTime<Utc> = "The instant of the task." }
    "the parties may answer until {closes_at}; the completion cannot begin at {at}" by "AAPL 610 Art. VI.C";
    /// A completion is made once.
    "completion-already-exists" CompletionAlreadyExists { completion: CompletionName = "Its name." } "completion {completion} exists already";
    /// An interval has a top above its bottom.
    "completion-interval-inverted" CompletionIntervalInverted { top_md_ft: Feet = "Top, measured depth.", bottom_md_ft: Feet = "Bottom, measured depth." }
    "the interval's top at {top_md_ft} ft is not above its bottom at {bottom_md_ft} ft";
    /// An interval lies in the hole.
    "completion-below-total-depth" CompletionBelowTotalDepth { bottom_md_ft: Feet = "Bottom, measured depth.", total_depth_ft: Feet = "Total depth, measured." }
    "the interval's bottom at {bottom_md_ft} ft lies below total depth at {total_depth_ft} ft";
    /// An interval is opened once the hole is drilled.
    "completion-before-total-depth" CompletionBeforeTotalDepth { on: NaiveDate = "The local day of the completion.", total_depth_on: NaiveDate = "The local day total depth was reached." }
    "the interval cannot be opened on {on}: total depth was reached on {total_depth_on}";
    /// Perforations lie in their interval.
    "perforation-outside-interval" PerforationOutsideInterval { perforation_top_ft: Feet = "The first hole.", perforation_bottom_ft: Feet = "The last hole.", top_md_ft: Feet = "Top of the interval.", bottom_md_ft: Feet = "Bottom of the interval." }
    "the perforations from {perforation_top_ft} to {perforation_bottom_ft} ft do not lie in the interval from {top_md_ft} to {bottom_md_ft} ft";
    /// What is closed is a completion of the well.
    "completion-unknown" CompletionUnknown { completion: CompletionName = "The name." } "the well has no completion {completion}";
    /// What is closed was open.
    "completion-not-open" CompletionNotOpen { completion: CompletionName = "The name.", status: CompletionStatus = "What it is." }
    "completion {completion} is {status} and cannot be closed again";
    /// The old interval is kept apart before another is opened.
    "interval-not-isolated" IntervalNotIsolated { completion: CompletionName = "The old one." } "nothing is said to keep completion {completion} apart from the new one";
    /// Another zone is opened under a permit or notice.
    "recompletion-without-permit" RecompletionWithoutPermit "no permit or notice is stated for the new zone";

    /// There is one first production.
    "first-production-already-recorded" FirstProductionAlreadyRecorded { at: DateTime<Utc> = "When." } "the well first produced at {at}";
    /// Every part of what it takes to produce has to hold.
    "well-cannot-produce" CannotProduce { unmet: Unmet = "What failed." } "the well cannot begin to produce {unmet}";
    /// Nothing produces while the lease may not move oil or gas.
    "lease-severed" LeaseSevered { state: Option<StateCode> = "Where." } "the lease is severed: it may not move oil or gas";
    /// What never began cannot resume.
    "well-never-produced" NeverProduced { since: DateTime<Utc> = "Since when it is shut in." }
    "the well, shut in since {since}, has never produced; record its first production instead";
    /// What never began cannot resume.
    "well-never-injected" NeverInjected { since: DateTime<Utc> = "Since when it is shut in." }
    "the well, shut in since {since}, has never taken anything in; start its injection instead";
    /// An injector takes in.
    "well-not-an-injector" NotAnInjector { role: WellRole = "Its role." } "a well for {role} does not inject; convert it first";
    /// A producer gives out.
    "well-not-a-producer" NotAProducer { role: WellRole = "Its role." } "a well for {role} does not produce; convert it first";
    /// Injection takes a permit in force.
    "injection-permit-expired" InjectionPermitExpired { reference: Text120 = "The permit.", in_force_until: NaiveDate = "Its last local day.", on: NaiveDate = "The local day of the task." }
    "injection permit {reference} was in force until {in_force_until}; nothing can be injected on {on}" by "UIC permit";
    /// A bore that takes in, or rests for long, has shown that it holds.
    "integrity-not-shown" IntegrityNotShown { on: NaiveDate = "The local day of the task.", found: IntegrityFound = "What the tests say." }
    "the bore is not shown to hold on {on}: {found}";
    /// An inactive well is tested before it produces again.
    "inactive-well-not-tested" InactiveWellNotTested { on: NaiveDate = "The local day of the task.", fluid_level: String = "The last test of the fluid level.", integrity: String = "The last test of the integrity." }
    "an inactive well produces again after a fluid level test of the last 12 months or an integrity test of the last 60; on {on}: fluid level {fluid_level}, integrity {integrity}"
    by "16 TAC §3.14(b)(2), §3.15(l)(7); RRC Form H-15";

    /// An approval cannot end before the work it approves.
    "approval-ends-before-start" ApprovalEndsBeforeStart { until: NaiveDate = "The approval's last local day.", on: NaiveDate = "The local day the well was secured." }
    "the approval ended on {until}, before the well was secured on {on}";
    /// Some agencies approve a temporary abandonment first.
    "temporary-abandonment-not-approved" AbandonmentNotApproved { state: Option<StateCode> = "Where." } "the agency's approval of the temporary abandonment is not stated";
    /// A bore is secured.
    "bore-not-secured" BoreNotSecured "it is not said what secures the bore, or no passed test of its integrity is stated";
    /// An approval lasts no longer than the rules let it.
    "temporary-abandonment-too-long" AbandonmentTooLong { until: NaiveDate = "The approval's last local day.", latest: NaiveDate = "The last local day the rules allow." }
    "the approval would last until {until}; the rules end it on {latest}";
    /// An extension ends later.
    "extension-not-later" ExtensionNotLater { until: NaiveDate = "The new last day.", current: NaiveDate = "The one that holds." }
    "the approval lasts until {current} already; {until} is no extension";

    /// A conversion changes the role.
    "role-unchanged" RoleUnchanged { role: WellRole = "The role." } "the well is for {role} already";
    /// Each role is taken up under a paper of its own.
    "conversion-authority-wrong" ConversionAuthorityWrong { to_role: WellRole = "The new role.", needed: &'static str = "What it takes." }
    "a well becomes one for {to_role} under {needed}";
    /// The operator who leaves is the one the well has.
    "operator-differs" OperatorDiffers { operator: Text120 = "The one it has.", from_operator: Text120 = "The one said to leave." }
    "the well's operator is {operator}, not {from_operator}";
    /// A change of operator changes the operator.
    "operator-unchanged" OperatorUnchanged { operator: Text120 = "The operator." } "{operator} operates the well already";
    /// A well passes on the first of a month.
    "transfer-not-first-of-month" TransferNotFirstOfMonth { on: NaiveDate = "The local day of the transfer." } "a well passes to another operator on the first of a month, not on {on}";
    /// Both operators sign.
    "transfer-not-signed" TransferNotSigned { operator: Text120 = "Who has not signed.", state: Option<StateCode> = "Where." } "{operator} has not signed the transfer";
    /// The operator who comes has a licence.
    "successor-not-licensed" SuccessorNotLicensed { operator: Text120 = "Who comes.", reference: Text120 = "The licence.", in_force_until: NaiveDate = "Its last local day.", on: NaiveDate = "The local day of the transfer." }
    "licence {reference} of {operator} was in force until {in_force_until}, not on {on}";
    /// A test lasts no longer than its day.
    "test-hours-out-of-range" TestHoursOutOfRange { duration_hours: Hours = "The hours stated.", day: NaiveDate = "The local day it began.", limit: Hours = "The hours of that day." }
    "a test of {duration_hours} hours on {day}: it takes more than none and at most {limit}";

    /// The notice comes before the approval.
    "plugging-notice-too-late" NoticeTooLate { filed_on: NaiveDate = "The local day of the notice.", on: NaiveDate = "The local day of the approval.", days: u16 = "How many days must lie between.", state: Option<StateCode> = "Where." }
    "the notice of intent was filed on {filed_on}, not {days} days before {on}";
    /// Plugs are set by an approved company.
    "cementer-not-approved" CementerNotApproved { cementer: Text120 = "The company." } "the agency has not approved {cementer} to set plugs";
    /// A well is plugged once it is approved, or in an emergency.
    "plugging-not-approved" PluggingNotApproved { state: Option<StateCode> = "Where." } "plugging is not approved, and no emergency is stated";
    /// Nothing is produced after the plug.
    "produced-after-plugging" ProducedAfterPlugging { completion: CompletionName = "The completion.", last: String = "Its last production.", plugged_on: NaiveDate = "The local day of the plug." }
    "completion {completion} produced in {last}; the well cannot be plugged on {plugged_on}";
    /// The month of the plug is not one of production, unless its last day is known.
    "production-in-month-of-plug" ProductionInMonthOfPlug { completion: CompletionName = "The completion.", month: Month = "The month." }
    "completion {completion} has production in {month}, the month of the plug, and its last day is not known";
    /// A plug has a top above its bottom.
    "plug-inverted" PlugInverted { top_md_ft: Feet = "Top.", bottom_md_ft: Feet = "Bottom." } "the plug's top at {top_md_ft} ft is not above its bottom at {bottom_md_ft} ft";
    /// A site is released once it passed.
    "inspection-not-passed" InspectionNotPassed { reference: Text120 = "The inspection." } "the site did not pass inspection {reference}";

    /// Not every fact is corrected by a correction.
    "event-not-correctable" NotCorrectable { event_type: String = "The fact's type." } "a {event_type} is not corrected; an agency's record, a number or a voiding has a task of its own";
    /// A fact is corrected by one of its kind.
    "correction-of-another-kind" CorrectionOfAnotherKind { corrected: String = "What is corrected.", instead: &'static str = "What would take its place." }
    "a {corrected} cannot be corrected by a {instead}";
    /// What is corrected has happened.
    "nothing-to-correct" NothingToCorrect { event_type: String = "The fact's type." } "the well has no {event_type} that could be wrong";
    /// The proposal of a well is replaced by another, never taken back.
    "proposal-not-withdrawn" ProposalNotWithdrawn "the proposal of a well is not taken back; void its record instead";
    /// A corrected proposal is of the same well under the same number.
    "correction-changes-identity" CorrectionChangesIdentity { well_id: WellId = "The well.", found: String = "Its number." }
    "a corrected proposal keeps the well {well_id} and its API number {found}; a number is assigned by a task of its own";

    /// An agency's record concerns one wellbore.
    "wellbore-not-named" WellboreNotNamed { api_number: ApiNumber = "The number." } "API number {api_number} names no wellbore; its first 12 digits are needed";
    /// A wellbore belongs to the well whose ten digits it begins with.
    "wellbore-of-another-well" WellboreOfAnotherWell { wellbore: ApiNumber = "The wellbore's number.", well: ApiNumber = "The well's number." }
    "wellbore {wellbore} is not one of well {well}";
    /// A fact holds from some day.
    "history-without-date" HistoryWithoutDate { api_number: ApiNumber = "The wellbore's number." }
    "the record of wellbore {api_number} has no date, and the day of the agency's list is not given";
}
