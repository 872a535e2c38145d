//! The key pair of an installation: 32 bytes from the operating system, and what is signed with them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use uuid::Uuid;

use super::{Claims, ISSUER, Role, TOKEN_TYPE};

/// RFC 8410: the PKCS#8 (version 1) head of an Ed25519 private key; the 32 bytes of the seed follow.
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The private half: signs tokens.
pub struct TokenKey {
    seed: SecretBox<[u8; 32]>,
}

/// The public half: enough to verify, not to sign. Its text form is 43 characters of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub(crate) [u8; 32]);

/// What a token is to grant.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The installation that is to accept it.
    pub installation: Uuid,
    /// Who holds it; becomes the actor of every event.
    pub subject: String,
    /// The organization it acts in.
    pub organization_id: Uuid,
    /// What its holder may do there.
    pub role: Role,
    /// Which of the organization's owners its holder is, whose own interest it then reads.
    pub owner_id: Option<Uuid>,
    /// How long it holds.
    pub lifetime: Duration,
}

/// Why there is no key, or no token.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Random(#[source] getrandom::Error),
    /// The text is not a key.
    #[error("a key is 43 characters of base64url, without padding")]
    Malformed,
    /// The token could not be made.
    #[error("the token could not be signed")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

impl TokenKey {
    /// A new key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(KeyError::Random)?;
        Ok(Self {
            seed: SecretBox::new(Box::new(seed)),
        })
    }

    /// Reads what [`TokenKey::to_text`] wrote.
    ///
    /// # Errors
    /// When the text is not a key.
    pub fn from_text(text: &SecretString) -> Result<Self, KeyError> {
        Ok(Self {
            seed: SecretBox::new(Box::new(decode(text.expose_secret())?)),
        })
    }

    /// The key as text, to be kept where only its owner reads.
    pub fn to_text(&self) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.seed.expose_secret()).into()
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(
            SigningKey::from_bytes(self.seed.expose_secret())
                .verifying_key()
                .to_bytes(),
        )
    }

    /// Signs a token that holds from `now` on.
    ///
    /// # Errors
    /// When signing fails; never for a key made here.
    pub fn sign(&self, grant: &Grant, now: DateTime<Utc>) -> Result<SecretString, KeyError> {
        let lifetime = i64::try_from(grant.lifetime.as_secs()).unwrap_or(i64::MAX);
        let issued = now.timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: grant.installation.to_string(),
            sub: grant.subject.clone(),
            org: grant.organization_id,
            role: grant.role,
            owner: grant.owner_id,
            iat: issued,
            nbf: issued,
            exp: issued.saturating_add(lifetime),
            jti: Uuid::now_v7(),
        };
        let header = Header {
            typ: Some(TOKEN_TYPE.to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        let mut der = PKCS8_HEAD.to_vec();
        der.extend_from_slice(self.seed.expose_secret());
        let token =
            jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&der)).map_err(KeyError::Sign);
        der.fill(0);
        token.map(SecretString::from)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey([redacted])")
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        decode(text).map(Self)
    }
}

fn decode(text: &str) -> Result<[u8; 32], KeyError> {
    let bytes = URL_SAFE_NO_PAD
        .decode(text.trim())
        .map_err(|_| KeyError::Malformed)?;
    bytes.try_into().map_err(|_| KeyError::Malformed)
}
