//! `POST /production-months/record`: a completion's month is recorded for the first time.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use wellflow_domain::ids::WellId;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::{
    EarlierMonthSeen, Filing, MonthDetails, ProductionMonthCommand, ProductionMonthId, RecordProductionMonth,
    Volumes,
};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::WellSeen;
use wellflow_http::{Problem, json};

use super::volumes::VolumeFields;
use crate::faults::{Faults, day, id};
use crate::provenance::ProvenanceBody;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordBody {
    well_id: String,
    completion: String,
    month: String,
    lease: Option<String>,
    days_on: Option<i64>,
    oil_bbl: Option<String>,
    gas_mcf: Option<String>,
    gas_base_psia: String,
    water_bbl: Option<String>,
    injection: Option<String>,
    details: Option<MonthDetails>,
    filing: Option<FilingBody>,
}

/// The filing at an agency from which the month was taken over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilingBody {
    provenance: ProvenanceBody,
    document_number: Option<String>,
    accepted_on: Option<String>,
    revised: bool,
    well_status_code: Option<String>,
}

impl FilingBody {
    fn read(&self, faults: &mut Faults) -> Option<Filing> {
        let provenance = self.provenance.read("/filing/provenance", faults);
        let document_number = faults.take_if(
            "/filing/document_number",
            self.document_number.as_deref(),
            Text120::parse,
        );
        let accepted_on = faults.take_if("/filing/accepted_on", self.accepted_on.as_deref(), day);
        let well_status_code = faults.take_if(
            "/filing/well_status_code",
            self.well_status_code.as_deref(),
            Text120::parse,
        );
        Some(Filing {
            provenance: provenance?,
            document_number,
            accepted_on,
            revised: self.revised,
            well_status_code,
        })
    }
}

/// A month to record, all but the sight of its well: that is taken when the command is decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) well_id: WellId,
    completion: CompletionName,
    month: Month,
    volumes: Volumes,
    lease: Option<Text120>,
    details: MonthDetails,
    filing: Option<Filing>,
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
            oil_bbl: body.oil_bbl.as_deref(),
            gas_mcf: body.gas_mcf.as_deref(),
            gas_base_psia: &body.gas_base_psia,
            water_bbl: body.water_bbl.as_deref(),
            injection: body.injection.as_deref(),
        };
        let volumes = fields.read(&mut faults);
        let filing = body.filing.as_ref().and_then(|filing| filing.read(&mut faults));
        let details = body.details.unwrap_or_default();
        faults.build(|| {
            let well_id = WellId::new(well_id?);
            Some(Record {
                well_id,
                completion: completion?,
                month: month?,
                volumes: volumes?,
                lease,
                details,
                filing,
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
        ProductionMonthCommand::Record(Box::new(RecordProductionMonth {
            well,
            well_id: self.well_id,
            completion: self.completion.clone(),
            month: self.month,
            volumes: self.volumes.clone(),
            lease: self.lease.clone(),
            details: self.details.clone(),
            filing: self.filing.clone(),
            earlier: EarlierMonthSeen::Unknown,
            now: self.now,
        }))
    }
}
