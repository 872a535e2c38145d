//! `POST /wells/{well_id}/shut-in`: production stopped; the well stays mechanically capable.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::well::{ShutInWell, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, choice, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShutInBody {
    effective_at: String,
    reason: String,
}

impl WellBody for ShutInBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let reason = faults.take("/reason", choice(&self.reason));
        faults.build(|| {
            Some(WellTask::ShutIn(ShutInWell {
                effective_at: effective_at?,
                reason: reason?,
            }))
        })
    }
}
