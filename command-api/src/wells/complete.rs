//! `POST /wells/{well_id}/complete`: an interval was opened.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{CompleteWell, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompleteBody {
    effective_at: String,
    completion: String,
    zone: Option<String>,
    top_md_ft: String,
    bottom_md_ft: String,
}

impl WellBody for CompleteBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let completion = faults.take("/completion", CompletionName::parse(&self.completion));
        let zone = faults.take_if("/zone", self.zone.as_deref(), Text120::parse);
        let top_md_ft = faults.take("/top_md_ft", Feet::parse(&self.top_md_ft));
        let bottom_md_ft = faults.take("/bottom_md_ft", Feet::parse(&self.bottom_md_ft));
        faults.build(|| {
            Some(WellTask::Complete(CompleteWell {
                effective_at: effective_at?,
                completion: completion?,
                zone,
                top_md_ft: top_md_ft?,
                bottom_md_ft: bottom_md_ft?,
            }))
        })
    }
}
