//! Where an imported fact comes from, and what an agency calls a status, as bodies write them.

use serde::Deserialize;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{AgencyStatus, Provenance};

use crate::body::{FromBody, Place, bodies};
use crate::faults::{Faults, sha256};

/// The source row of a fact.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProvenanceBody {
    agency: String,
    file: String,
    row_sha256: String,
}

impl FromBody for Provenance {
    type Shape = ProvenanceBody;
    type Value = Self;

    fn read(shape: ProvenanceBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let agency = Text120::read(shape.agency, place.field("agency"), faults);
        let file = Text120::read(shape.file, place.field("file"), faults);
        let row_sha256 = faults.at(place.field("row_sha256"), sha256(&shape.row_sha256));
        Some(Self {
            agency: agency?,
            file: file?,
            row_sha256: row_sha256?,
        })
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{field, object, required};
        let digest = serde_json::json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
        object(
            "Provenance",
            [
                field::<Text120>("agency"),
                field::<Text120>("file"),
                required("row_sha256", digest),
            ],
        )
    }
}

bodies! {
    /// A status in an agency's words.
    AgencyStatus as AgencyStatusBody { agency: Text120, code: Text120 }
}
