//! A lease out of a row of an agency's list.

use super::fields::{Fault, Fields};
use crate::ids::LeaseId;
use crate::lease::{AgencyLease, ImportLeaseContext};
use crate::text::{Text120, TextError};
use crate::tract::TractName;
use crate::well::AgencyStatus;

/// A row of a list of leases, as texts: one block of one lease. Days are written `2024-03-01`; a blank says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgencyLeaseRow<'a> {
    /// The agency's number of the lease.
    pub lease_number: &'a str,
    /// The area.
    pub area: &'a str,
    /// The block in it.
    pub block: &'a str,
    /// The agency's code for the state of the lease.
    pub status: &'a str,
    /// The first day.
    pub effective_on: &'a str,
    /// The last day, ended or to come.
    pub expires_on: &'a str,
    /// The day of the list.
    pub listed_on: &'a str,
}

impl AgencyLeaseRow<'_> {
    /// The command that takes the row over, and what is odd about it stays with the lease as warnings.
    ///
    /// # Errors
    /// Every [`Fault`] of the row.
    pub fn import(&self, lease_id: LeaseId, list: ImportLeaseContext) -> Result<AgencyLease, Vec<Fault>> {
        let mut fields = Fields::default();
        let number = fields
            .needed("lease_number", Some(self.lease_number))
            .and_then(|text| fields.take("lease_number", Text120::parse(text), TextError::rule));
        let code = fields
            .needed("status", Some(self.status))
            .and_then(|text| fields.take("status", Text120::parse(text), TextError::rule));
        let block = format!("{} {}", self.area.trim(), self.block.trim());
        let block = fields.take("block", TractName::parse(&block), TextError::rule);
        let effective_on = fields.day("effective_on", Some(self.effective_on));
        let expires_on = fields.day("expires_on", Some(self.expires_on));
        let listed_on = fields.day("listed_on", Some(self.listed_on));
        let (Some(lease_number), Some(code), Some(block), true) =
            (number, code, block, fields.faults.is_empty())
        else {
            return Err(fields.faults);
        };
        Ok(AgencyLease {
            lease_id,
            status: AgencyStatus {
                agency: list.provenance.agency.clone(),
                code,
            },
            provenance: list.provenance,
            lease_number,
            mineral_owner: list.mineral_owner,
            time_zone: list.time_zone,
            block,
            effective_on,
            expires_on,
            listed_on,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::lease::{LeaseStatus, MineralOwner};
    use crate::location::TimeZone;
    use crate::well::Provenance;

    fn list() -> ImportLeaseContext {
        ImportLeaseContext {
            provenance: Provenance {
                agency: Text120::parse("BOEM").unwrap(),
                file: Text120::parse("list.csv").unwrap(),
                row_sha256: "0".repeat(64),
            },
            mineral_owner: MineralOwner::FederalOffshore,
            time_zone: TimeZone::parse("America/Chicago").unwrap(),
        }
    }

    fn import(row: &AgencyLeaseRow<'_>) -> Result<AgencyLease, Vec<Fault>> {
        row.import(LeaseId::new(Uuid::from_u128(1)), list())
    }

    fn row() -> AgencyLeaseRow<'static> {
        AgencyLeaseRow {
            lease_number: " 00008",
            area: "GA",
            block: "211 ",
            status: "RELINQ",
            effective_on: "1947-11-07",
            expires_on: "1956-10-30",
            listed_on: "2020-05-01",
        }
    }

    #[test]
    fn a_row_becomes_a_lease_as_the_agency_has_it() {
        let lease = import(&row()).unwrap();
        assert_eq!(lease.lease_number.as_str(), "00008");
        assert_eq!(lease.block.as_str(), "GA 211");
        assert_eq!(lease.status(), LeaseStatus::Surrendered);
        assert_eq!(lease.effective_on, "1947-11-07".parse().ok());
        let undated = AgencyLeaseRow {
            expires_on: " ",
            ..row()
        };
        assert_eq!(import(&undated).unwrap().expires_on, None);
    }

    #[test]
    fn all_faults_of_a_row_are_told_at_once() {
        let faulty = AgencyLeaseRow {
            lease_number: "",
            area: "G*",
            status: " ",
            effective_on: "11/7/1947",
            ..row()
        };
        let faults = import(&faulty).unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| (fault.field, fault.rule)).collect();
        assert_eq!(
            told,
            [
                ("lease_number", "field-missing"),
                ("status", "field-missing"),
                ("block", "text-character-not-allowed"),
                ("effective_on", "day-form"),
            ]
        );
    }
}
