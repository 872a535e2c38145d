//! `POST /wells/{well_id}/spud`: the bit turned.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{SpudWell, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpudBody {
    effective_at: String,
    rig: Option<String>,
    contractor: Option<String>,
}

impl WellBody for SpudBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let rig = faults.take_if("/rig", self.rig.as_deref(), Text120::parse);
        let contractor = faults.take_if("/contractor", self.contractor.as_deref(), Text120::parse);
        faults.build(|| {
            Some(WellTask::Spud(SpudWell {
                effective_at: effective_at?,
                rig,
                contractor,
            }))
        })
    }
}
