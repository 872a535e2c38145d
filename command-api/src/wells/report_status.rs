//! `POST /wells/{well_id}/report-status`: an agency's status of one completion is taken over.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::text::CompletionName;
use wellflow_domain::well::{ReportCompletionStatus, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use super::source::AgencyStatusBody;
use crate::faults::{Faults, instant};
use crate::provenance::ProvenanceBody;

/// `status` is null when the agency no longer reports the completion.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportStatusBody {
    effective_at: String,
    completion: String,
    status: Option<AgencyStatusBody>,
    provenance: ProvenanceBody,
}

impl WellBody for ReportStatusBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let completion = faults.take("/completion", CompletionName::parse(&self.completion));
        let status = self.status.as_ref().and_then(|status| status.read(&mut faults));
        let provenance = self.provenance.read("/provenance", &mut faults);
        faults.build(|| {
            Some(WellTask::ReportCompletionStatus(ReportCompletionStatus {
                effective_at: effective_at?,
                completion: completion?,
                status,
                provenance: provenance?,
            }))
        })
    }
}
