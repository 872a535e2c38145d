//! Why a task for a production month is refused: the rule, and the values that broke it. The rules' names stand in `rule`.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::disposition::{DispositionError, Product};
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::quantity::{Barrels, Hours, Mcf, QuantityError, SignedBarrels};
use crate::text::{CompletionName, Text120};

/// A refusal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProductionMonthError {
    /// Volumes belong to a well.
    #[error("the well {well_id} is not known")]
    WellUnknown {
        /// The well named.
        well_id: WellId,
    },
    /// A plugged well produces nothing.
    #[error("the well was plugged on {plugged_on}; it cannot have volumes or days on in {month}")]
    WellPlugged {
        /// The local day of the plug.
        plugged_on: NaiveDate,
        /// The month.
        month: Month,
    },
    /// A plugged well produces nothing on any later day.
    #[error("the well was plugged on {plugged_on}; nothing comes up on {date}")]
    DayAfterPlugging {
        /// The local day of the plug.
        plugged_on: NaiveDate,
        /// The day.
        date: NaiveDate,
    },
    /// Before the bit turned, nothing came up.
    #[error("the well was spudded on {spudded_on}; it cannot have volumes in {month}")]
    NotSpudded {
        /// The local day of the spud.
        spudded_on: NaiveDate,
        /// The month.
        month: Month,
    },
    /// Before the bit turned, nothing came up on any day.
    #[error("the well was spudded on {spudded_on}; nothing comes up on {date}")]
    DayBeforeSpud {
        /// The local day of the spud.
        spudded_on: NaiveDate,
        /// The day.
        date: NaiveDate,
    },
    /// A month has so many days.
    #[error("{days} days on in {month}, which has {limit} days")]
    DaysExceedMonth {
        /// The days given.
        days: u8,
        /// The month.
        month: Month,
        /// The days it has.
        limit: u8,
    },
    /// A day has 24 hours, 23 where clocks are set forward in it, 25 where they are set back.
    #[error("{hours_on} hours on on {date}, which has {limit} hours there")]
    HoursExceedDay {
        /// The hours given.
        hours_on: Hours,
        /// The day.
        date: NaiveDate,
        /// The hours it has.
        limit: Hours,
    },
    /// Hours on and downtime make up the day.
    #[error(
        "{hours_on} hours on and {downtime_minutes} minutes of downtime on {date} do not make up its {day_minutes} minutes"
    )]
    HoursDoNotAddUp {
        /// The hours given.
        hours_on: Hours,
        /// The downtime given, in minutes.
        downtime_minutes: u32,
        /// The day.
        date: NaiveDate,
        /// The minutes it has.
        day_minutes: i64,
    },
    /// What has not begun has no production.
    #[error("{date} has not begun where the well is: the clock stands at {now}")]
    DayInFuture {
        /// The day.
        date: NaiveDate,
        /// When it was asked.
        now: DateTime<Utc>,
    },
    /// The day lies in no month on record.
    #[error("{date} lies in no month from 1800 to 2999")]
    DateOutOfRange {
        /// The day.
        date: NaiveDate,
    },
    /// A day runs by the well's own clocks.
    #[error("the well's days run by {well}, the day given runs by {day}")]
    TimeZoneDiffers {
        /// The zone of the well.
        well: TimeZone,
        /// The zone of the day.
        day: TimeZone,
    },
    /// A day is recorded once.
    #[error("production of {date} is recorded already with other facts; correct it instead")]
    DayAlreadyRecorded {
        /// The day.
        date: NaiveDate,
    },
    /// What is not recorded cannot be corrected.
    #[error("production of {date} is not recorded")]
    DayNotRecorded {
        /// The day.
        date: NaiveDate,
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
    /// A stream is about one completion and month.
    #[error("this is the stream of {completion} in {month}, not of what is named")]
    OtherMonth {
        /// The completion it is about.
        completion: CompletionName,
        /// The month it is about.
        month: Month,
    },
    /// A month is recorded once.
    #[error("production of {month} is recorded already with other facts; correct it instead")]
    AlreadyRecorded {
        /// The month.
        month: Month,
    },
    /// What is not recorded cannot be corrected or locked.
    #[error("production of this month is not recorded")]
    NotRecorded,
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
    /// What an agency holds is restated, not corrected.
    #[error("{month} is taken over from a filing; restate it instead")]
    Filed {
        /// The month.
        month: Month,
    },
    /// What is open is corrected, not restated.
    #[error("{month} is neither locked nor filed; correct it instead")]
    NotClosed {
        /// The month.
        month: Month,
    },
    /// A document does not take the place of one accepted after it.
    #[error("the document was accepted on {accepted_on}, the one held on {held_since}")]
    DocumentOlder {
        /// When it was accepted.
        accepted_on: NaiveDate,
        /// When the one held was accepted.
        held_since: NaiveDate,
    },
    /// What has not happened yet is not recorded.
    #[error("{at} is in the future: the clock stands at {now}")]
    EffectiveInFuture {
        /// The instant of the task.
        at: DateTime<Utc>,
        /// When it was asked.
        now: DateTime<Utc>,
    },
    /// A month is recorded, and its books close, after it.
    #[error("{month} is not over at {at}: it ends at {ends}")]
    MonthNotEnded {
        /// The month.
        month: Month,
        /// The clock where it is recorded, the instant given where it is locked.
        at: DateTime<Utc>,
        /// The first instant after the month.
        ends: DateTime<Utc>,
    },
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
    /// A stock is not adjusted without a reason.
    #[error("an adjustment of {adjustment_bbl} bbl needs a reason")]
    AdjustmentWithoutReason {
        /// The adjustment.
        adjustment_bbl: SignedBarrels,
    },
    /// Nobody disposes of more than there is.
    #[error(
        "{opening_bbl} + {produced_bbl} + {adjustment_bbl} - {disposed_bbl} bbl leaves less than nothing"
    )]
    StockNegative {
        /// At the beginning.
        opening_bbl: Barrels,
        /// Produced.
        produced_bbl: Barrels,
        /// Adjusted.
        adjustment_bbl: SignedBarrels,
        /// Disposed of.
        disposed_bbl: Barrels,
    },
    /// Opening + produced + adjustment - disposed of = closing.
    #[error("the closing stock should differ by {difference_bbl} bbl")]
    StockOutOfBalance {
        /// What it should be, less what it is said to be.
        difference_bbl: SignedBarrels,
    },
    /// What is withheld cannot be balanced.
    #[error("the {product} of {month} is withheld")]
    QuantityWithheld {
        /// The product.
        product: Product,
        /// The month.
        month: Month,
    },
    /// What is not stated cannot be balanced.
    #[error("no gas is stated for {month}")]
    GasNotStated {
        /// The month.
        month: Month,
    },
    /// Gas produced and injected for lift goes somewhere, all of it.
    #[error("{produced} and {gas_lift} for lift came up, {disposed} went somewhere")]
    GasOutOfBalance {
        /// Out of the formation.
        produced: Mcf,
        /// Injected for lift.
        gas_lift: Mcf,
        /// Disposed of.
        disposed: Mcf,
    },
    /// A gas well that makes condensate loses gas by it.
    #[error("{condensate_bbl} bbl of condensate and no extraction loss (code 09)")]
    ExtractionLossMissing {
        /// The condensate.
        condensate_bbl: Barrels,
    },
    /// The loss is 0.7 to 1.5 Mcf a barrel.
    #[error(
        "an extraction loss of {loss} for {condensate_bbl} bbl of condensate; it should be {least} to {most} Mcf"
    )]
    ExtractionLossOutOfRange {
        /// The loss stated.
        loss: Mcf,
        /// The condensate.
        condensate_bbl: Barrels,
        /// The least loss, Mcf.
        least: Decimal,
        /// The greatest loss, Mcf.
        most: Decimal,
    },
    /// A reference names one disposition of the month.
    #[error("{reference} is recorded already with other facts; correct it instead")]
    DispositionAlreadyRecorded {
        /// The reference.
        reference: Text120,
    },
    /// The codes of the agency do not allow it.
    #[error(transparent)]
    Disposition(#[from] DispositionError),
    /// The figures do not add.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}
