//! Where an imported fact comes from, and what an agency calls a status, as bodies write them.

use serde::Deserialize;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{AgencyStatus, Provenance};

use crate::faults::{Faults, sha256};

/// The source row of a fact.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProvenanceBody {
    agency: String,
    file: String,
    row_sha256: String,
}

impl ProvenanceBody {
    pub(super) fn read(&self, faults: &mut Faults) -> Option<Provenance> {
        let agency = faults.take("/provenance/agency", Text120::parse(&self.agency));
        let file = faults.take("/provenance/file", Text120::parse(&self.file));
        let row_sha256 = faults.take("/provenance/row_sha256", sha256(&self.row_sha256));
        Some(Provenance {
            agency: agency?,
            file: file?,
            row_sha256: row_sha256?,
        })
    }
}

/// A status in an agency's words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgencyStatusBody {
    agency: String,
    code: String,
}

impl AgencyStatusBody {
    pub(super) fn read(&self, faults: &mut Faults) -> Option<AgencyStatus> {
        let agency = faults.take("/status/agency", Text120::parse(&self.agency));
        let code = faults.take("/status/code", Text120::parse(&self.code));
        Some(AgencyStatus {
            agency: agency?,
            code: code?,
        })
    }
}
