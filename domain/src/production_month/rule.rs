//! The name of the rule each refusal rests on, and where it is written down.

use super::error::ProductionMonthError;

impl ProductionMonthError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::WellUnknown { .. } => "well-unknown",
            Self::WellPlugged { .. } => "well-plugged",
            Self::DayAfterPlugging { .. } => "well-plugged",
            Self::NotSpudded { .. } => "well-not-spudded",
            Self::DayBeforeSpud { .. } => "well-not-spudded",
            Self::DaysExceedMonth { .. } => "days-exceed-month",
            Self::HoursExceedDay { .. } => "hours-exceed-day",
            Self::HoursDoNotAddUp { .. } => "hours-do-not-add-up",
            Self::DayInFuture { .. } => "day-in-future",
            Self::DateOutOfRange { .. } => "date-out-of-range",
            Self::TimeZoneDiffers { .. } => "time-zone-differs",
            Self::DayAlreadyRecorded { .. } => "day-already-recorded",
            Self::DayNotRecorded { .. } => "day-not-recorded",
            Self::CorrectedEventUnknown { .. } => "corrected-event-unknown",
            Self::CorrectedEventIsOther { .. } => "corrected-event-is-other",
            Self::OtherMonth { .. } => "stream-of-another-month",
            Self::AlreadyRecorded { .. } => "production-already-recorded",
            Self::NotRecorded => "production-not-recorded",
            Self::Locked { .. } => "month-locked",
            Self::NotLocked { .. } => "month-not-locked",
            Self::UnlockedBeforeLock { .. } => "unlocked-before-lock",
            Self::LockedBeforeUnlock { .. } => "locked-before-unlock",
            Self::Filed { .. } => "month-filed",
            Self::NotClosed { .. } => "month-not-closed",
            Self::DocumentOlder { .. } => "document-older",
            Self::EffectiveInFuture { .. } => "effective-in-future",
            Self::MonthNotEnded { .. } => "month-not-ended",
            Self::NotTheMonthBefore { .. } => "not-the-month-before",
            Self::OpeningStockUnknown { .. } => "opening-stock-unknown",
            Self::AdjustmentWithoutReason { .. } => "adjustment-without-reason",
            Self::StockNegative { .. } => "stock-negative",
            Self::StockOutOfBalance { .. } => "stock-out-of-balance",
            Self::QuantityWithheld { .. } => "quantity-withheld",
            Self::GasNotStated { .. } => "gas-not-stated",
            Self::GasOutOfBalance { .. } => "gas-out-of-balance",
            Self::ExtractionLossMissing { .. } => "extraction-loss-missing",
            Self::ExtractionLossOutOfRange { .. } => "extraction-loss-out-of-range",
            Self::DispositionAlreadyRecorded { .. } => "disposition-already-recorded",
            Self::Disposition(error) => error.rule(),
            Self::Quantity(error) => error.rule(),
        }
    }

    /// The statute, rule or form the refusal rests on, where there is one.
    pub fn source(&self) -> Option<&'static str> {
        match self {
            Self::GasOutOfBalance { .. }
            | Self::ExtractionLossMissing { .. }
            | Self::ExtractionLossOutOfRange { .. } => Some("RRC Form PR (OGA086)"),
            Self::Disposition(error) => error.source(),
            Self::WellUnknown { .. }
            | Self::WellPlugged { .. }
            | Self::DayAfterPlugging { .. }
            | Self::NotSpudded { .. }
            | Self::DayBeforeSpud { .. }
            | Self::DaysExceedMonth { .. }
            | Self::HoursExceedDay { .. }
            | Self::HoursDoNotAddUp { .. }
            | Self::DayInFuture { .. }
            | Self::DateOutOfRange { .. }
            | Self::TimeZoneDiffers { .. }
            | Self::DayAlreadyRecorded { .. }
            | Self::DayNotRecorded { .. }
            | Self::CorrectedEventUnknown { .. }
            | Self::CorrectedEventIsOther { .. }
            | Self::OtherMonth { .. }
            | Self::AlreadyRecorded { .. }
            | Self::NotRecorded
            | Self::Locked { .. }
            | Self::NotLocked { .. }
            | Self::UnlockedBeforeLock { .. }
            | Self::LockedBeforeUnlock { .. }
            | Self::Filed { .. }
            | Self::NotClosed { .. }
            | Self::DocumentOlder { .. }
            | Self::EffectiveInFuture { .. }
            | Self::MonthNotEnded { .. }
            | Self::NotTheMonthBefore { .. }
            | Self::OpeningStockUnknown { .. }
            | Self::AdjustmentWithoutReason { .. }
            | Self::StockNegative { .. }
            | Self::StockOutOfBalance { .. }
            | Self::QuantityWithheld { .. }
            | Self::GasNotStated { .. }
            | Self::DispositionAlreadyRecorded { .. }
            | Self::Quantity(_) => None,
        }
    }
}
