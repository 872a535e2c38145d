//! How an agency's row about a lease becomes facts, and what the lease remembers of it.
//!
//! A row states one block of a lease, its first and last day, and a status. It becomes two facts: the block from the first
//! day on, and the status from the day it can be taken to hold. What breaks a rule becomes a warning, never a refusal.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::boem::{BOEM, of_boem};
use super::error::LeaseError;
use super::event::{LeaseEvent, LeaseHistoryImported, LeaseStatusReported};
use super::stated::MineralOwner;
use super::status::LeaseStatus;
use crate::ids::LeaseId;
use crate::location::TimeZone;
use crate::month::day_start;
use crate::text::Text120;
use crate::tract::TractName;
use crate::well::{AgencyStatus, ImportWarning, Provenance};

/// One row of an agency's list of leases.
#[derive(Clone, Debug, PartialEq)]
pub struct AgencyLease {
    /// The stream.
    pub lease_id: LeaseId,
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
    /// The status as filed.
    pub status: AgencyStatus,
    /// The first local day.
    pub effective_on: Option<NaiveDate>,
    /// The last local day, ended or to come.
    pub expires_on: Option<NaiveDate>,
    /// The day of the list.
    pub listed_on: Option<NaiveDate>,
}

/// What an agency's rows say of a lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AgencyRecord {
    pub(super) lease_number: Text120,
    pub(super) mineral_owner: MineralOwner,
    pub(super) blocks: BTreeSet<TractName>,
    pub(super) effective_on: Option<NaiveDate>,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) status: Option<AgencyStatus>,
    pub(super) warnings: Vec<ImportWarning>,
}

impl AgencyRecord {
    pub(super) fn of(event: &LeaseHistoryImported) -> Self {
        Self {
            lease_number: event.lease_number.clone(),
            mineral_owner: event.mineral_owner,
            blocks: BTreeSet::from([event.block.clone()]),
            effective_on: event.effective_on,
            expires_on: event.expires_on,
            status: None,
            warnings: event.warnings.clone(),
        }
    }

    /// Takes another row over; the newest one speaks for the dates.
    pub(super) fn take(&mut self, event: &LeaseHistoryImported) {
        self.blocks.insert(event.block.clone());
        self.lease_number = event.lease_number.clone();
        self.mineral_owner = event.mineral_owner;
        self.effective_on = event.effective_on;
        self.expires_on = event.expires_on;
        self.warnings.clone_from(&event.warnings);
    }

    /// Whether a row says nothing new.
    pub(super) fn holds(&self, row: &AgencyLease) -> bool {
        self.blocks.contains(&row.block)
            && self.status.as_ref() == Some(&row.status)
            && (self.effective_on, self.expires_on) == (row.effective_on, row.expires_on)
            && self.lease_number == row.lease_number
            && self.mineral_owner == row.mineral_owner
    }
}

/// What an agency's status says of a lease.
pub(super) fn meaning(status: &AgencyStatus) -> LeaseStatus {
    if status.agency.as_str() == BOEM {
        of_boem(status.code.as_str())
    } else {
        LeaseStatus::Unmapped
    }
}

impl AgencyLease {
    /// What the agency's code means here.
    pub fn status(&self) -> LeaseStatus {
        meaning(&self.status)
    }

    /// The facts the row comes to.
    ///
    /// # Errors
    /// [`LeaseError::HistoryWithoutDate`] where the row has no date and the list's day is not given.
    pub(super) fn facts(self) -> Result<Vec<LeaseEvent>, LeaseError> {
        let without_date = || LeaseError::HistoryWithoutDate {
            lease_number: self.lease_number.clone(),
        };
        let first = self
            .effective_on
            .or(self.listed_on)
            .or(self.expires_on)
            .ok_or_else(without_date)?;
        // What has ended ended with its last day; what lasts is known from the list on.
        let reported_on = if self.status().ended() {
            self.expires_on.or(self.listed_on)
        } else {
            self.listed_on
        };
        let reported_on = reported_on.unwrap_or(first).max(first);
        let start = |day: NaiveDate| day_start(day, self.time_zone);
        let imported = LeaseHistoryImported {
            lease_id: self.lease_id,
            effective_at: start(first),
            provenance: self.provenance.clone(),
            lease_number: self.lease_number.clone(),
            mineral_owner: self.mineral_owner,
            time_zone: self.time_zone,
            block: self.block.clone(),
            effective_on: self.effective_on,
            expires_on: self.expires_on,
            warnings: self.warnings(),
        };
        let reported = LeaseStatusReported {
            effective_at: start(reported_on),
            provenance: self.provenance,
            status: self.status,
        };
        Ok(vec![imported.into(), reported.into()])
    }

    fn warnings(&self) -> Vec<ImportWarning> {
        let mut warnings = Vec::new();
        if let (Some(effective_on), Some(expires_on)) = (self.effective_on, self.expires_on)
            && expires_on < effective_on
        {
            warnings.push(ImportWarning {
                rule: "expiration_before_effective".to_owned(),
                detail: format!("the lease expires on {expires_on} and is effective on {effective_on}"),
            });
        }
        if self.status() == LeaseStatus::Unmapped {
            warnings.push(ImportWarning {
                rule: "status_unmapped".to_owned(),
                detail: format!("{} has no meaning here", self.status.code),
            });
        }
        warnings
    }
}
