//! `POST /wells/{well_id}/first-production`: production began.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::well::{RecordFirstProduction, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordFirstProductionBody {
    effective_at: String,
}

impl WellBody for RecordFirstProductionBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        faults.build(|| {
            Some(WellTask::RecordFirstProduction(RecordFirstProduction {
                effective_at: effective_at?,
            }))
        })
    }
}
