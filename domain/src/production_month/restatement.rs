//! What a restatement changed: derived from what held before and what holds after, never written down.

use serde::{Deserialize, Serialize};

use super::event::{ProductionRestated, RestatementCause};
use super::volumes::{Filing, Volumes};
use crate::quantity::{Barrels, Mcf, Quantity, SignedBarrels, SignedMcf};
use crate::text::Text120;

/// A restatement, as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Restatement {
    /// Why.
    pub cause: RestatementCause,
    /// The reports that must be amended.
    pub affected_reports: Vec<Text120>,
    /// The filing it was taken over from.
    pub filing: Option<Filing>,
    /// What changed.
    pub deltas: VolumeDeltas,
}

/// What changed, product by product: after less before; `None` where one of the two is not stated or the bases differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VolumeDeltas {
    /// Days on.
    pub days_on: Option<i16>,
    /// Oil.
    pub oil_bbl: Option<SignedBarrels>,
    /// Condensate.
    pub condensate_bbl: Option<SignedBarrels>,
    /// Gas out of the formation.
    pub gas: Option<SignedMcf>,
    /// Gas injected for lift.
    pub gas_lift: Option<SignedMcf>,
    /// Water.
    pub water_bbl: Option<SignedBarrels>,
    /// Injected volume.
    pub injection: Option<SignedBarrels>,
}

impl Restatement {
    pub(super) fn of(before: &Volumes, event: &ProductionRestated) -> Self {
        Self {
            cause: event.cause.clone(),
            affected_reports: event.affected_reports.clone(),
            filing: event.filing.clone(),
            deltas: VolumeDeltas::between(before, &event.volumes),
        }
    }
}

impl VolumeDeltas {
    /// What changed from one statement to the other.
    pub fn between(before: &Volumes, after: &Volumes) -> Self {
        let days = |volumes: &Volumes| volumes.days_on.amount().map(|days| i16::from(days.get()));
        Self {
            days_on: days(after)
                .zip(days(before))
                .map(|(after, before)| after - before),
            oil_bbl: liquid(before.oil_bbl, after.oil_bbl),
            condensate_bbl: liquid(before.condensate_bbl, after.condensate_bbl),
            gas: gas(before.gas, after.gas),
            gas_lift: gas(before.gas_lift, after.gas_lift),
            water_bbl: liquid(before.water_bbl, after.water_bbl),
            injection: liquid(before.injection, after.injection),
        }
    }
}

fn liquid(before: Quantity<Barrels>, after: Quantity<Barrels>) -> Option<SignedBarrels> {
    after.amount()?.less(before.amount()?).ok()
}

fn gas(before: Quantity<Mcf>, after: Quantity<Mcf>) -> Option<SignedMcf> {
    after.amount()?.less(before.amount()?).ok()
}
