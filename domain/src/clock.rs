//! What counts as the future, where clocks never quite agree.

use chrono::{DateTime, TimeDelta, Utc};

/// How far the clock of whoever writes an instant down may be ahead of ours.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// Whether an instant lies in the future even for a clock that is ahead.
pub(crate) fn is_ahead(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    at.signed_duration_since(now) > CLOCK_TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_are_forgiven_and_no_more() {
        let now: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
        assert!(!is_ahead("2026-03-01T12:05:00Z".parse().unwrap(), now));
        assert!(is_ahead("2026-03-01T12:05:00.000001Z".parse().unwrap(), now));
        assert!(!is_ahead(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC));
        assert!(is_ahead(DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC));
    }
}
