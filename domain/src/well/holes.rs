//! Our own holes as shown to the public: the one drilled last, and those that were left for it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::state::{KnownWell, Well};
use crate::api_number::ApiNumber;
use crate::quantity::Feet;

/// A hole by our own facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoleSummary {
    /// Its twelve digits, once they were stated.
    pub api_number: Option<ApiNumber>,
    /// The bore it kicked off from; `None` where it begins at the surface.
    pub parent: Option<ApiNumber>,
    /// Where it kicked off, measured depth.
    pub kickoff_md_ft: Option<Feet>,
    /// How far it has come, measured depth.
    pub measured_depth_ft: Option<Feet>,
    /// Since when it is drilled.
    pub since: Option<DateTime<Utc>>,
    /// When it was left for another, which abandons it where it lies.
    pub left_at: Option<DateTime<Utc>>,
}

impl Well {
    /// Our own holes in the order they were drilled; none before the spud, and none where only agencies' records tell.
    pub fn holes(&self) -> Vec<HoleSummary> {
        match self {
            Self::Unknown => Vec::new(),
            Self::Known(well) => well.holes(),
        }
    }
}

impl KnownWell {
    fn holes(&self) -> Vec<HoleSummary> {
        let begun = self.spudded_at.is_some() || self.hole.bore.is_some() || self.hole.deepest_ft.is_some();
        let mut holes: Vec<HoleSummary> = self
            .left_bores
            .iter()
            .map(|left| HoleSummary {
                api_number: Some(left.bore),
                parent: None,
                kickoff_md_ft: None,
                measured_depth_ft: left.deepest_ft,
                since: self.spudded_at,
                left_at: Some(left.left_at),
            })
            .collect();
        if begun || !holes.is_empty() {
            holes.push(HoleSummary {
                api_number: self.hole.bore,
                parent: None,
                kickoff_md_ft: None,
                measured_depth_ft: self.hole.deepest_ft,
                since: self.hole.since.or(self.spudded_at),
                left_at: None,
            });
        }
        // Each bore that was left says where the next one leaves it.
        for (left, next) in self.left_bores.iter().zip(holes.iter_mut().skip(1)) {
            next.since = Some(left.left_at);
            if left.kickoff_md_ft.is_some() {
                next.parent = Some(left.bore);
                next.kickoff_md_ft = left.kickoff_md_ft;
            }
        }
        holes
    }
}
