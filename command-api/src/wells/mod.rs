//! The tasks of a well: one file each, holding the body and how it becomes a command.

mod approve_permit;
mod complete;
mod import_history;
mod place;
mod plug;
mod propose;
mod record_first_production;
mod report_status;
mod resume_production;
mod return_to_service;
mod shut_in;
mod source;
mod spud;
mod temporarily_abandon;
mod total_depth;

use serde::de::DeserializeOwned;
use serde_json::Value;
use wellflow_domain::ids::WellId;
use wellflow_domain::well::WellTask;
use wellflow_http::{Problem, json};

pub(crate) use approve_permit::ApprovePermitBody;
pub(crate) use complete::CompleteBody;
pub(crate) use import_history::ImportHistoryBody;
pub(crate) use plug::PlugBody;
pub(crate) use propose::ProposeBody;
pub(crate) use record_first_production::RecordFirstProductionBody;
pub(crate) use report_status::ReportStatusBody;
pub(crate) use resume_production::ResumeProductionBody;
pub(crate) use return_to_service::ReturnToServiceBody;
pub(crate) use shut_in::ShutInBody;
pub(crate) use spud::SpudBody;
pub(crate) use temporarily_abandon::TemporarilyAbandonBody;
pub(crate) use total_depth::TotalDepthBody;

/// A body that becomes a task for a well.
pub(crate) trait WellBody: DeserializeOwned {
    /// Reads every value; all faults at once.
    fn task(self, well_id: WellId) -> Result<WellTask, Problem>;
}

/// Gives the body its shape and reads its values.
pub(crate) fn task<B: WellBody>(body: &Value, well_id: WellId) -> Result<WellTask, Problem> {
    json::shape::<B>(body)?.task(well_id)
}
