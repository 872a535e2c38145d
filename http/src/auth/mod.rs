//! Who asks: bearer tokens signed by this installation, and the principal they stand for.
//!
//! A token is a JWT signed with Ed25519. The private half ([`TokenKey`]) stays with whoever hands tokens out; every
//! service holds the public half only ([`TokenVerifier`]).
//!
//! Invariants
//! - The algorithm is pinned to `EdDSA`; issuer, audience (the installation), `exp` and `nbf` are always checked.
//! - A [`Principal`], and with it a [`wellflow_runtime::Tenant`], comes from a verified token and from nowhere else.
//! - Tokens and private keys never appear in logs, errors or `Debug`.

mod key;
mod principal;
mod role;
mod verifier;

pub use key::{Grant, KeyError, PublicKey, TokenKey};
pub use principal::{Principal, SocketPrincipal};
pub use role::{Role, RoleError};
pub use verifier::{TokenError, TokenVerifier};

/// The issuer of every token.
pub(crate) const ISSUER: &str = "wellflow";
/// The `typ` of every token's header (RFC 9068), so that no other JWT of the same key is taken for an access token.
pub(crate) const TOKEN_TYPE: &str = "at+jwt";

/// What a token says.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: String,
    pub(crate) sub: String,
    pub(crate) org: uuid::Uuid,
    pub(crate) role: Role,
    /// Absent where its holder is none of the organization's owners.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<uuid::Uuid>,
    pub(crate) iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    pub(crate) jti: uuid::Uuid,
}

#[cfg(test)]
mod tests;
