//! The organization a request acts in.

use uuid::Uuid;

/// The organization a request acts in.
///
/// Minted by authentication, or by an operator's command line; nothing a client sends in a body or a path becomes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tenant {
    organization_id: Uuid,
}

impl Tenant {
    /// The tenant of a verified identity.
    pub fn authenticated(organization_id: Uuid) -> Self {
        Self { organization_id }
    }

    /// The organization.
    pub fn organization_id(&self) -> Uuid {
        self.organization_id
    }
}
