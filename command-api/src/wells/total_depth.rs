//! `POST /wells/{well_id}/total-depth`: drilling reached total depth.

use serde::Deserialize;
use wellflow_domain::ids::WellId;
use wellflow_domain::quantity::Feet;
use wellflow_domain::well::{ReachTotalDepth, WellTask};
use wellflow_http::Problem;

use super::WellBody;
use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TotalDepthBody {
    effective_at: String,
    measured_depth_ft: String,
    true_vertical_depth_ft: Option<String>,
}

impl WellBody for TotalDepthBody {
    fn task(self, _: WellId) -> Result<WellTask, Problem> {
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&self.effective_at));
        let measured_depth_ft = faults.take("/measured_depth_ft", Feet::parse(&self.measured_depth_ft));
        let true_vertical_depth_ft = faults.take_if(
            "/true_vertical_depth_ft",
            self.true_vertical_depth_ft.as_deref(),
            Feet::parse,
        );
        faults.build(|| {
            Some(WellTask::ReachTotalDepth(ReachTotalDepth {
                effective_at: effective_at?,
                measured_depth_ft: measured_depth_ft?,
                true_vertical_depth_ft,
            }))
        })
    }
}
