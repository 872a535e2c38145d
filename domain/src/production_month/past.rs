//! Shapes in which a month's events were written once.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use wellflow_decider::{Past, Unfit};

use super::event::{ProductionCorrected, ProductionMonthEvent, ProductionRecorded};
use super::volumes::Volumes;
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::quantity::{Barrels, DaysOn, Mcf, Quantity};
use crate::text::{CompletionName, Text120};

/// How volumes were written when all of them had to be stated: a zero was a zero, a blank could not be written.
#[derive(Deserialize)]
pub(super) struct VolumesV1 {
    days_on: DaysOn,
    oil_bbl: Barrels,
    gas: Mcf,
    water_bbl: Barrels,
    injection: Barrels,
}

impl From<VolumesV1> for Volumes {
    fn from(past: VolumesV1) -> Self {
        Self {
            days_on: Quantity::of(past.days_on),
            oil_bbl: Quantity::of(past.oil_bbl),
            condensate_bbl: Quantity::NotReported,
            gas: Quantity::of(past.gas),
            gas_lift: Quantity::NotReported,
            water_bbl: Quantity::of(past.water_bbl),
            injection: Quantity::of(past.injection),
        }
    }
}

/// How `ProductionRecorded` was written before a statement held more than volumes.
#[derive(Deserialize)]
pub(super) struct ProductionRecordedV1 {
    effective_at: DateTime<Utc>,
    well_id: WellId,
    completion: CompletionName,
    month: Month,
    time_zone: TimeZone,
    lease: Option<Text120>,
    volumes: VolumesV1,
}

impl Past<ProductionMonthEvent> for ProductionRecordedV1 {
    fn upcast(self) -> Result<Vec<ProductionMonthEvent>, Unfit> {
        let recorded = ProductionRecorded {
            effective_at: self.effective_at,
            well_id: self.well_id,
            completion: self.completion,
            month: self.month,
            time_zone: self.time_zone,
            lease: self.lease,
            volumes: self.volumes.into(),
            details: None,
            filing: None,
            warnings: Vec::new(),
        };
        Ok(vec![recorded.into()])
    }
}

/// How `ProductionCorrected` was written before it could name what it corrects.
#[derive(Deserialize)]
pub(super) struct ProductionCorrectedV1 {
    effective_at: DateTime<Utc>,
    volumes: VolumesV1,
    reason: Text120,
}

impl Past<ProductionMonthEvent> for ProductionCorrectedV1 {
    fn upcast(self) -> Result<Vec<ProductionMonthEvent>, Unfit> {
        let corrected = ProductionCorrected {
            effective_at: self.effective_at,
            corrects_event_id: None,
            volumes: self.volumes.into(),
            details: None,
            reason: self.reason,
            warnings: Vec::new(),
        };
        Ok(vec![corrected.into()])
    }
}
