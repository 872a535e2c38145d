//! Units: acreage of several leases or tracts that is produced in common.

use serde::{Deserialize, Serialize};

use super::terms::Instrument;
use crate::depth::DepthInterval;
use crate::ids::UnitId;
use crate::quantity::{Acres, DecimalInterest};
use crate::text::Text120;
use crate::tract::TractName;

/// How a unit came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Tracts joined for one well or spacing.
    Pooling,
    /// A reservoir, or a great part of one, run as a whole.
    Unitization,
}

/// What is in store for owners who did not join, where an order pooled them. Percentages differ by state and order, so
/// they are stated, never assumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ForcePooling {
    /// The order.
    pub order: Text120,
    /// Times the cost of drilling that is recovered before they share, in hundredths.
    pub drilling_penalty_percent: Option<u16>,
    /// The same of equipment.
    pub equipment_penalty_percent: Option<u16>,
}

/// A tract of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnitTract {
    /// What the unit's papers call it.
    pub unit_tract: Text120,
    /// The tract of this lease that it is; `None` for ground of another lease.
    pub tract: Option<TractName>,
    /// The acres in the unit.
    pub acres: Acres,
    /// Its share of what the unit produces.
    pub factor: DecimalInterest,
}

/// A unit the lease has a share in. The factors of all its tracts add up to exactly 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PooledUnit {
    /// The unit.
    pub unit_id: UnitId,
    /// Its name.
    pub name: Text120,
    /// How it came to be.
    pub kind: UnitKind,
    /// The depths it is made for.
    pub depths: DepthInterval,
    /// All its tracts, those of other leases included.
    pub tracts: Vec<UnitTract>,
    /// How many units of the eighth decimal rounding had left over and the largest remainders took; 0 where factors are agreed.
    pub rounding_residual_e8: u16,
    /// The designation, agreement or order.
    pub instrument: Instrument,
    /// What is in store for owners who were pooled by order.
    pub force_pooling: Option<ForcePooling>,
    /// The agreement that sets the factors; `None` where they follow the acres.
    pub factors_agreed_in: Option<Text120>,
}
