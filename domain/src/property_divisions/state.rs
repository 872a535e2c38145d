//! The state of the list, what is decided on it, and how events change it. Nothing else does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, Illegal};

use super::command::ListDivision;
use super::error::PropertyDivisionsError;
use super::event::{DivisionListed, PropertyDivisionsEvent};
use crate::division_of_interest::{DivisionId, DivisionKey};
use crate::location::TimeZone;
use crate::property_month::PropertyId;

/// A property's list of divisions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PropertyDivisions {
    /// The property has no division.
    #[default]
    Unknown,
    /// It has some.
    Listed {
        /// Which.
        list: DivisionList,
    },
}

/// What stands on a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DivisionList {
    /// The property.
    pub property_id: PropertyId,
    /// The zone of its local months.
    pub time_zone: TimeZone,
    /// The divisions, in the order of their first months.
    pub divisions: Vec<ListedDivision>,
}

/// A division on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedDivision {
    /// Its stream.
    pub division_id: DivisionId,
    /// What it is about.
    pub division: DivisionKey,
}

impl PropertyDivisions {
    /// The streams of the property's divisions.
    pub fn streams(&self) -> impl Iterator<Item = DivisionId> {
        let divisions = match self {
            Self::Unknown => &[],
            Self::Listed { list } => list.divisions.as_slice(),
        };
        divisions.iter().map(|listed| listed.division_id)
    }

    fn check(&self, division: &DivisionKey) -> Result<(), PropertyDivisionsError> {
        let Self::Listed { list } = self else {
            return Ok(());
        };
        if division.property_id != list.property_id {
            return Err(PropertyDivisionsError::OtherProperty {
                property_id: list.property_id,
            });
        }
        if division.time_zone != list.time_zone {
            return Err(PropertyDivisionsError::TimeZoneDiffers {
                listed: list.time_zone,
                stated: division.time_zone,
            });
        }
        Ok(())
    }
}

impl Decider for PropertyDivisions {
    const KIND: &'static str = "property_divisions";
    const STATE_VERSION: u32 = 1;

    type Command = ListDivision;
    type Event = PropertyDivisionsEvent;
    type Error = PropertyDivisionsError;

    /// Decided on everything known.
    fn decided_at(_: &ListDivision) -> Option<DateTime<Utc>> {
        None
    }

    fn decide(&self, command: ListDivision) -> Result<Vec<PropertyDivisionsEvent>, PropertyDivisionsError> {
        let ListDivision { division, from } = command;
        self.check(&division)?;
        let division_id = division.stream();
        if self.streams().any(|listed| listed == division_id) {
            return Ok(Vec::new());
        }
        let listed = DivisionListed {
            effective_at: from.first_instant(division.time_zone),
            division_id,
            division,
        };
        Ok(vec![listed.into()])
    }

    fn evolve(&mut self, event: &PropertyDivisionsEvent) -> Result<(), Illegal> {
        let PropertyDivisionsEvent::DivisionListed(fact) = event;
        let illegal = |why: &dyn std::fmt::Display| {
            Illegal::new(format!("DivisionListed at {}: {why}", fact.effective_at))
        };
        self.check(&fact.division).map_err(|refusal| illegal(&refusal))?;
        if self.streams().any(|listed| listed == fact.division_id) {
            return Err(illegal(&"the division is listed already"));
        }
        let listed = ListedDivision {
            division_id: fact.division_id,
            division: fact.division,
        };
        match self {
            Self::Unknown => {
                *self = Self::Listed {
                    list: DivisionList {
                        property_id: fact.division.property_id,
                        time_zone: fact.division.time_zone,
                        divisions: vec![listed],
                    },
                };
            }
            Self::Listed { list } => list.divisions.push(listed),
        }
        Ok(())
    }
}
