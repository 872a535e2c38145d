//! Signatures of what leaves the ledger to be kept elsewhere: checkpoints and tombstones.
//!
//! Ed25519. What is signed is `purpose ‖ 0x00 ‖ bytes`, so a signature made for one purpose never passes for another. A
//! signed document is one RFC 8785 JSON object; its members `key_id` and `signature` are added here, and the signature
//! covers the object's canonical bytes with `key_id` and without `signature`.
//!
//! Invariants
//! - The private half is never shown: not by `Debug`, and as text only inside a secret.
//! - A key is named by its id, the first 16 hexadecimal digits of the SHA-256 of its public half.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

const KEY_ID: &str = "key_id";
const SIGNATURE: &str = "signature";

/// The private half of the ledger's key: signs. Its text form is 43 characters of base64url.
pub struct LedgerKey(SigningKey);

/// The public half: enough to verify, not to sign. Its text form is 43 characters of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerPublicKey(VerifyingKey);

/// 64 bytes; its text form is 86 characters of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u8; 64]);

/// Why there is no key or no signature, or why a signature does not hold.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Random(#[source] getrandom::Error),
    /// The text is not a key.
    #[error("a key is 43 characters of base64url, without padding")]
    MalformedKey,
    /// The text is not a signature.
    #[error("a signature is 86 characters of base64url, without padding")]
    MalformedSignature,
    /// The document is not what a signed document is.
    #[error("the document is not a signed JSON object: {0}")]
    MalformedDocument(String),
    /// The document was signed with another key.
    #[error("signed with the key {signed_with}, not with {expected}")]
    OtherKey {
        /// The id of the key it names.
        signed_with: String,
        /// The id of the key it was to be verified with.
        expected: String,
    },
    /// The signature is not the key's over these bytes.
    #[error("the signature does not match: what is written here is not what was signed")]
    Mismatch,
    /// The document could not be written as JSON.
    #[error("the document could not be encoded")]
    Encode(#[source] serde_json::Error),
}

impl LedgerKey {
    /// A new key.
    ///
    /// # Errors
    /// [`SigningError::Random`].
    pub fn generate() -> Result<Self, SigningError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(SigningError::Random)?;
        let key = SigningKey::from_bytes(&seed);
        seed.fill(0);
        Ok(Self(key))
    }

    /// Reads what [`LedgerKey::to_text`] wrote.
    ///
    /// # Errors
    /// [`SigningError::MalformedKey`].
    pub fn from_text(text: &SecretString) -> Result<Self, SigningError> {
        let mut seed = decode(text.expose_secret()).ok_or(SigningError::MalformedKey)?;
        let key = SigningKey::from_bytes(&seed);
        seed.fill(0);
        Ok(Self(key))
    }

    /// The key as text, to be kept where only its owner reads.
    pub fn to_text(&self) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.0.to_bytes()).into()
    }

    /// The public half.
    pub fn public_key(&self) -> LedgerPublicKey {
        LedgerPublicKey(self.0.verifying_key())
    }

    /// Signs bytes for a purpose.
    pub fn sign(&self, purpose: &str, bytes: &[u8]) -> Signature {
        Signature(self.0.sign(&message(purpose, bytes)).to_bytes())
    }

    /// A body as a signed document: RFC 8785 text that carries the key's id and the signature.
    ///
    /// # Errors
    /// [`SigningError::Encode`], and [`SigningError::MalformedDocument`] for a body that is no object or names one of the
    /// two members itself.
    pub fn sign_document<T: Serialize>(&self, purpose: &str, body: &T) -> Result<String, SigningError> {
        let Value::Object(mut members) = serde_json::to_value(body).map_err(SigningError::Encode)? else {
            return Err(SigningError::MalformedDocument("it is no object".to_owned()));
        };
        if members.contains_key(KEY_ID) || members.contains_key(SIGNATURE) {
            return Err(SigningError::MalformedDocument(
                "it names key_id or signature itself".to_owned(),
            ));
        }
        members.insert(KEY_ID.to_owned(), Value::String(self.public_key().key_id()));
        let signature = self.sign(purpose, canonical(&members)?.as_bytes());
        members.insert(SIGNATURE.to_owned(), Value::String(signature.to_string()));
        canonical(&members)
    }
}

impl LedgerPublicKey {
    /// The name of the key: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
    pub fn key_id(&self) -> String {
        let hash = Sha256::digest(self.0.as_bytes());
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a signature is this key's over these bytes for this purpose.
    ///
    /// # Errors
    /// [`SigningError::Mismatch`].
    pub fn verify(&self, purpose: &str, bytes: &[u8], signature: &Signature) -> Result<(), SigningError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(&message(purpose, bytes), &signature)
            .map_err(|_| SigningError::Mismatch)
    }

    /// The body of a document [`LedgerKey::sign_document`] made, once its signature holds.
    ///
    /// The text may have been laid out anew: what is verified is its canonical form, and what is given back is read from
    /// that same form.
    ///
    /// # Errors
    /// [`SigningError`].
    pub fn open_document<T: DeserializeOwned>(&self, purpose: &str, text: &str) -> Result<T, SigningError> {
        let malformed = |error: serde_json::Error| SigningError::MalformedDocument(error.to_string());
        let mut members: Map<String, Value> = serde_json::from_str(text).map_err(malformed)?;
        let Some(Value::String(signature)) = members.remove(SIGNATURE) else {
            return Err(SigningError::MalformedDocument(
                "it carries no signature".to_owned(),
            ));
        };
        let signed_with = match members.get(KEY_ID) {
            Some(Value::String(id)) => id.clone(),
            _ => return Err(SigningError::MalformedDocument("it names no key".to_owned())),
        };
        let expected = self.key_id();
        if signed_with != expected {
            return Err(SigningError::OtherKey {
                signed_with,
                expected,
            });
        }
        self.verify(purpose, canonical(&members)?.as_bytes(), &signature.parse()?)?;
        members.remove(KEY_ID);
        serde_json::from_value(Value::Object(members)).map_err(malformed)
    }
}

/// The body of a signed document, whoever signed it.
pub(crate) fn unverified_document<T: DeserializeOwned>(text: &str) -> Result<T, SigningError> {
    let malformed = |error: serde_json::Error| SigningError::MalformedDocument(error.to_string());
    let mut members: Map<String, Value> = serde_json::from_str(text).map_err(malformed)?;
    for member in [KEY_ID, SIGNATURE] {
        if members.remove(member).is_none() {
            return Err(SigningError::MalformedDocument(format!("it carries no {member}")));
        }
    }
    serde_json::from_value(Value::Object(members)).map_err(malformed)
}

impl fmt::Debug for LedgerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LedgerKey([redacted])")
    }
}

impl fmt::Display for LedgerPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0.as_bytes()))
    }
}

impl FromStr for LedgerPublicKey {
    type Err = SigningError;

    fn from_str(text: &str) -> Result<Self, SigningError> {
        let bytes = decode(text).ok_or(SigningError::MalformedKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| SigningError::MalformedKey)?;
        Ok(Self(key))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl FromStr for Signature {
    type Err = SigningError;

    fn from_str(text: &str) -> Result<Self, SigningError> {
        decode(text).map(Self).ok_or(SigningError::MalformedSignature)
    }
}

fn message(purpose: &str, bytes: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(purpose.len() + 1 + bytes.len());
    message.extend_from_slice(purpose.as_bytes());
    message.push(0);
    message.extend_from_slice(bytes);
    message
}

fn canonical(members: &Map<String, Value>) -> Result<String, SigningError> {
    serde_json_canonicalizer::to_string(members).map_err(SigningError::Encode)
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct Body {
        position: u64,
        name: String,
    }

    fn body() -> Body {
        Body {
            position: 7,
            name: "Gulf \"é\"".to_owned(),
        }
    }

    /// RFC 8032, 7.1, test 2: the key pair is read from its seed, and the public half follows.
    #[test]
    fn the_public_half_is_the_one_of_the_standard() {
        let seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        let bytes = |hex: &str| -> Vec<u8> {
            (0..hex.len())
                .step_by(2)
                .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
                .collect()
        };
        let text = URL_SAFE_NO_PAD.encode(bytes(seed));
        let key = LedgerKey::from_text(&text.clone().into()).unwrap();
        assert_eq!(
            key.public_key().to_string(),
            URL_SAFE_NO_PAD.encode(bytes(public))
        );
        assert_eq!(key.to_text().expose_secret(), text);
        assert_eq!(key.public_key().key_id().len(), 16);
        assert!(!format!("{key:?}").contains(&text));
    }

    #[test]
    fn a_signature_holds_for_its_bytes_its_purpose_and_its_key_alone() {
        let key = LedgerKey::generate().unwrap();
        let signature = key.sign("a", b"bytes");
        let read: Signature = signature.to_string().parse().unwrap();
        let public: LedgerPublicKey = key.public_key().to_string().parse().unwrap();
        assert!(public.verify("a", b"bytes", &read).is_ok());
        assert!(public.verify("a", b"bytez", &read).is_err());
        assert!(public.verify("b", b"bytes", &read).is_err());
        let other = LedgerKey::generate().unwrap().public_key();
        assert!(other.verify("a", b"bytes", &read).is_err());
    }

    #[test]
    fn a_document_is_read_back_however_it_is_laid_out() {
        let key = LedgerKey::generate().unwrap();
        let text = key.sign_document("test", &body()).unwrap();
        let pretty: Value = serde_json::from_str(&text).unwrap();
        let pretty = serde_json::to_string_pretty(&pretty).unwrap();
        for text in [text, pretty] {
            let read: Body = key.public_key().open_document("test", &text).unwrap();
            assert_eq!(read, body());
        }
    }

    #[test]
    fn a_document_somebody_changed_is_not_opened() {
        let key = LedgerKey::generate().unwrap();
        let public = key.public_key();
        let text = key.sign_document("test", &body()).unwrap();
        for (from, to) in [
            (":7", ":8"),
            ("Gulf", "Golf"),
            ("\"position\"", "\"positiom\""),
            ("{", "{\"more\":1,"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            let opened = public.open_document::<Value>("test", &changed);
            assert!(matches!(opened, Err(SigningError::Mismatch)), "{changed}");
        }
        let opened = public.open_document::<Value>("other", &text);
        assert!(matches!(opened, Err(SigningError::Mismatch)));
        let stranger = LedgerKey::generate().unwrap().public_key();
        let opened = stranger.open_document::<Value>("test", &text);
        assert!(matches!(opened, Err(SigningError::OtherKey { .. })));
        let opened = public.open_document::<Value>("test", "[]");
        assert!(matches!(opened, Err(SigningError::MalformedDocument(_))));
    }

    #[test]
    fn a_body_that_names_the_signature_itself_is_refused() {
        let key = LedgerKey::generate().unwrap();
        for body in [
            serde_json::json!({"key_id": "x"}),
            serde_json::json!({"signature": "x"}),
            serde_json::json!([1]),
        ] {
            assert!(key.sign_document("test", &body).is_err());
        }
    }
}
