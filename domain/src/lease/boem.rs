//! The status codes of the Bureau of Ocean Energy Management for offshore leases, read and written.
//!
//! Invariants
//! - The filed code is kept beside its meaning; a code that is not in the table is `unmapped`, never a guess.
//! - Each of the 14 codes has one meaning, and each of these meanings is written as its code.

use super::status::LeaseStatus;

/// The agency's name, as in an agency status.
pub const BOEM: &str = "BOEM";

/// Code and meaning. Counted in the list of lease blocks published by the agency: all 14 occur.
const CODES: [(&str, LeaseStatus); 14] = [
    ("EXPIR", LeaseStatus::Expired),
    ("RELINQ", LeaseStatus::Surrendered),
    ("TERMIN", LeaseStatus::Terminated),
    ("PRIMRY", LeaseStatus::InPrimaryTerm),
    ("REJECT", LeaseStatus::BidRejected),
    ("UNIT", LeaseStatus::HeldByUnit),
    ("PROD", LeaseStatus::HeldByProduction),
    ("NO-ISS", LeaseStatus::NotIssued),
    ("CANCEL", LeaseStatus::Cancelled),
    ("CONSOL", LeaseStatus::Consolidated),
    ("OPERNS", LeaseStatus::HeldByOperations),
    ("DSO", LeaseStatus::OperationsSuspended),
    ("SOP", LeaseStatus::ProductionSuspended),
    ("NO-EXE", LeaseStatus::NotExecuted),
];

/// Every code.
pub fn boem_codes() -> impl Iterator<Item = &'static str> {
    CODES.iter().map(|(code, _)| *code)
}

/// What a code says of a lease.
pub fn of_boem(code: &str) -> LeaseStatus {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(LeaseStatus::Unmapped, |(_, status)| *status)
}

/// The code to file for a state of a lease; `None` where the agency has none for it.
pub fn to_boem(status: LeaseStatus) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(_, known)| *known == status)
        .map(|(code, _)| *code)
}
