//! What an agency's list says of a lease.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::published_fact;
use crate::ids::LeaseId;
use crate::lease::stated::MineralOwner;
use crate::location::TimeZone;
use crate::text::Text120;
use crate::tract::TractName;
use crate::well::{AgencyStatus, ImportWarning, Provenance};

published_fact!(LeaseHistoryImported, LeaseStatusReported);

/// A row of an agency's list was taken over: one block of a lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseHistoryImported {
    /// The stream.
    pub lease_id: LeaseId,
    /// The beginning of its first local day; of the list's day where the row has none.
    pub effective_at: DateTime<Utc>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The agency's number of the lease.
    pub lease_number: Text120,
    /// Who owns the minerals.
    pub mineral_owner: MineralOwner,
    /// The zone of its local days.
    pub time_zone: TimeZone,
    /// The area and block, or the tract.
    pub block: TractName,
    /// The first local day of the lease.
    pub effective_on: Option<NaiveDate>,
    /// The last local day, ended or to come.
    pub expires_on: Option<NaiveDate>,
    /// The rules that the row breaks.
    pub warnings: Vec<ImportWarning>,
}

/// An agency's status of a lease was taken over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseStatusReported {
    /// Since when it holds, as far as the list tells.
    pub effective_at: DateTime<Utc>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The status as filed.
    pub status: AgencyStatus,
}
