//! What agencies hold: `/import-history`, one borehole's record, and `/report-status`, the status of one completion.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::location::{LatLon, StateCode, TimeZone};
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{AgencyStatus, ImportWellHistory, Provenance, ReportCompletionStatus};

use super::OF_THE_PATH;
use crate::body::bodies;

bodies! {
    /// An agency's record of one borehole is taken over.
    ImportWellHistory as ImportHistoryBody {
        provenance: Provenance,
        api_number: ApiNumber,
        name: Text120,
        operator: Text120,
        lease: Option<Text120>,
        field: Option<Text120>,
        location: Option<LatLon>,
        state: Option<StateCode>,
        time_zone: TimeZone,
        spudded_on: Option<NaiveDate>,
        total_depth_on: Option<NaiveDate>,
        measured_depth_ft: Option<Feet>,
        true_vertical_depth_ft: Option<Feet>,
        status: Option<AgencyStatus>,
        status_on: Option<NaiveDate>,
        listed_on: Option<NaiveDate>,
        permit_applied_on: Option<NaiveDate>,
        permit_issued_on: Option<NaiveDate>,
        completed_on: Option<NaiveDate>,
        plugged_on: Option<NaiveDate>;
        well_id = OF_THE_PATH,
    }

    /// An agency's status of one completion; `null` when the agency no longer reports the completion.
    ReportCompletionStatus as ReportStatusBody {
        effective_at: DateTime<Utc>,
        completion: CompletionName,
        status: Option<AgencyStatus>,
        provenance: Provenance,
    }
}
