//! Tanks: how high the liquid stands, and how much that is by the tank's table.
//!
//! Invariants
//! - A level is feet, inches below twelve, and quarters of an inch below four.
//! - A table rises: a higher level never holds less. Between two of its lines volumes are interpolated.
//! - A volume off the table is rounded half away from zero at the second decimal, as tickets are written.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::quantity::{Barrels, QuantityError};

/// Why a level or a table is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TankError {
    /// Twelve inches are a foot.
    #[error("{inches} inches are a foot or more: use 0 to 11")]
    Inches {
        /// The inches given.
        inches: u8,
    },
    /// Four quarters are an inch.
    #[error("{quarters} quarters are an inch or more: use 0 to 3")]
    Quarters {
        /// The quarters given.
        quarters: u8,
    },
    /// A table has two ends.
    #[error("a table of {lines} lines says nothing: it needs two or more")]
    TooFewLines {
        /// The lines given.
        lines: usize,
    },
    /// A table rises line by line.
    #[error("the table does not rise at {level}")]
    NotRising {
        /// The level of the line that does not.
        level: GaugeLevel,
    },
    /// A tank that holds nothing.
    #[error("a tank of zero barrels an inch holds nothing")]
    HoldsNothing,
    /// The table ends below the level.
    #[error("the level {level} is above the table, which ends at {top}")]
    AboveTable {
        /// The level.
        level: GaugeLevel,
        /// The highest level of the table.
        top: GaugeLevel,
    },
    /// The table begins above the level.
    #[error("the level {level} is below the table, which begins at {bottom}")]
    BelowTable {
        /// The level.
        level: GaugeLevel,
        /// The lowest level of the table.
        bottom: GaugeLevel,
    },
    /// More than a volume can be.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}

impl TankError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Inches { .. } => "gauge-inches-out-of-range",
            Self::Quarters { .. } => "gauge-quarters-out-of-range",
            Self::TooFewLines { .. } => "tank-table-too-short",
            Self::NotRising { .. } => "tank-table-not-rising",
            Self::HoldsNothing => "tank-holds-nothing",
            Self::AboveTable { .. } => "level-above-tank-table",
            Self::BelowTable { .. } => "level-below-tank-table",
            Self::Quantity(error) => error.rule(),
        }
    }
}

/// How high liquid stands in a tank. JSON: `{"feet":12,"inches":5,"quarters":3}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "RawLevel")]
pub struct GaugeLevel {
    feet: u16,
    inches: u8,
    quarters: u8,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawLevel {
    feet: u16,
    inches: u8,
    quarters: u8,
}

impl TryFrom<RawLevel> for GaugeLevel {
    type Error = TankError;

    fn try_from(raw: RawLevel) -> Result<Self, Self::Error> {
        Self::new(raw.feet, raw.inches, raw.quarters)
    }
}

impl GaugeLevel {
    /// A level of feet, inches (0 to 11) and quarters of an inch (0 to 3).
    ///
    /// # Errors
    /// [`TankError::Inches`], [`TankError::Quarters`].
    pub fn new(feet: u16, inches: u8, quarters: u8) -> Result<Self, TankError> {
        if inches > 11 {
            return Err(TankError::Inches { inches });
        }
        if quarters > 3 {
            return Err(TankError::Quarters { quarters });
        }
        Ok(Self {
            feet,
            inches,
            quarters,
        })
    }

    /// The level in quarters of an inch.
    pub fn in_quarters(self) -> u32 {
        (u32::from(self.feet) * 12 + u32::from(self.inches)) * 4 + u32::from(self.quarters)
    }
}

impl fmt::Display for GaugeLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ft {} {}/4 in", self.feet, self.inches, self.quarters)
    }
}

/// A line of a tank's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Strap {
    /// The level.
    pub level: GaugeLevel,
    /// What the tank holds up to it.
    pub bbl: Barrels,
}

/// How much a tank holds at each level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TankTable {
    /// The same for every inch, as in an upright cylinder.
    PerInch(PerInch),
    /// As strapped, line by line.
    Strapped(Strapping),
}

/// A tank that holds the same for every inch, up to a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerInch {
    bbl_per_inch: Barrels,
    height: GaugeLevel,
}

impl PerInch {
    /// A tank of so many barrels an inch.
    ///
    /// # Errors
    /// [`TankError::HoldsNothing`].
    pub fn new(bbl_per_inch: Barrels, height: GaugeLevel) -> Result<Self, TankError> {
        if bbl_per_inch.is_zero() {
            return Err(TankError::HoldsNothing);
        }
        Ok(Self { bbl_per_inch, height })
    }
}

/// A tank's table as strapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strapping(Vec<Strap>);

impl Strapping {
    /// A table of lines, lowest first.
    ///
    /// # Errors
    /// [`TankError::TooFewLines`], [`TankError::NotRising`].
    pub fn new(lines: Vec<Strap>) -> Result<Self, TankError> {
        if lines.len() < 2 {
            return Err(TankError::TooFewLines { lines: lines.len() });
        }
        for pair in lines.windows(2) {
            if let [lower, upper] = pair
                && (upper.level <= lower.level || upper.bbl < lower.bbl)
            {
                return Err(TankError::NotRising { level: upper.level });
            }
        }
        Ok(Self(lines))
    }
}

/// What was read off a table: the figures from which the volume follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum TableReading {
    /// So many barrels an inch.
    PerInch {
        /// Barrels an inch.
        bbl_per_inch: Barrels,
    },
    /// Between two lines of the strapping.
    Between {
        /// The line at or below the level.
        lower: Strap,
        /// The line above it.
        upper: Strap,
    },
}

impl TableReading {
    /// The volume at a level by these figures.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`].
    pub fn volume(&self, level: GaugeLevel) -> Result<Barrels, QuantityError> {
        let quarters = |level: GaugeLevel| Decimal::from(level.in_quarters());
        let volume = match self {
            Self::PerInch { bbl_per_inch } => bbl_per_inch.value() * quarters(level) / Decimal::from(4),
            Self::Between { lower, upper } => {
                let height = quarters(upper.level) - quarters(lower.level);
                let rise = upper.bbl.value() - lower.bbl.value();
                let part = (quarters(level) - quarters(lower.level)) * rise;
                lower.bbl.value() + part.checked_div(height).unwrap_or_default()
            }
        };
        Barrels::new(rounded(volume))
    }
}

/// Half away from zero at the second decimal, as tickets are written.
pub(crate) fn rounded(bbl: Decimal) -> Decimal {
    bbl.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

impl TankTable {
    /// Reads the table at a level.
    ///
    /// # Errors
    /// [`TankError::AboveTable`], [`TankError::BelowTable`].
    pub fn read(&self, level: GaugeLevel) -> Result<TableReading, TankError> {
        match self {
            Self::PerInch(PerInch { height, .. }) if level > *height => {
                Err(TankError::AboveTable { level, top: *height })
            }
            Self::PerInch(PerInch { bbl_per_inch, .. }) => Ok(TableReading::PerInch {
                bbl_per_inch: *bbl_per_inch,
            }),
            Self::Strapped(Strapping(lines)) => between(lines, level),
        }
    }
}

fn between(lines: &[Strap], level: GaugeLevel) -> Result<TableReading, TankError> {
    for pair in lines.windows(2) {
        if let [lower, upper] = pair
            && lower.level <= level
            && level <= upper.level
        {
            return Ok(TableReading::Between {
                lower: *lower,
                upper: *upper,
            });
        }
    }
    let bottom = lines.first().map_or(level, |line| line.level);
    if level < bottom {
        return Err(TankError::BelowTable { level, bottom });
    }
    let top = lines.last().map_or(level, |line| line.level);
    Err(TankError::AboveTable { level, top })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(feet: u16, inches: u8, quarters: u8) -> GaugeLevel {
        GaugeLevel::new(feet, inches, quarters).unwrap()
    }

    fn strap(feet: u16, bbl: &str) -> Strap {
        Strap {
            level: level(feet, 0, 0),
            bbl: Barrels::parse(bbl).unwrap(),
        }
    }

    fn volume(table: &TankTable, at: GaugeLevel) -> String {
        table.read(at).unwrap().volume(at).unwrap().to_string()
    }

    #[test]
    fn a_level_is_feet_inches_and_quarters() {
        assert_eq!(level(12, 5, 3).in_quarters(), 599);
        assert_eq!(level(12, 5, 3).to_string(), "12 ft 5 3/4 in");
        assert!(level(12, 0, 0) > level(11, 11, 3));
        assert_eq!(GaugeLevel::new(1, 12, 0), Err(TankError::Inches { inches: 12 }));
        assert_eq!(GaugeLevel::new(1, 0, 4), Err(TankError::Quarters { quarters: 4 }));
        let json = r#"{"feet":12,"inches":5,"quarters":3}"#;
        let read: GaugeLevel = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        assert!(serde_json::from_str::<GaugeLevel>(r#"{"feet":1,"inches":12,"quarters":0}"#).is_err());
    }

    #[test]
    fn an_upright_tank_holds_the_same_for_every_inch() {
        // A 400 bbl tank, 12 ft across: 1.68 bbl an inch.
        let table =
            TankTable::PerInch(PerInch::new(Barrels::parse("1.68").unwrap(), level(20, 0, 0)).unwrap());
        assert_eq!(volume(&table, level(10, 0, 0)), "201.6");
        assert_eq!(volume(&table, level(0, 0, 1)), "0.42");
        assert_eq!(
            table.read(level(20, 0, 1)),
            Err(TankError::AboveTable {
                level: level(20, 0, 1),
                top: level(20, 0, 0)
            })
        );
        assert_eq!(
            PerInch::new(Barrels::ZERO, level(20, 0, 0)),
            Err(TankError::HoldsNothing)
        );
    }

    #[test]
    fn between_two_lines_of_a_table_volumes_are_interpolated() {
        let table = TankTable::Strapped(
            Strapping::new(vec![strap(1, "20"), strap(2, "41"), strap(3, "62.5")]).unwrap(),
        );
        assert_eq!(volume(&table, level(1, 0, 0)), "20");
        assert_eq!(volume(&table, level(1, 6, 0)), "30.5");
        assert_eq!(volume(&table, level(2, 0, 1)), "41.45");
        assert_eq!(volume(&table, level(3, 0, 0)), "62.5");
        assert_eq!(
            table.read(level(0, 11, 3)),
            Err(TankError::BelowTable {
                level: level(0, 11, 3),
                bottom: level(1, 0, 0)
            })
        );
        assert_eq!(
            table.read(level(3, 0, 1)),
            Err(TankError::AboveTable {
                level: level(3, 0, 1),
                top: level(3, 0, 0)
            })
        );
    }

    #[test]
    fn a_table_rises() {
        assert_eq!(
            Strapping::new(vec![strap(1, "1")]),
            Err(TankError::TooFewLines { lines: 1 })
        );
        for lines in [
            vec![strap(1, "1"), strap(1, "2")],
            vec![strap(0, "2"), strap(1, "1")],
        ] {
            assert_eq!(
                Strapping::new(lines),
                Err(TankError::NotRising {
                    level: level(1, 0, 0)
                })
            );
        }
    }
}
