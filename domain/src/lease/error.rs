//! Why a task for a lease is refused: the rule, and the values that broke it.

mod order;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::holding::HeldBy;
use super::royalty::federal_onshore_royalty;
use super::stated::InterestKind;
use super::status::LeaseStatus;
use crate::depth::DepthInterval;
use crate::ids::{LeaseId, OwnerId, UnitId, WellId};
use crate::month::{Month, MonthError};
use crate::quantity::{Acres, DecimalInterest, Percent, Usd};
use crate::refusals::refusals;
use crate::text::{CompletionName, Remarks, Text120};
use crate::tract::TractName;

refusals! {
    /// A refusal.
    pub enum LeaseError;

    /// The stream holds nothing by that instant.
    "lease-unknown" Unknown { at: DateTime<Utc> = "The instant of the task." } "no lease is known at {at}";
    /// What has not happened yet is not recorded.
    "effective-in-future" EffectiveInFuture { at: DateTime<Utc> = "The instant of the task.", now: DateTime<Utc> = "When it was asked." }
    "{at} is in the future: the clock stands at {now}";
    /// Talks are opened once.
    "lease-already-exists" AlreadyExists { lease_id: LeaseId = "The stream.", name: Text120 = "The name it has." } "the lease {lease_id} exists already: {name}";
    /// A lease is signed once.
    "lease-already-executed" AlreadyExecuted { status: LeaseStatus = "What it is.", since: DateTime<Utc> = "Since when." }
    "the lease is signed already; it has been {status} since {since}";
    /// Nothing can be done with a lease that has ended.
    "lease-ended" Ended { status: LeaseStatus = "How it ended.", since: DateTime<Utc> = "When." } "the lease ended: it has been {status} since {since}";
    /// Only a lease in force has anything to give.
    "lease-not-in-force" NotInForce { words: &'static str = "What would happen to it.", status: LeaseStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "the lease cannot {words}: it has been {status} since {since}";
    /// Nothing can be done to a record entered in error.
    "lease-record-voided" Voided { since: DateTime<Utc> = "When that was said." } "the lease's record has been void since {since}: it was entered in error";
    /// An agency's list does not tell what a lease says.
    "lease-terms-unknown" TermsUnknown { words: &'static str = "What would happen to it." } "the lease cannot {words}: only an agency's record is known, not what it says";
    /// Some tasks need something that holds the lease.
    "lease-not-held" NotHeld { words: &'static str = "What would happen to it.", status: LeaseStatus = "What it is instead.", since: DateTime<Utc> = "Since when." }
    "the lease cannot {words}: nothing but its term holds it; it has been {status} since {since}";
    /// Some tasks need that nothing holds the lease but its term.
    "lease-held-otherwise" HeldOtherwise { words: &'static str = "What would happen to it.", status: LeaseStatus = "What holds it.", since: DateTime<Utc> = "Since when." }
    "the lease cannot {words}: it has been {status} since {since}";
    /// What ended by itself is not revived, even where its end was not recorded yet.
    "lease-lapsed" Lapsed { words: &'static str = "What would happen to it.", by: HeldBy = "What held it.", until: NaiveDate = "Its last local day.", on: NaiveDate = "The local day of the task." }
    "the lease cannot {words} on {on}: {by} held it until {until}";

    /// Somebody leases it out.
    "lease-without-lessor" WithoutLessor "a lease has at least one lessor";
    /// Lessors together have no more than all minerals, and each has some.
    "lessor-fractions-exceed-whole" LessorFractions { sum: Decimal = "The sum of the fractions." } "each lessor has some of the minerals and all together at most all of them; the fractions add up to {sum}";
    /// A term lasts.
    "primary-term-zero" TermZero "the primary term has no months";
    /// A term ends after it begins.
    "primary-term-inverted" TermInverted { effective_on: NaiveDate = "The first local day.", months: u16 = "The months.", ends_on: String = "The last local day it comes to." }
    "a primary term of {months} months from {effective_on} cannot end on {ends_on}";
    /// A signature and the first day of a term lie near one another.
    "effective-outside-execution-window" OutsideExecutionWindow { effective_on: NaiveDate = "The first local day.", executed_on: NaiveDate = "The local day of the signature.", days: u16 = "How many days may lie between." }
    "the term begins on {effective_on}, more than {days} days from the signature on {executed_on}";
    /// There is some ground.
    "lease-without-tract" WithoutTract "a lease has at least one tract";
    /// A name means one tract.
    "tract-already-named" TractNamedTwice { tract: Text120 = "The name." } "tract {tract} is named twice";
    /// Ground has acres.
    "tract-without-acres" TractWithoutAcres { tract: TractName = "The tract." } "tract {tract} has no acres";
    /// The acres of the tracts are those of the lease.
    "acres-do-not-add-up" AcresDiffer { gross_acres: Acres = "What the lease states.", sum: Decimal = "What its tracts add up to." } "the lease states {gross_acres} acres; its tracts have {sum}";
    /// Net acres are the acres times the shares of the minerals.
    "net-acres-do-not-add-up" NetAcresDiffer { net_acres: Acres = "What the lease states.", computed: Decimal = "Acres times fractions." } "the lease states {net_acres} net acres; acres times mineral fractions are {computed}";
    /// A royalty is more than nothing and leaves something.
    "royalty-out-of-range" RoyaltyOutOfRange { royalty_rate: Percent = "The rate." } "a royalty of {royalty_rate} % is nothing, or leaves nothing";
    /// Federal leases bear at least the royalty of the act in force when they were issued.
    "royalty-below-federal-minimum" RoyaltyBelowMinimum { royalty_rate: Percent = "The rate.", minimum: Decimal = "The least.", issued_on: NaiveDate = "The local day it was issued." }
    "a federal onshore lease issued on {issued_on} bears at least {minimum} %, not {royalty_rate} %";
    /// A lease is recorded once.
    "lease-already-recorded" AlreadyRecorded { county: Text120 = "Where it is recorded." } "the lease is recorded in {county} already";

    /// Some leases owe no rental.
    "rental-not-owed" RentalNotOwed { status: LeaseStatus = "What it is." } "no rental is owed: the lease is paid up, held otherwise, or past its last rental; it is {status}";
    /// A rental is paid by its day.
    "rental-paid-late" RentalLate { for_year: u8 = "The year.", due_on: NaiveDate = "Its last day.", paid_on: NaiveDate = "The local day it was paid." }
    "the rental for year {for_year} was due on {due_on} and paid on {paid_on}; the lease had ended by then";
    /// A rental is paid once.
    "rental-already-paid" RentalPaid { for_year: u8 = "The year." } "the rental for year {for_year} is paid";
    /// Rentals are paid year by year.
    "rental-out-of-turn" RentalOutOfTurn { for_year: u8 = "The year stated.", next: u8 = "The year to be paid next." } "the rental for year {next} comes before that for year {for_year}";
    /// A rental is paid in full.
    "rental-short" RentalShort { paid_usd: Usd = "What was paid.", owed_usd: Usd = "What is owed." } "{owed_usd} USD are owed, not {paid_usd}";
    /// A rental is not missed before its day has passed.
    "rental-not-yet-due" RentalNotYetDue { for_year: u8 = "The year.", due_on: NaiveDate = "Its last day.", on: NaiveDate = "The local day of the task." }
    "the rental for year {for_year} may be paid until {due_on}; it is {on}";

    /// An extension is exercised in the term.
    "extension-after-expiry" ExtensionAfterExpiry { ended_on: NaiveDate = "The last local day.", on: NaiveDate = "The local day of the task." } "the primary term ended on {ended_on}; it cannot be extended on {on}";
    /// An extension ends later.
    "extension-not-later" ExtensionNotLater { ends_on: NaiveDate = "The new last day.", current: NaiveDate = "The one that holds." } "the primary term lasts until {current} already; {ends_on} is no extension";
    /// An extension is paid for.
    "extension-without-payment" ExtensionUnpaid { paid_usd: Usd = "What was paid.", owed_usd: Usd = "What is owed at least; a cent where no option says more." } "an extension is paid for: {paid_usd} USD were paid, at least {owed_usd} are owed";
    /// An option reaches so far.
    "extension-beyond-option" ExtensionBeyondOption { ends_on: NaiveDate = "The new last day.", latest: NaiveDate = "The last day the option allows." } "the option reaches until {latest}, not {ends_on}";
    /// A paper that binds is signed by all it binds.
    "instrument-not-signed" NotSigned { reference: Text120 = "The paper." } "{reference} is not signed by all it binds";

    /// Something produces.
    "no-producing-completion" NoProducingCompletion { words: &'static str = "What would happen to the lease." } "the lease cannot {words}: no completion in its ground or its unit produces";
    /// Production pays.
    "not-in-paying-quantities" NotPaying { revenue_usd: Usd = "The revenue.", operating_cost_usd: Usd = "The cost.", from: Month = "The first month.", through: Month = "The last month." }
    "from {from} through {through} the wells earned {revenue_usd} USD and cost {operating_cost_usd} USD: no paying quantities";
    /// Work has a first and a last day.
    "operation-inverted" OperationInverted { began_on: NaiveDate = "The first day.", worked_until: NaiveDate = "The last day.", on: NaiveDate = "The local day of the task." }
    "work from {began_on} until {worked_until} cannot be noted on {on}";
    /// A clause holds only where the lease has it.
    "clause-not-in-lease" ClauseAbsent { clause: &'static str = "The clause." } "the lease has no clause on {clause}";
    /// Operations keep a lease only without a long gap.
    "operations-gap-too-long" OperationsGap { from: NaiveDate = "The last day before the gap.", began_on: NaiveDate = "When work began again.", days: u16 = "How many days may lie between." }
    "work began on {began_on}, more than {days} days after {from}";
    /// A unit is one the lease has a share in.
    "unit-unknown" UnitUnknown { unit_id: UnitId = "The unit." } "the lease has no share in unit {unit_id}";
    /// A shut-in royalty is paid for a well that could produce.
    "well-not-shut-in-and-capable" WellNotShutIn { well_id: WellId = "The well." } "well {well_id} is not shut in, not capable of production, or not the one paid for";
    /// A period begins when the well was shut in, or where the one before ended.
    "shut-in-period-not-continuous" ShutInPeriod { from: NaiveDate = "The period's first day.", shut_in_on: NaiveDate = "The day the well was shut in." } "a period from {from} neither begins with the shut-in of {shut_in_on} nor follows one that was paid for, or lasts no month";
    /// A shut-in royalty is paid in time.
    "shut-in-royalty-late" ShutInLate { due_on: NaiveDate = "The last day.", paid_on: NaiveDate = "The local day it was paid." } "the shut-in royalty was due on {due_on} and paid on {paid_on}";
    /// A shut-in royalty is paid in full.
    "shut-in-royalty-short" ShutInShort { paid_usd: Usd = "What was paid.", owed_usd: Usd = "What is owed." } "{owed_usd} USD are owed, not {paid_usd}";
    /// Shut-in royalties keep a lease for so long altogether.
    "shut-in-royalty-exhausted" ShutInExhausted { months: u32 = "All months paid for.", max_months: u16 = "The most." } "shut-in royalties for {months} months are more than the {max_months} the lease allows";
    /// One clock runs at a time.
    "cessation-clock-running" ClockRunning { deadline_on: NaiveDate = "When it runs out." } "the cessation clock is running until {deadline_on}; what saves the lease clears it";
    /// The last production lies behind.
    "last-production-in-future" LastProductionLater { last_production_on: NaiveDate = "The day stated.", on: NaiveDate = "The local day of the task." } "production cannot have ceased on {last_production_on}, seen from {on}";
    /// What does not run is not cleared.
    "cessation-clock-not-running" ClockNotRunning "no cessation clock is running";
    /// A lease is saved in time.
    "cessation-deadline-passed" DeadlinePassed { deadline_on: NaiveDate = "The last day.", on: NaiveDate = "The local day of the task." } "the lease could be saved until {deadline_on}, not on {on}";
    /// A royalty saves the days it was paid for.
    "day-not-covered" DayNotCovered { on: NaiveDate = "The local day of the task." } "no shut-in royalty was paid for {on}";

    /// A unit is joined once.
    "lease-already-in-unit" AlreadyInUnit { unit_id: UnitId = "The unit." } "the lease has a share in unit {unit_id} already";
    /// A unit the lease joins holds some of its ground.
    "unit-without-tract-of-lease" UnitWithoutTract { unit_id: UnitId = "The unit." } "no tract of the lease is in unit {unit_id}";
    /// A tract brings acres into a unit.
    "unit-tract-without-acres" UnitTractWithoutAcres { unit_tract: Text120 = "The tract." } "tract {unit_tract} brings no acres into the unit";
    /// No more of a tract is pooled than is held.
    "pooled-acres-exceed-tract" PooledAcres { tract: TractName = "The tract.", acres: Acres = "The acres in the unit.", held_acres: Acres = "The acres held." } "{acres} acres of tract {tract} are pooled; {held_acres} are held";
    /// A depth of a tract is in one unit.
    "tract-already-pooled" TractPooled { tract: TractName = "The tract.", unit_id: UnitId = "The unit it is in." } "tract {tract} is in unit {unit_id} already at some of these depths";
    /// Factors close to exactly 1.
    "tract-factors-do-not-close" FactorsDoNotClose { sum: Decimal = "Their sum." } "the tract factors add up to {sum}, not to exactly 1";
    /// A tract in a unit has a share in it.
    "tract-factor-zero" FactorZero { unit_tract: Text120 = "The tract." } "the factor of tract {unit_tract} is nothing at eight decimals";
    /// An agreement sets every factor.
    "tract-factor-not-stated" FactorNotStated { unit_tract: Text120 = "The tract." } "the agreement's factor of tract {unit_tract} is not stated";
    /// Without an agreement, factors follow the acres.
    "tract-factor-not-by-acres" FactorNotByAcres { unit_tract: Text120 = "The tract.", stated: DecimalInterest = "The factor stated.", computed: DecimalInterest = "The factor by acres." } "the factor of tract {unit_tract} by acres is {computed}, not {stated}; an agreement that sets another is named";

    /// Something is let go.
    "nothing-released" NothingReleased "no acreage is named";
    /// Ground is let go once.
    "ground-already-released" GroundLetGo { tract: TractName = "The tract.", legal: Remarks = "The ground." }
    "{legal} of tract {tract} was let go already";
    /// What is let go, conveyed, pooled or produced from is held.
    "acreage-not-held" AcreageNotHeld { tract: TractName = "The tract.", depths: DepthInterval = "The depths." } "the lease does not hold all of {depths} of tract {tract}";
    /// No more acres are let go or kept than are held.
    "acres-not-held" AcresNotHeld { tract: TractName = "The tract.", acres: Acres = "The acres stated.", held_acres: Acres = "The acres held." } "{acres} acres of tract {tract} are none, or more than the {held_acres} held";
    /// What produces is not let go.
    "release-under-producing-completion" ReleaseUnderProduction { tract: TractName = "The tract.", well_id: WellId = "The well.", completion: CompletionName = "Its completion.", depths: DepthInterval = "Where it produces." }
    "completion {completion} of well {well_id} produces from {depths}; tract {tract} cannot be let go there";
    /// Some clauses take effect after the primary term.
    "primary-term-not-over" TermNotOver { ends_on: String = "Its last day.", on: NaiveDate = "The local day of the task." } "the primary term lasts until {ends_on}; it is {on}";
    /// A depth clause needs a depth.
    "producing-depth-unknown" ProducingDepthUnknown { well_id: WellId = "The well.", completion: CompletionName = "Its completion." } "the base of what completion {completion} of well {well_id} produces from is not known";
    /// Ground is kept by a well that produces there.
    "retained-by-no-producing-well" RetainedByNone { well_id: WellId = "The well.", tract: TractName = "The tract." } "well {well_id} does not produce in tract {tract} and keeps nothing there";
    /// Something is kept.
    "nothing-retained" NothingRetained "no acreage is kept by any well; what is let go whole is released";
    /// A well keeps so much.
    "retained-acres-exceed-clause" RetainedTooMuch { well_id: WellId = "The well.", acres: Decimal = "What it would keep.", limit: Decimal = "The most." } "well {well_id} would keep {acres} acres; the clause lets it keep {limit}";

    /// An interest passes to another.
    "assigned-to-itself" AssignedToItself { owner: OwnerId = "The owner." } "{owner} cannot assign to itself";
    /// An interest is some.
    "fraction-zero" FractionZero { owner: OwnerId = "Who assigns." } "{owner} assigns nothing";
    /// Nobody assigns more than is owned at that depth and date.
    "interest-not-owned" InterestNotOwned { owner: OwnerId = "Who assigns.", interest: InterestKind = "What.", tract: TractName = "The tract.", depths: DepthInterval = "The depths.", owned: DecimalInterest = "What is owned.", fraction: DecimalInterest = "What is assigned." }
    "{owner} has {owned} of the {interest} in {depths} of tract {tract} and cannot assign {fraction}";
    /// What burdens an interest leaves its owner no less than nothing.
    "burdens-exceed-interest" BurdensExceedInterest { owner: OwnerId = "Whose interest.", tract: TractName = "The tract.", depths: DepthInterval = "The depths.", room: Decimal = "What it can still bear.", fraction: DecimalInterest = "What is carved out." }
    "the interest of {owner} in {depths} of tract {tract} can bear {room}, not {fraction}";
    /// Only royalties are carved out or held free of cost.
    "working-interest-not-royalty" WorkingInterestNotRoyalty "a working interest is assigned as such, not carved out or held as a royalty";

    /// An amendment changes the royalty.
    "royalty-unchanged" RoyaltyUnchanged { royalty_rate: Percent = "The rate." } "the royalty is {royalty_rate} % already";
    /// A royalty changes with a month.
    "amendment-not-first-of-month" NotFirstOfMonth { on: NaiveDate = "The local day." } "a royalty changes on the first of a month, not on {on}";
    /// A date lies within the records of the industry.
    "date-out-of-range" DateOutOfRange { on: NaiveDate = "The local day." } "{on} is out of range";
    /// Closed months change by a restatement alone.
    "closed-month-needs-restatement" ClosedMonth { from: Month = "The first month that would change.", closed_through: Month = "The last closed month." } "production is closed through {closed_through}; a royalty from {from} on restates it and says why";
    /// What is not closed needs no restatement.
    "restatement-without-closed-month" NothingToRestate { from: Month = "The first month that changes." } "no month from {from} on is closed; there is nothing to restate";
    /// An amendment changes a clause.
    "clause-unchanged" ClauseUnchanged { clause: &'static str = "The clause." } "the clause on {clause} says so already";

    /// A cause fits what held the lease.
    "termination-cause-contradicts-hold" CauseContradictsHold { by: HeldBy = "What holds the lease." } "{by} holds the lease; it does not end by that cause";
    /// A lease ends once its last day has passed.
    "lease-still-held" StillHeld { by: HeldBy = "What holds it.", until: String = "Its last day.", on: NaiveDate = "The local day of the task." } "{by} holds the lease until {until}; it is {on}";

    /// Not every fact is corrected by a correction.
    "event-not-correctable" NotCorrectable { event_type: String = "The fact's type." } "a {event_type} is not corrected; an agency's record or a voiding has a task of its own";
    /// A fact is corrected by one of its kind.
    "correction-of-another-kind" CorrectionOfAnotherKind { corrected: String = "What is corrected.", instead: &'static str = "What would take its place." } "a {corrected} cannot be corrected by a {instead}";
    /// The signature of a lease is replaced by another, never taken back.
    "execution-not-withdrawn" ExecutionNotWithdrawn "the signature of a lease is not taken back; void its record instead";
    /// A corrected signature is of the same lease under the same numbers.
    "correction-changes-identity" CorrectionChangesIdentity { lease_id: LeaseId = "The lease." } "a corrected signature keeps the lease {lease_id}, its number and its agency's key";
    /// A fact holds from some day.
    "history-without-date" HistoryWithoutDate { lease_number: Text120 = "The agency's number." } "the record of lease {lease_number} has no date, and the day of the agency's list is not given";
}

impl LeaseError {
    /// The statute or form behind the rule, where there is one that was read.
    pub fn source(&self) -> Option<&'static str> {
        match self {
            Self::RoyaltyBelowMinimum { issued_on, .. } => {
                federal_onshore_royalty(*issued_on).map(|row| row.source)
            }
            _ => self.source_everywhere(),
        }
    }

    /// A day in words, where it may not be known.
    pub(super) fn day_or_unknown(day: Option<NaiveDate>) -> String {
        day.map_or_else(|| "a day that is not known".to_owned(), |day| day.to_string())
    }

    /// A day no record is of.
    pub(super) fn out_of_range(on: NaiveDate) -> impl FnOnce(MonthError) -> Self {
        move |_| Self::DateOutOfRange { on }
    }
}
