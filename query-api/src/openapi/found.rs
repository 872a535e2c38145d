//! What is found by words, as the projector writes it.

use schemars::JsonSchema;
use uuid::Uuid;
use wellflow_domain::afe::AfeKind;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::location::StateCode;
use wellflow_domain::owner::{OwnerKind, OwnerStatus};
use wellflow_domain::text::{Remarks, Text120};

/// What was found, and what is shown of it.
#[derive(JsonSchema)]
#[schemars(rename = "Found")]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(super) enum Found {
    Well {
        #[serde(flatten)]
        of: Of,
        name: Text120,
        number: Option<ApiNumber>,
        operator: Text120,
        lease: Option<Text120>,
        field: Option<Text120>,
        state: Option<StateCode>,
    },
    Lease {
        #[serde(flatten)]
        of: Of,
        name: Text120,
        number: Option<Text120>,
        legal_descriptions: Vec<Remarks>,
    },
    Owner {
        #[serde(flatten)]
        of: Of,
        /// Empty once what tells of a person was erased.
        name: String,
        owner_kind: OwnerKind,
        status: OwnerStatus,
    },
    Afe {
        #[serde(flatten)]
        of: Of,
        name: Text120,
        number: Text120,
        afe_kind: AfeKind,
    },
    JointOperatingAgreement {
        #[serde(flatten)]
        of: Of,
        name: Text120,
        number: Text120,
        form: Text120,
    },
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(super) struct Of {
    /// The stream.
    id: Uuid,
    /// The newest version that is in it.
    version: u64,
    position: u64,
}
