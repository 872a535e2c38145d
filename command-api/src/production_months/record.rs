//! `POST /production-months/record`: a completion's month is recorded for the first time.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use wellflow_domain::ids::WellId;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::{
    ProductionMonthCommand, ProductionMonthId, RecordProductionMonth, Volumes,
};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::WellSeen;
use wellflow_http::{Problem, json};

use super::volumes::VolumeFields;
use crate::faults::{Faults, id};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordBody {
    well_id: String,
    completion: String,
    month: String,
    lease: Option<String>,
    days_on: i64,
    oil_bbl: String,
    gas_mcf: String,
    gas_base_psia: String,
    water_bbl: String,
    injection: Option<String>,
}

/// A month to record, all but the sight of its well: that is taken when the command is decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) well_id: WellId,
    completion: CompletionName,
    month: Month,
    volumes: Volumes,
    lease: Option<Text120>,
    now: DateTime<Utc>,
}

impl RecordBody {
    pub(crate) fn read(body: &Value, now: DateTime<Utc>) -> Result<Record, Problem> {
        let body: Self = json::shape(body)?;
        let mut faults = Faults::default();
        let well_id = faults.take("/well_id", id(&body.well_id));
        let completion = faults.take("/completion", CompletionName::parse(&body.completion));
        let month = faults.take("/month", Month::parse(&body.month));
        let lease = faults.take_if("/lease", body.lease.as_deref(), Text120::parse);
        let fields = VolumeFields {
            days_on: body.days_on,
            oil_bbl: &body.oil_bbl,
            gas_mcf: &body.gas_mcf,
            gas_base_psia: &body.gas_base_psia,
            water_bbl: &body.water_bbl,
            injection: body.injection.as_deref(),
        };
        let volumes = fields.read(&mut faults);
        faults.build(|| {
            let well_id = WellId::new(well_id?);
            Some(Record {
                well_id,
                completion: completion?,
                month: month?,
                volumes: volumes?,
                lease,
                now,
            })
        })
    }
}

impl Record {
    pub(crate) fn stream(&self) -> ProductionMonthId {
        ProductionMonthId::of(self.well_id, &self.completion, self.month)
    }

    /// The command, against the well as it stands.
    pub(crate) fn command(&self, well: WellSeen) -> ProductionMonthCommand {
        ProductionMonthCommand::Record(RecordProductionMonth {
            well,
            well_id: self.well_id,
            completion: self.completion.clone(),
            month: self.month,
            volumes: self.volumes.clone(),
            lease: self.lease.clone(),
            now: self.now,
        })
    }
}
