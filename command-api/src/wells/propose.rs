//! `POST /wells`: a well is planned.

use serde::Deserialize;
use serde_json::Value;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::ids::WellId;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{ProposeWell, WellRole, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use super::place::{LocationBody, state, time_zone};
use crate::faults::{Faults, choice, id, instant};

/// `well_id` may be chosen by the client, so that it can go on working with the well while it is offline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposeBody {
    well_id: Option<String>,
    effective_at: String,
    name: String,
    api_number: Option<String>,
    operator: String,
    lease: Option<String>,
    field: Option<String>,
    location: Option<LocationBody>,
    state: Option<String>,
    time_zone: String,
    role: Option<String>,
}

impl ProposeBody {
    /// The id the body chooses, where it chooses a good one; it decides which stream the command is about. A bad one is
    /// reported with the body's other faults.
    pub(crate) fn chosen_id(body: &Value) -> Option<WellId> {
        body.get("well_id")?
            .as_str()
            .and_then(|text| id(text).ok())
            .map(WellId::new)
    }
}

impl WellBody for ProposeBody {
    fn task(self, well_id: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        faults.take_if("/well_id", self.well_id.as_deref(), id);
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let name = faults.take("/name", Text120::parse(&self.name));
        let api_number = faults.take_if("/api_number", self.api_number.as_deref(), ApiNumber::parse);
        let operator = faults.take("/operator", Text120::parse(&self.operator));
        let lease = faults.take_if("/lease", self.lease.as_deref(), Text120::parse);
        let field = faults.take_if("/field", self.field.as_deref(), Text120::parse);
        let location = self
            .location
            .as_ref()
            .and_then(|location| location.read(&mut faults));
        let state = state(&mut faults, self.state.as_deref());
        let time_zone = time_zone(&mut faults, &self.time_zone);
        let role = faults.take_if("/role", self.role.as_deref(), choice::<WellRole>);
        faults.build(|| {
            Some(WellTask::Propose(ProposeWell {
                well_id,
                effective_at: effective_at?,
                name: name?,
                api_number,
                operator: operator?,
                lease,
                field,
                location,
                state,
                time_zone: time_zone?,
                role: role.unwrap_or_default(),
            }))
        })
    }
}
