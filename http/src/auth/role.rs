//! The roles a token may carry.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What its holder is to the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Company principal.
    Owner,
    /// Users, configuration, integrations; no field data.
    Admin,
    /// Operations, land or accounting manager.
    Manager,
    /// Field supervisor or engineer.
    Operator,
    /// Lease operator.
    Pumper,
    /// Reads only.
    Viewer,
    /// Agency user; reads what was submitted.
    Regulator,
    /// External auditor; reads everything, writes nothing.
    Auditor,
}

/// Not a role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a role; roles are owner, admin, manager, operator, pumper, viewer, regulator, auditor")]
pub struct RoleError(String);

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Owner,
        Self::Admin,
        Self::Manager,
        Self::Operator,
        Self::Pumper,
        Self::Viewer,
        Self::Regulator,
        Self::Auditor,
    ];

    /// The name, as tokens and commands spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Operator => "operator",
            Self::Pumper => "pumper",
            Self::Viewer => "viewer",
            Self::Regulator => "regulator",
            Self::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(name: &str) -> Result<Self, RoleError> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or_else(|| RoleError(name.to_owned()))
    }
}
