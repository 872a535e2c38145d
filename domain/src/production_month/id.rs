//! The id of a production month's stream, derived from what names it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{DERIVED_IDS, WellId};
use crate::month::Month;
use crate::text::CompletionName;

/// The id of a production month's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProductionMonthId(Uuid);

impl ProductionMonthId {
    /// Takes an id chosen elsewhere.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The id of a completion's month. Wells of two organizations have different ids, so these do too.
    pub fn of(well_id: WellId, completion: &CompletionName, month: Month) -> Self {
        let key = format!("production_month\n{well_id}\n{completion}\n{month}");
        Self(Uuid::new_v5(&DERIVED_IDS, key.as_bytes()))
    }

    /// The bare id.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl std::fmt::Display for ProductionMonthId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for ProductionMonthId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl From<ProductionMonthId> for Uuid {
    fn from(id: ProductionMonthId) -> Self {
        id.0
    }
}
