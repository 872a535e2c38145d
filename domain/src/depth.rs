//! Depths that are owned, held and let go apart from one another.
//!
//! "From the surface to 100 feet below the stratigraphic equivalent of ..." becomes an interval in feet; the words stay with
//! the instrument. All depths of one tract are measured the same way, as its instruments say.
//!
//! Invariants
//! - An interval is `[top, base)`: it holds its top and not its base. Without a base it goes down for ever.
//! - A set of depths is sorted, and no two of its intervals overlap or touch.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::quantity::Feet;

/// Why depths are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DepthError {
    /// The top of an interval lies above its base.
    #[error("the top at {top_ft} ft is not above the base at {base_ft} ft")]
    Inverted {
        /// The top.
        top_ft: Feet,
        /// The base.
        base_ft: Feet,
    },
    /// Two intervals of one tract share depths.
    #[error("{one} and {other} overlap")]
    Overlap {
        /// The first.
        one: DepthInterval,
        /// The second.
        other: DepthInterval,
    },
    /// No depths at all.
    #[error("no depths are named")]
    Nothing,
}

impl DepthError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Inverted { .. } => "depth-interval-inverted",
            Self::Overlap { .. } => "depth-intervals-overlap",
            Self::Nothing => "depths-not-named",
        }
    }
}

/// Depths from a top down to a base. JSON: `{"top_ft":"0","base_ft":"12990"}`; a base of `null` has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Stated")]
pub struct DepthInterval {
    top_ft: Feet,
    base_ft: Option<Feet>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Stated {
    top_ft: Feet,
    base_ft: Option<Feet>,
}

impl TryFrom<Stated> for DepthInterval {
    type Error = DepthError;

    fn try_from(stated: Stated) -> Result<Self, DepthError> {
        Self::new(stated.top_ft, stated.base_ft)
    }
}

impl DepthInterval {
    /// From the surface down for ever.
    pub const ALL: Self = Self {
        top_ft: Feet::ZERO,
        base_ft: None,
    };

    /// The depths from a top down to a base.
    ///
    /// # Errors
    /// [`DepthError::Inverted`].
    pub fn new(top_ft: Feet, base_ft: Option<Feet>) -> Result<Self, DepthError> {
        match base_ft {
            Some(base_ft) if base_ft <= top_ft => Err(DepthError::Inverted { top_ft, base_ft }),
            Some(_) | None => Ok(Self { top_ft, base_ft }),
        }
    }

    /// Its first depth.
    pub const fn top_ft(self) -> Feet {
        self.top_ft
    }

    /// The first depth below it; `None` where it has no end.
    pub const fn base_ft(self) -> Option<Feet> {
        self.base_ft
    }

    /// Whether it ends no deeper than that.
    fn ends_by(self, depth_ft: Option<Feet>) -> bool {
        match (self.base_ft, depth_ft) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(base_ft), Some(depth_ft)) => base_ft <= depth_ft,
        }
    }

    /// Whether all of the other's depths are its own.
    pub fn covers(self, other: Self) -> bool {
        self.top_ft <= other.top_ft && other.ends_by(self.base_ft)
    }

    /// Whether the two share a depth.
    pub fn overlaps(self, other: Self) -> bool {
        self.shared(other).is_some()
    }

    /// The depths of both.
    pub fn shared(self, other: Self) -> Option<Self> {
        let top_ft = self.top_ft.max(other.top_ft);
        let base_ft = if self.ends_by(other.base_ft) {
            self.base_ft
        } else {
            other.base_ft
        };
        Self::new(top_ft, base_ft).ok()
    }

    /// Its depths that are not the other's: none, one interval, or one above and one below.
    pub fn without(self, other: Self) -> Vec<Self> {
        let Some(shared) = self.shared(other) else {
            return vec![self];
        };
        let above = Self::new(self.top_ft, Some(shared.top_ft)).ok();
        let below = shared
            .base_ft
            .and_then(|base_ft| Self::new(base_ft, self.base_ft).ok());
        above.into_iter().chain(below).collect()
    }
}

impl fmt::Display for DepthInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.base_ft {
            Some(base_ft) => write!(f, "{} to {base_ft} ft", self.top_ft),
            None => write!(f, "{} ft and deeper", self.top_ft),
        }
    }
}

/// Depths of one tract. JSON: an array of intervals from the top down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Vec<DepthInterval>", into = "Vec<DepthInterval>")]
pub struct Depths(Vec<DepthInterval>);

impl Depths {
    /// From the surface down for ever.
    pub fn all() -> Self {
        Self(vec![DepthInterval::ALL])
    }

    /// The depths of intervals that do not overlap, in any order; those that touch become one.
    ///
    /// # Errors
    /// [`DepthError`] where two overlap, or there is none.
    pub fn new(mut intervals: Vec<DepthInterval>) -> Result<Self, DepthError> {
        intervals.sort_unstable();
        let mut joined: Vec<DepthInterval> = Vec::new();
        for next in intervals {
            match joined.last_mut() {
                Some(last) if last.overlaps(next) => {
                    return Err(DepthError::Overlap {
                        one: *last,
                        other: next,
                    });
                }
                Some(last) if last.base_ft == Some(next.top_ft) => last.base_ft = next.base_ft,
                Some(_) | None => joined.push(next),
            }
        }
        if joined.is_empty() {
            return Err(DepthError::Nothing);
        }
        Ok(Self(joined))
    }

    /// Its intervals, from the top down.
    pub fn intervals(&self) -> &[DepthInterval] {
        &self.0
    }

    /// Whether all of the interval's depths are among them.
    pub fn cover(&self, interval: DepthInterval) -> bool {
        self.0.iter().any(|own| own.covers(interval))
    }

    /// Whether a depth of the interval is among them.
    pub fn touch(&self, interval: DepthInterval) -> bool {
        self.0.iter().any(|own| own.overlaps(interval))
    }

    /// Those among them at or below a depth; `None` where there are none.
    pub fn below(&self, depth_ft: Feet) -> Option<Self> {
        let below = DepthInterval {
            top_ft: depth_ft,
            base_ft: None,
        };
        let parts: Vec<DepthInterval> = self.0.iter().filter_map(|own| own.shared(below)).collect();
        Self::new(parts).ok()
    }
}

impl TryFrom<Vec<DepthInterval>> for Depths {
    type Error = DepthError;

    fn try_from(intervals: Vec<DepthInterval>) -> Result<Self, DepthError> {
        Self::new(intervals)
    }
}

impl From<Depths> for Vec<DepthInterval> {
    fn from(depths: Depths) -> Self {
        depths.0
    }
}

impl fmt::Display for Depths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, interval) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            interval.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feet(text: &str) -> Feet {
        Feet::parse(text).unwrap()
    }

    fn between(top: &str, base: &str) -> DepthInterval {
        DepthInterval::new(feet(top), Some(feet(base))).unwrap()
    }

    fn from(top: &str) -> DepthInterval {
        DepthInterval::new(feet(top), None).unwrap()
    }

    #[test]
    fn an_interval_has_its_top_above_its_base() {
        for base in ["100", "99"] {
            assert_eq!(
                DepthInterval::new(feet("100"), Some(feet(base))),
                Err(DepthError::Inverted {
                    top_ft: feet("100"),
                    base_ft: feet(base)
                })
            );
        }
        let json = r#"{"top_ft":"100","base_ft":"99"}"#;
        let refusal = serde_json::from_str::<DepthInterval>(json)
            .unwrap_err()
            .to_string();
        assert!(refusal.contains("not above the base"), "{refusal}");
    }

    #[test]
    fn an_interval_holds_its_top_and_not_its_base() {
        assert!(!between("0", "100").overlaps(between("100", "200")));
        assert!(between("0", "100.01").overlaps(between("100", "200")));
        assert!(from("99").overlaps(between("0", "100")));
        assert!(DepthInterval::ALL.covers(from("1")));
        assert!(!between("0", "9999999").covers(from("1")));
        assert!(between("0", "100").covers(between("0", "100")));
    }

    #[test]
    fn what_is_taken_away_leaves_what_lies_above_and_below() {
        let all = DepthInterval::ALL;
        assert_eq!(
            all.without(between("100", "200")),
            [between("0", "100"), from("200")]
        );
        assert_eq!(all.without(from("100")), [between("0", "100")]);
        assert_eq!(between("0", "100").without(from("100")), [between("0", "100")]);
        assert_eq!(between("0", "100").without(all), []);
    }

    #[test]
    fn depths_of_a_tract_never_overlap() {
        assert_eq!(
            Depths::new(vec![from("150"), between("100", "200")]),
            Err(DepthError::Overlap {
                one: between("100", "200"),
                other: from("150")
            })
        );
        assert_eq!(Depths::new(Vec::new()), Err(DepthError::Nothing));
        let touching = Depths::new(vec![between("100", "200"), between("0", "100")]).unwrap();
        assert_eq!(touching.intervals(), [between("0", "200")]);
        assert!(touching.cover(between("50", "150")));
        assert!(!touching.cover(from("150")) && touching.touch(from("150")));
        assert_eq!(touching.below(feet("150")).unwrap().to_string(), "150 to 200 ft");
        assert_eq!(touching.below(feet("200")), None);
    }
}
