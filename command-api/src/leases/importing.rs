//! What an agency's list says of a lease: `/import-record`.

use chrono::NaiveDate;
use wellflow_domain::ids::LeaseId;
use wellflow_domain::lease::{AgencyLease, MineralOwner};
use wellflow_domain::location::TimeZone;
use wellflow_domain::text::Text120;
use wellflow_domain::tract::TractName;
use wellflow_domain::well::{AgencyStatus, Provenance};

use crate::body::{StreamId, bodies};

bodies! {
    /// A row of an agency's list: one block of a lease.
    AgencyLease as ImportLeaseBody {
        provenance: Provenance,
        lease_number: Text120,
        mineral_owner: MineralOwner,
        time_zone: TimeZone,
        block: TractName,
        status: AgencyStatus,
        effective_on: Option<NaiveDate>,
        expires_on: Option<NaiveDate>,
        listed_on: Option<NaiveDate>;
        lease_id = LeaseId::OF_THE_PATH,
    }
}
