//! `POST /wells/{well_id}/plug`: the last plug was set.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{PlugWell, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlugBody {
    effective_at: String,
    cementer: Option<String>,
}

impl WellBody for PlugBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let cementer = faults.take_if("/cementer", self.cementer.as_deref(), Text120::parse);
        faults.build(|| {
            Some(WellTask::Plug(PlugWell {
                effective_at: effective_at?,
                cementer,
            }))
        })
    }
}
