//! Verification, with a memory of what was verified.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::key::PublicKey;
use super::{Claims, ISSUER, Principal, TOKEN_TYPE};

/// How far the clocks of signer and verifier may differ, in seconds.
const LEEWAY: u64 = 30;
/// Verified tokens remembered; beyond it the memory starts anew, which costs one verification per live token.
const REMEMBERED: usize = 4_096;
/// Longer ones are refused unread.
const LONGEST_TOKEN: usize = 4_096;

/// The public half of an installation's key: believes its tokens and no others.
#[derive(Clone)]
pub struct TokenVerifier(Arc<Inner>);

struct Inner {
    key: DecodingKey,
    validation: Validation,
    /// By SHA-256 of the token, so that no token is kept in memory longer than its request.
    verified: RwLock<HashMap<[u8; 32], Verified>>,
}

struct Verified {
    principal: Principal,
    expires_at: i64,
}

/// Why a token is not believed. Says nothing of the token itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It held once.
    #[error("the token has expired")]
    Expired,
    /// It does not hold yet.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// It was signed for another installation.
    #[error("the token was issued for another installation")]
    OtherInstallation,
    /// Anything else: form, algorithm, signature, issuer or claims.
    #[error("the token was not issued by this installation, or is damaged")]
    Invalid,
}

impl TokenVerifier {
    /// Believes tokens of this key that were issued for this installation.
    pub fn new(key: &PublicKey, installation: Uuid) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[installation.to_string()]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        Self(Arc::new(Inner {
            key: DecodingKey::from_ed_der(&key.0),
            validation,
            verified: RwLock::new(HashMap::new()),
        }))
    }

    /// Verifies a token, or remembers that it did.
    ///
    /// # Errors
    /// When the token is not to be believed.
    pub fn verify(&self, token: &str) -> Result<Principal, TokenError> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenError::Invalid);
        }
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let now = Utc::now().timestamp();
        if let Some(principal) = self.remembered(&hash, now) {
            return Ok(principal);
        }
        let data =
            jsonwebtoken::decode::<Claims>(token, &self.0.key, &self.0.validation).map_err(|error| {
                match error.kind() {
                    ErrorKind::ExpiredSignature => TokenError::Expired,
                    ErrorKind::ImmatureSignature => TokenError::NotYetValid,
                    ErrorKind::InvalidAudience => TokenError::OtherInstallation,
                    _ => TokenError::Invalid,
                }
            })?;
        if data.header.typ.as_deref() != Some(TOKEN_TYPE) || data.claims.sub.is_empty() {
            return Err(TokenError::Invalid);
        }
        let principal = Principal {
            tenant: Tenant::authenticated(data.claims.org),
            subject: data.claims.sub.into(),
            role: data.claims.role,
            owner_id: data.claims.owner,
            expires_at: until(data.claims.exp),
        };
        self.remember(
            hash,
            Verified {
                principal: principal.clone(),
                expires_at: data.claims.exp,
            },
            now,
        );
        Ok(principal)
    }

    fn remembered(&self, hash: &[u8; 32], now: i64) -> Option<Principal> {
        let verified = self.0.verified.read().unwrap_or_else(PoisonError::into_inner);
        verified
            .get(hash)
            .filter(|entry| entry.expires_at > now)
            .map(|entry| entry.principal.clone())
    }

    fn remember(&self, hash: [u8; 32], entry: Verified, now: i64) {
        let mut verified = self.0.verified.write().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= REMEMBERED {
            verified.retain(|_, entry| entry.expires_at > now);
        }
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(hash, entry);
    }
}

/// An instant too late to be written is as late as one can be.
fn until(exp: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(exp.saturating_add_unsigned(LEEWAY), 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifier").finish_non_exhaustive()
    }
}
