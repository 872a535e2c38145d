//! Our own hole: how far it has come, what casing stands in it, which bores were left.
//!
//! Invariants
//! - A hole never becomes shorter: measured depth only grows until the bore is left for a new one.
//! - Casing is set from the outside in, each string deeper than the one before, none below the bottom of the hole.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::error::WellError;
use super::stated::{CasingKind, CasingString, Kickoff};
use crate::api_number::ApiNumber;
use crate::quantity::Feet;

/// The hole being drilled, or drilled last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Hole {
    /// Its twelve digits, once they were stated.
    pub(super) bore: Option<ApiNumber>,
    /// Since when it is drilled, where it left another.
    pub(super) since: Option<DateTime<Utc>>,
    /// How far it has come, measured depth.
    pub(super) deepest_ft: Option<Feet>,
    /// What stands in it, in the order it was set.
    pub(super) casing: Vec<CasingSeat>,
}

/// Where a string of casing ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct CasingSeat {
    pub(super) kind: CasingKind,
    pub(super) bottom_md_ft: Feet,
}

/// A bore that was left for a new one; it is abandoned where it lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct LeftBore {
    pub(super) bore: ApiNumber,
    pub(super) left_at: DateTime<Utc>,
    pub(super) kickoff_md_ft: Option<Feet>,
    pub(super) deepest_ft: Option<Feet>,
}

impl Hole {
    /// Refuses a depth the hole has passed already.
    pub(super) fn reaches(&self, measured_depth_ft: Feet) -> Result<(), WellError> {
        match self.deepest_ft {
            Some(deepest_ft) if measured_depth_ft < deepest_ft => Err(WellError::DepthDecreases {
                measured_depth_ft,
                deepest_ft,
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a string that does not follow from those that stand.
    pub(super) fn takes(&self, casing: &CasingString) -> Result<(), WellError> {
        let (kind, bottom_md_ft) = (casing.kind, casing.bottom_md_ft);
        if let Some(deepest_ft) = self.deepest_ft
            && bottom_md_ft > deepest_ft
        {
            return Err(WellError::CasingBelowHole {
                bottom_md_ft,
                deepest_ft,
            });
        }
        let several = matches!(kind, CasingKind::Intermediate | CasingKind::Liner);
        for set in &self.casing {
            let in_order = set.kind < kind || (several && set.kind == kind);
            if !in_order || set.bottom_md_ft >= bottom_md_ft {
                return Err(WellError::CasingOutOfOrder {
                    kind,
                    bottom_md_ft,
                    set: set.kind,
                    set_bottom_md_ft: set.bottom_md_ft,
                });
            }
        }
        Ok(())
    }

    /// Refuses to leave the hole where it has not been.
    pub(super) fn leaves_at(&self, kickoff_md_ft: Feet) -> Result<(), WellError> {
        match self.deepest_ft {
            Some(deepest_ft) if kickoff_md_ft > deepest_ft => Err(WellError::KickoffBelowHole {
                kickoff_md_ft,
                deepest_ft,
            }),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn drilled_to(&mut self, measured_depth_ft: Feet) {
        self.deepest_ft = self.deepest_ft.max(Some(measured_depth_ft));
    }

    pub(super) fn set(&mut self, casing: &CasingString) {
        self.casing.push(CasingSeat {
            kind: casing.kind,
            bottom_md_ft: casing.bottom_md_ft,
        });
    }

    /// Leaves the hole for a new one that begins in it, and gives the bore that stays behind.
    pub(super) fn sidetrack(&mut self, kickoff: &Kickoff, at: DateTime<Utc>) -> LeftBore {
        let above = |seat: &CasingSeat| seat.bottom_md_ft <= kickoff.kickoff_md_ft;
        let new = Self {
            bore: Some(kickoff.bore),
            since: Some(at),
            deepest_ft: Some(kickoff.kickoff_md_ft),
            casing: self.casing.iter().copied().filter(above).collect(),
        };
        let old = std::mem::replace(self, new);
        LeftBore {
            bore: kickoff.parent,
            left_at: at,
            kickoff_md_ft: Some(kickoff.kickoff_md_ft),
            deepest_ft: old.deepest_ft,
        }
    }

    /// Begins a new hole beside the old one.
    pub(super) fn begin(&mut self, bore: ApiNumber, at: DateTime<Utc>) -> Option<LeftBore> {
        let new = Self {
            bore: Some(bore),
            since: Some(at),
            ..Self::default()
        };
        let old = std::mem::replace(self, new);
        old.bore.map(|bore| LeftBore {
            bore,
            left_at: at,
            kickoff_md_ft: None,
            deepest_ft: old.deepest_ft,
        })
    }
}
