//! `POST /wells/{well_id}/resume-production`: production started again.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::well::{ResumeProduction, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResumeProductionBody {
    effective_at: String,
}

impl WellBody for ResumeProductionBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        faults.build(|| {
            Some(WellTask::ResumeProduction(ResumeProduction {
                effective_at: effective_at?,
            }))
        })
    }
}
