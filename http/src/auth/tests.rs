use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{TimeDelta, Utc};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::*;

const HERE: Uuid = Uuid::from_u128(1);
const ORG: Uuid = Uuid::from_u128(2);

fn grant(installation: Uuid) -> Grant {
    Grant {
        installation,
        subject: "ana".into(),
        organization_id: ORG,
        role: Role::Manager,
        owner_id: None,
        lifetime: Duration::from_secs(600),
    }
}

fn token(key: &TokenKey, installation: Uuid, age: TimeDelta) -> String {
    key.sign(&grant(installation), Utc::now() - age)
        .unwrap()
        .expose_secret()
        .to_owned()
}

#[test]
fn a_signed_token_names_its_holder() {
    let key = TokenKey::generate().unwrap();
    let verifier = TokenVerifier::new(&key.public_key(), HERE);
    let token = token(&key, HERE, TimeDelta::zero());
    for _ in 0..2 {
        let principal = verifier.verify(&token).unwrap();
        assert_eq!(principal.tenant.organization_id(), ORG);
        assert_eq!((&*principal.subject, principal.role), ("ana", Role::Manager));
    }
}

#[test]
fn a_token_may_say_which_owner_its_holder_is() {
    let key = TokenKey::generate().unwrap();
    let verifier = TokenVerifier::new(&key.public_key(), HERE);
    for owner_id in [None, Some(Uuid::from_u128(3))] {
        let grant = Grant {
            owner_id,
            ..grant(HERE)
        };
        let token = key.sign(&grant, Utc::now()).unwrap();
        for _ in 0..2 {
            assert_eq!(verifier.verify(token.expose_secret()).unwrap().owner_id, owner_id);
        }
    }
}

#[test]
fn keys_survive_as_text() {
    let key = TokenKey::generate().unwrap();
    let again = TokenKey::from_text(&key.to_text()).unwrap();
    assert_eq!(key.public_key(), again.public_key());
    assert_eq!(
        key.public_key().to_string().parse::<PublicKey>().unwrap(),
        key.public_key()
    );
    assert!("short".parse::<PublicKey>().is_err());
    assert_ne!(TokenKey::generate().unwrap().public_key(), key.public_key());
    assert!(!format!("{key:?}").contains(key.to_text().expose_secret()));
}

#[test]
fn tokens_of_other_keys_installations_and_times_are_refused() {
    let key = TokenKey::generate().unwrap();
    let other = TokenKey::generate().unwrap();
    let verifier = TokenVerifier::new(&key.public_key(), HERE);
    let verdict = |token: &str| verifier.verify(token).unwrap_err();
    assert_eq!(
        verdict(&token(&other, HERE, TimeDelta::zero())),
        TokenError::Invalid
    );
    assert_eq!(
        verdict(&token(&key, ORG, TimeDelta::zero())),
        TokenError::OtherInstallation
    );
    assert_eq!(
        verdict(&token(&key, HERE, TimeDelta::seconds(700))),
        TokenError::Expired
    );
    assert_eq!(
        verdict(&token(&key, HERE, TimeDelta::seconds(-120))),
        TokenError::NotYetValid
    );
    assert_eq!(verdict(""), TokenError::Invalid);
    assert_eq!(verdict("a.b.c"), TokenError::Invalid);
}

#[test]
fn the_algorithm_is_not_the_tokens_to_choose() {
    let key = TokenKey::generate().unwrap();
    let verifier = TokenVerifier::new(&key.public_key(), HERE);
    let genuine = token(&key, HERE, TimeDelta::zero());
    let (_, payload_and_signature) = genuine.split_once('.').unwrap();
    let (payload, _) = payload_and_signature.split_once('.').unwrap();
    for header in [
        r#"{"alg":"none","typ":"at+jwt"}"#,
        r#"{"alg":"HS256","typ":"at+jwt"}"#,
    ] {
        let header = URL_SAFE_NO_PAD.encode(header);
        assert!(verifier.verify(&format!("{header}.{payload}.")).is_err());
        // The public key as an HMAC secret: the classic confusion.
        let secret = jsonwebtoken::EncodingKey::from_secret(&key.public_key().0);
        let claims =
            serde_json::from_slice::<serde_json::Value>(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        let forged = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &secret).unwrap();
        assert_eq!(verifier.verify(&forged), Err(TokenError::Invalid));
    }
}

#[test]
fn a_changed_claim_breaks_the_signature() {
    let key = TokenKey::generate().unwrap();
    let verifier = TokenVerifier::new(&key.public_key(), HERE);
    let genuine = token(&key, HERE, TimeDelta::zero());
    let parts: Vec<_> = genuine.split('.').collect();
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap())
        .unwrap()
        .replace("manager", "owner");
    let forged = format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims), parts[2]);
    assert_eq!(verifier.verify(&forged), Err(TokenError::Invalid));
}

#[test]
fn every_role_reads_its_own_name() {
    for role in Role::ALL {
        assert_eq!(role.as_str().parse(), Ok(role));
        assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
    }
    assert!("root".parse::<Role>().is_err());
}
