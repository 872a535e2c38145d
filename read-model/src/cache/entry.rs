//! The values under the cache's keys.

use chrono::{DateTime, Utc};

use super::ENTRY_LIFE_MS;

/// An organization's mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which entries count.
    pub incarnation: String,
    /// The position they hold at, or later.
    pub position: u64,
}

impl Mark {
    /// Reads `<incarnation> <position>`; anything else is as good as no mark.
    pub fn parse(value: &str) -> Option<Self> {
        let (incarnation, position) = value.split_once(' ')?;
        Some(Self {
            incarnation: incarnation.to_owned(),
            position: position.parse().ok()?,
        })
    }
}

/// A well as it is cached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedWell {
    /// The position of the well's newest event.
    pub position: u64,
    /// The newest sequence of its stream.
    pub version: u64,
    /// Whether the version alone tells the document: no fact took effect later than it was recorded.
    pub settled: bool,
    /// When the document stops being what holds now.
    pub next_boundary_at: Option<DateTime<Utc>>,
    /// The answer as it is served.
    pub document: String,
}

impl CachedWell {
    /// The value to store: `<position> <version> <settled> <boundary in µs since 1970, or -> <document>`.
    pub fn encode(&self) -> String {
        let boundary = self
            .next_boundary_at
            .map_or_else(|| "-".to_owned(), |at| at.timestamp_micros().to_string());
        format!(
            "{} {} {} {boundary} {}",
            self.position, self.version, self.settled, self.document
        )
    }

    /// Reads a stored value; anything unreadable is as good as no entry.
    pub fn decode(value: &str) -> Option<Self> {
        let mut parts = value.splitn(5, ' ');
        let position = parts.next()?.parse().ok()?;
        let version = parts.next()?.parse().ok()?;
        let settled = parts.next()?.parse().ok()?;
        let next_boundary_at = match parts.next()? {
            "-" => None,
            micros => Some(DateTime::from_timestamp_micros(micros.parse().ok()?)?),
        };
        Some(Self {
            position,
            version,
            settled,
            next_boundary_at,
            document: parts.next()?.to_owned(),
        })
    }

    /// Whether a fact has taken effect since, so that the document no longer says what holds.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.next_boundary_at.is_some_and(|at| at <= now)
    }

    /// How long the entry may live, in milliseconds: to its boundary, and never beyond [`ENTRY_LIFE_MS`]. `None`: no
    /// longer at all.
    pub fn life_ms(&self, now: DateTime<Utc>) -> Option<u64> {
        let Some(boundary) = self.next_boundary_at else {
            return Some(ENTRY_LIFE_MS);
        };
        let left = u64::try_from((boundary - now).num_milliseconds()).unwrap_or(0);
        (left > 0).then_some(left.min(ENTRY_LIFE_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_back_as_it_was_written() {
        for next_boundary_at in [None, DateTime::from_timestamp_micros(1_700_000_000_123_456)] {
            let entry = CachedWell {
                position: 12,
                version: 3,
                settled: true,
                next_boundary_at,
                document: r#"{"name":"Bluebell 1 H"}"#.to_owned(),
            };
            assert_eq!(CachedWell::decode(&entry.encode()), Some(entry));
        }
    }

    #[test]
    fn a_damaged_value_is_no_entry() {
        for value in [
            "",
            "12",
            "x 1 true - {}",
            "12 3 true soon {}",
            "12 3 false -",
            "12 3 - {}",
        ] {
            assert_eq!(CachedWell::decode(value), None, "{value}");
        }
        assert_eq!(Mark::parse("01h 12x"), None);
        assert_eq!(
            Mark::parse("01h 12"),
            Some(Mark {
                incarnation: "01h".to_owned(),
                position: 12
            })
        );
    }

    #[test]
    fn an_entry_ends_at_its_boundary() {
        let now = DateTime::from_timestamp_micros(1_700_000_000_000_000).expect("an instant");
        let mut entry = CachedWell {
            position: 1,
            version: 1,
            settled: true,
            next_boundary_at: None,
            document: String::new(),
        };
        assert_eq!(entry.life_ms(now), Some(ENTRY_LIFE_MS));
        entry.next_boundary_at = Some(now + chrono::TimeDelta::seconds(5));
        assert_eq!(entry.life_ms(now), Some(5_000));
        assert!(!entry.is_over(now));
        entry.next_boundary_at = Some(now);
        assert_eq!(entry.life_ms(now), None);
        assert!(entry.is_over(now));
    }
}
