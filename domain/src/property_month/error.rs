//! Why a task for a property's month is refused: the rule, and the values that broke it.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::allocation::AllocationError;
use crate::disposition::Product;
use crate::month::Month;
use crate::quantity::{Barrels, Hours, QuantityError, SignedBarrels};
use crate::tank::{GaugeLevel, TankError};
use crate::text::{CompletionName, Text120};

use super::id::PropertyId;

/// A refusal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PropertyMonthError {
    /// A stream is about one property and month.
    #[error("this is the stream of property {property_id} in {month}, not of what is named")]
    OtherProperty {
        /// The property it is about.
        property_id: PropertyId,
        /// The month it is about.
        month: Month,
    },
    /// What is of another month stands in that month's stream.
    #[error("{date} is not in {month}")]
    OutsideMonth {
        /// The local day.
        date: NaiveDate,
        /// The month.
        month: Month,
    },
    /// What has not happened yet is not recorded.
    #[error("{at} is in the future: the clock stands at {now}")]
    EffectiveInFuture {
        /// The instant of the task.
        at: DateTime<Utc>,
        /// When it was asked.
        now: DateTime<Utc>,
    },
    /// A month is shared out, drawn up and closed after it.
    #[error("{month} is not over at {at}: it ends at {ends}")]
    MonthNotEnded {
        /// The month.
        month: Month,
        /// The clock, or the instant given.
        at: DateTime<Utc>,
        /// The first instant after the month.
        ends: DateTime<Utc>,
    },
    /// There is nothing to close or to open.
    #[error("nothing is recorded of this month")]
    NothingRecorded,
    /// The books are closed.
    #[error("{month} has been locked since {since}")]
    Locked {
        /// The month.
        month: Month,
        /// When the books were closed.
        since: DateTime<Utc>,
    },
    /// Only closed books are opened.
    #[error("{month} is not locked")]
    NotLocked {
        /// The month.
        month: Month,
    },
    /// Books are opened after they were closed.
    #[error("{month} was locked at {since}; it cannot be opened at {at}")]
    UnlockedBeforeLock {
        /// The month.
        month: Month,
        /// When the books were closed.
        since: DateTime<Utc>,
        /// The instant given.
        at: DateTime<Utc>,
    },
    /// Books are closed again after they were opened.
    #[error("{month} was opened at {since}; it cannot be locked at {at}")]
    LockedBeforeUnlock {
        /// The month.
        month: Month,
        /// When the books were opened.
        since: DateTime<Utc>,
        /// The instant given.
        at: DateTime<Utc>,
    },
    /// What names a record names one.
    #[error("{record} is recorded already with other facts; correct it instead")]
    RecordAlreadyThere {
        /// The record, in words.
        record: String,
    },
    /// A correction is of something.
    #[error("the event {event_id} is not one of this month")]
    CorrectedEventUnknown {
        /// The event named.
        event_id: Uuid,
    },
    /// A correction is of the same thing.
    #[error("the event {event_id} is {found}, not {expected}")]
    CorrectedEventIsOther {
        /// The event named.
        event_id: Uuid,
        /// What it is.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// Water lies below the liquid's surface.
    #[error("the water stands at {water}, above the liquid at {level}")]
    WaterAboveLevel {
        /// The level of the liquid.
        level: GaugeLevel,
        /// The level of the water.
        water: GaugeLevel,
    },
    /// The table of the tank does not give a volume.
    #[error(transparent)]
    Tank(#[from] TankError),
    /// A load empties a tank.
    #[error("tank {tank} held {opening_bbl} bbl before the load and {closing_bbl} after it")]
    TicketRunsBackwards {
        /// The tank's number.
        tank: Text120,
        /// Before.
        opening_bbl: Barrels,
        /// After.
        closing_bbl: Barrels,
    },
    /// A tank is closed after it was opened.
    #[error("the tank was opened at {opened_at} and closed before that, at {closed_at}")]
    TicketClosedBeforeOpened {
        /// The opening.
        opened_at: DateTime<Utc>,
        /// The closing.
        closed_at: DateTime<Utc>,
    },
    /// Seals are broken for a load and put on after it.
    #[error("ticket {ticket_number} names no seals taken off, or none put on")]
    SealsMissing {
        /// The ticket.
        ticket_number: Text120,
    },
    /// Tickets are about liquids.
    #[error("{product} is not run by ticket or kept in stock")]
    NotALiquid {
        /// The product.
        product: Product,
    },
    /// A period has an end after its beginning.
    #[error("a reading from {from} until {until} counts nothing")]
    MeterPeriodInverted {
        /// The beginning.
        from: DateTime<Utc>,
        /// The end.
        until: DateTime<Utc>,
    },
    /// A meter counts everything once.
    #[error("meter {meter} is read from {from} until {until} already")]
    MeterPeriodsOverlap {
        /// The meter.
        meter: Text120,
        /// The beginning of the reading there is.
        from: DateTime<Utc>,
        /// Its end.
        until: DateTime<Utc>,
    },
    /// All volumes of an allocation are of one product, in one unit and at one base.
    #[error("a volume of {completion} is not in the unit and at the base of what was measured")]
    UnitsDiffer {
        /// The completion.
        completion: CompletionName,
    },
    /// What was measured is not of the product.
    #[error("what was measured is no volume of {product}")]
    UnitOfAnotherProduct {
        /// The product.
        product: Product,
    },
    /// Shared by tests, each needs one.
    #[error("{completion} has no test to share by")]
    TestMissing {
        /// The completion.
        completion: CompletionName,
    },
    /// Shared by meters, each needs one.
    #[error("{completion} has no meter to share by")]
    MeterMissing {
        /// The completion.
        completion: CompletionName,
    },
    /// A month has so many hours.
    #[error("{completion} was on for {hours_on} hours in {month}, which has {limit}")]
    HoursExceedMonth {
        /// The completion.
        completion: CompletionName,
        /// The hours given.
        hours_on: Hours,
        /// The month.
        month: Month,
        /// The hours it has.
        limit: Hours,
    },
    /// A completion takes part once.
    #[error("{completion} takes part twice")]
    CompletionTwice {
        /// The completion.
        completion: CompletionName,
    },
    /// A share has at most as many decimals as a volume.
    #[error("{decimals} decimals are more than a volume has: use 0 to 4")]
    SharesTooFine {
        /// The decimals asked for.
        decimals: u8,
    },
    /// The total cannot be shared out.
    #[error(transparent)]
    Allocation(#[from] AllocationError),
    /// A stock is carried over from the month before.
    #[error("{seen} is not the month before {month}")]
    NotTheMonthBefore {
        /// The month.
        month: Month,
        /// The month brought along.
        seen: Month,
    },
    /// An opening stock comes from somewhere.
    #[error("the closing stock of the month before {month} is not known; state the opening stock and why")]
    OpeningStockUnknown {
        /// The month.
        month: Month,
    },
    /// A stock follows from what is produced, or the other way round.
    #[error("neither what was produced nor the closing stock is given")]
    StockUndetermined,
    /// A stock is not adjusted without a reason.
    #[error("an adjustment of {adjustment_bbl} bbl needs a reason")]
    AdjustmentWithoutReason {
        /// The adjustment.
        adjustment_bbl: SignedBarrels,
    },
    /// Neither a stock nor what is produced is less than nothing.
    #[error("by these figures {left_bbl} bbl were left or produced")]
    StockNegative {
        /// What comes out.
        left_bbl: SignedBarrels,
    },
    /// Opening + produced + adjustment - disposed of = closing.
    #[error("the closing stock should differ by {difference_bbl} bbl")]
    StockOutOfBalance {
        /// What it should be, less what it is said to be.
        difference_bbl: SignedBarrels,
    },
    /// The figures do not add.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}

impl PropertyMonthError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::OtherProperty { .. } => "stream-of-another-property",
            Self::OutsideMonth { .. } => "outside-month",
            Self::EffectiveInFuture { .. } => "effective-in-future",
            Self::MonthNotEnded { .. } => "month-not-ended",
            Self::NothingRecorded => "nothing-recorded",
            Self::Locked { .. } => "month-locked",
            Self::NotLocked { .. } => "month-not-locked",
            Self::UnlockedBeforeLock { .. } => "unlocked-before-lock",
            Self::LockedBeforeUnlock { .. } => "locked-before-unlock",
            Self::RecordAlreadyThere { .. } => "record-already-there",
            Self::CorrectedEventUnknown { .. } => "corrected-event-unknown",
            Self::CorrectedEventIsOther { .. } => "corrected-event-is-other",
            Self::WaterAboveLevel { .. } => "water-above-level",
            Self::Tank(error) => error.rule(),
            Self::TicketRunsBackwards { .. } => "ticket-runs-backwards",
            Self::TicketClosedBeforeOpened { .. } => "ticket-closed-before-opened",
            Self::SealsMissing { .. } => "seals-missing",
            Self::NotALiquid { .. } => "not-a-liquid",
            Self::MeterPeriodInverted { .. } => "meter-period-inverted",
            Self::MeterPeriodsOverlap { .. } => "meter-periods-overlap",
            Self::UnitsDiffer { .. } => "units-differ",
            Self::UnitOfAnotherProduct { .. } => "unit-of-another-product",
            Self::TestMissing { .. } => "well-test-missing",
            Self::MeterMissing { .. } => "meter-missing",
            Self::HoursExceedMonth { .. } => "hours-exceed-month",
            Self::CompletionTwice { .. } => "completion-twice",
            Self::SharesTooFine { .. } => "shares-too-fine",
            Self::Allocation(error) => error.rule(),
            Self::NotTheMonthBefore { .. } => "not-the-month-before",
            Self::OpeningStockUnknown { .. } => "opening-stock-unknown",
            Self::StockUndetermined => "stock-undetermined",
            Self::AdjustmentWithoutReason { .. } => "adjustment-without-reason",
            Self::StockNegative { .. } => "stock-negative",
            Self::StockOutOfBalance { .. } => "stock-out-of-balance",
            Self::Quantity(error) => error.rule(),
        }
    }

    /// The statute, rule or form the refusal rests on, where there is one.
    pub fn source(&self) -> Option<&'static str> {
        matches!(self, Self::SealsMissing { .. }).then_some("43 CFR 3174.12")
    }
}
