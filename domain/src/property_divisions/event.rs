//! What happens to the list. Stored for ever.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use crate::division_of_interest::{DivisionId, DivisionKey};

wellflow_decider::events! {
    /// What happens to a property's list of divisions.
    pub enum PropertyDivisionsEvent {
        DivisionListed = 1,
    }
}

/// The property has one more division.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DivisionListed {
    /// The first instant of the month from which its first deck may be activated.
    pub effective_at: DateTime<Utc>,
    /// The division's stream.
    pub division_id: DivisionId,
    /// What it is about.
    pub division: DivisionKey,
}

impl Fact for DivisionListed {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}
