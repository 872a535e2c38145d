//! The kinds of interest.

use serde::{Deserialize, Serialize};

/// What kind of interest a share is. JSON: `"WI"`, `"NRI"`, `"RI"`, `"NPRI"`, `"ORRI"`, `"PP"`, `"NPI"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum InterestType {
    /// Working interest: a share of the costs.
    Wi,
    /// Net revenue interest: what production brings to a working interest.
    Nri,
    /// Royalty interest of a lessor.
    Ri,
    /// Non-participating royalty interest.
    Npri,
    /// Overriding royalty interest.
    Orri,
    /// Production payment.
    Pp,
    /// Net profits interest: a share of what is left after costs, outside of what closes.
    Npi,
}

impl InterestType {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Wi,
        Self::Nri,
        Self::Ri,
        Self::Npri,
        Self::Orri,
        Self::Pp,
        Self::Npi,
    ];

    /// The letters as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wi => "WI",
            Self::Nri => "NRI",
            Self::Ri => "RI",
            Self::Npri => "NPRI",
            Self::Orri => "ORRI",
            Self::Pp => "PP",
            Self::Npi => "NPI",
        }
    }
}

impl std::fmt::Display for InterestType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
