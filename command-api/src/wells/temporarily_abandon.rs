//! `POST /wells/{well_id}/temporarily-abandon`: the well was secured.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{TemporarilyAbandonWell, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, day, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemporarilyAbandonBody {
    effective_at: String,
    until: Option<String>,
    approval_number: Option<String>,
}

impl WellBody for TemporarilyAbandonBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let until = faults.take_if("/until", self.until.as_deref(), day);
        let approval_number = faults.take_if(
            "/approval_number",
            self.approval_number.as_deref(),
            Text120::parse,
        );
        faults.build(|| {
            Some(WellTask::TemporarilyAbandon(TemporarilyAbandonWell {
                effective_at: effective_at?,
                until,
                approval_number,
            }))
        })
    }
}
