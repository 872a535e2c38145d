//! `POST /wells/{well_id}/permit`: the agency granted the drilling permit.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{ApprovePermit, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, day, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovePermitBody {
    effective_at: String,
    permit_number: String,
    expires_on: Option<String>,
}

impl WellBody for ApprovePermitBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let permit_number = faults.take("/permit_number", Text120::parse(&self.permit_number));
        let expires_on = faults.take_if("/expires_on", self.expires_on.as_deref(), day);
        faults.build(|| {
            Some(WellTask::ApprovePermit(ApprovePermit {
                effective_at: effective_at?,
                permit_number: permit_number?,
                expires_on,
            }))
        })
    }
}
