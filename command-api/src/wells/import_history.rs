//! `POST /wells/{well_id}/import-history`: an agency's record of one borehole is taken over.

use serde::Deserialize;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::ids::WellId;
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{ImportWellHistory, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use super::place::{LocationBody, state, time_zone};
use super::source::AgencyStatusBody;
use crate::faults::{Faults, day};
use crate::provenance::ProvenanceBody;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportHistoryBody {
    provenance: ProvenanceBody,
    api_number: String,
    name: String,
    operator: String,
    lease: Option<String>,
    field: Option<String>,
    location: Option<LocationBody>,
    state: Option<String>,
    time_zone: String,
    spudded_on: Option<String>,
    total_depth_on: Option<String>,
    measured_depth_ft: Option<String>,
    true_vertical_depth_ft: Option<String>,
    status: Option<AgencyStatusBody>,
    status_on: Option<String>,
    listed_on: Option<String>,
    permit_applied_on: Option<String>,
    permit_issued_on: Option<String>,
    completed_on: Option<String>,
    plugged_on: Option<String>,
}

impl WellBody for ImportHistoryBody {
    fn task(self, well_id: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let provenance = self.provenance.read("/provenance", &mut faults);
        let api_number = faults.take("/api_number", ApiNumber::parse(&self.api_number));
        let name = faults.take("/name", Text120::parse(&self.name));
        let operator = faults.take("/operator", Text120::parse(&self.operator));
        let lease = faults.take_if("/lease", self.lease.as_deref(), Text120::parse);
        let field = faults.take_if("/field", self.field.as_deref(), Text120::parse);
        let location = self
            .location
            .as_ref()
            .and_then(|location| location.read(&mut faults));
        let state = state(&mut faults, self.state.as_deref());
        let time_zone = time_zone(&mut faults, &self.time_zone);
        let spudded_on = faults.take_if("/spudded_on", self.spudded_on.as_deref(), day);
        let total_depth_on = faults.take_if("/total_depth_on", self.total_depth_on.as_deref(), day);
        let measured_depth_ft = faults.take_if(
            "/measured_depth_ft",
            self.measured_depth_ft.as_deref(),
            Feet::parse,
        );
        let true_vertical_depth_ft = faults.take_if(
            "/true_vertical_depth_ft",
            self.true_vertical_depth_ft.as_deref(),
            Feet::parse,
        );
        let status = self.status.as_ref().and_then(|status| status.read(&mut faults));
        let status_on = faults.take_if("/status_on", self.status_on.as_deref(), day);
        let listed_on = faults.take_if("/listed_on", self.listed_on.as_deref(), day);
        let permit_applied_on = faults.take_if("/permit_applied_on", self.permit_applied_on.as_deref(), day);
        let permit_issued_on = faults.take_if("/permit_issued_on", self.permit_issued_on.as_deref(), day);
        let completed_on = faults.take_if("/completed_on", self.completed_on.as_deref(), day);
        let plugged_on = faults.take_if("/plugged_on", self.plugged_on.as_deref(), day);
        faults.build(|| {
            Some(WellTask::ImportHistory(Box::new(ImportWellHistory {
                well_id,
                provenance: provenance?,
                api_number: api_number?,
                name: name?,
                operator: operator?,
                lease,
                field,
                location,
                state,
                time_zone: time_zone?,
                spudded_on,
                total_depth_on,
                measured_depth_ft,
                true_vertical_depth_ft,
                status,
                status_on,
                listed_on,
                permit_applied_on,
                permit_issued_on,
                completed_on,
                plugged_on,
            })))
        })
    }
}
