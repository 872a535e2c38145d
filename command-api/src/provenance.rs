//! Where an imported fact comes from, as bodies write it.

use serde::Deserialize;
use wellflow_domain::text::Text120;
use wellflow_domain::well::Provenance;

use crate::faults::{Faults, sha256};

/// The source row of a fact.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProvenanceBody {
    agency: String,
    file: String,
    row_sha256: String,
}

impl ProvenanceBody {
    /// Reads it; `pointer` is where it stands in the body.
    pub(crate) fn read(&self, pointer: &str, faults: &mut Faults) -> Option<Provenance> {
        let agency = faults.take(&format!("{pointer}/agency"), Text120::parse(&self.agency));
        let file = faults.take(&format!("{pointer}/file"), Text120::parse(&self.file));
        let row_sha256 = faults.take(&format!("{pointer}/row_sha256"), sha256(&self.row_sha256));
        Some(Provenance {
            agency: agency?,
            file: file?,
            row_sha256: row_sha256?,
        })
    }
}
