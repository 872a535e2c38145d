//! `POST /wells/{well_id}/return-to-service`: back from temporary abandonment to shut in.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::well::{ReturnToService, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnToServiceBody {
    effective_at: String,
}

impl WellBody for ReturnToServiceBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        faults.build(|| {
            Some(WellTask::ReturnToService(ReturnToService {
                effective_at: effective_at?,
            }))
        })
    }
}
