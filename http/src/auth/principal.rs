//! Who a request acts for.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{
    AUTHORIZATION, HeaderValue, SEC_WEBSOCKET_PROTOCOL, UPGRADE, WWW_AUTHENTICATE,
};
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::role::Role;
use super::verifier::{TokenError, TokenVerifier};
use crate::problem::{FieldError, Problem};
use crate::problems::{AUTHENTICATION_REQUIRED, EXPIRED_TOKEN, INVALID_TOKEN};

/// The holder of a verified token. A handler that takes one as argument answers nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The organization the request acts in.
    pub tenant: Tenant,
    /// Who.
    pub subject: Arc<str>,
    /// As what.
    pub role: Role,
    /// Which of the organization's owners he is, if any.
    pub owner_id: Option<Uuid>,
    /// When the token holds no longer, and with it whatever goes on under it.
    pub expires_at: DateTime<Utc>,
}

/// The holder of the token a WebSocket is opened with. A browser can set no `Authorization` there and offers its token beside a
/// subprotocol instead: `Sec-WebSocket-Protocol: bearer, <token>`. Elsewhere, and beside `Authorization`, that is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketPrincipal(pub Principal);

impl FromRequest for Principal {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(req))
    }
}

impl FromRequest for SocketPrincipal {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let offered = offered(req).filter(|_| !req.headers().contains_key(AUTHORIZATION));
        let principal = match offered {
            Some(token) => verifier(req).and_then(|verifier| {
                verifier
                    .verify(&token)
                    .map_err(|error| refused("Sec-WebSocket-Protocol", error))
            }),
            None => authenticate(req),
        };
        ready(principal.map(Self))
    }
}

/// The token a WebSocket's handshake offers beside the subprotocol `bearer`.
fn offered(req: &HttpRequest) -> Option<String> {
    let upgrade = req.headers().get(UPGRADE)?.to_str().ok()?;
    let mut values = req.headers().get_all(SEC_WEBSOCKET_PROTOCOL);
    let (Some(value), None, true) = (
        values.next(),
        values.next(),
        upgrade.eq_ignore_ascii_case("websocket"),
    ) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(',')?;
    let token = token.trim();
    let is_one = scheme.trim() == "bearer" && !token.is_empty() && !token.contains(',');
    is_one.then(|| token.to_owned())
}

fn verifier(req: &HttpRequest) -> Result<&TokenVerifier, Problem> {
    req.app_data::<web::Data<TokenVerifier>>()
        .map(|verifier| verifier.get_ref())
        .ok_or_else(|| Problem::internal("the app was built without a token verifier"))
}

fn authenticate(req: &HttpRequest) -> Result<Principal, Problem> {
    let verifier = verifier(req)?;
    let mut values = req.headers().get_all(AUTHORIZATION);
    let (first, second) = (values.next(), values.next());
    let token = match (
        first.and_then(|value| value.to_str().ok()).and_then(bearer),
        second,
    ) {
        (Some(token), None) => token,
        _ => return Err(missing()),
    };
    verifier
        .verify(token)
        .map_err(|error| refused("Authorization", error))
}

/// `Bearer <token>`; the scheme is case-free (RFC 9110, 11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn missing() -> Problem {
    let detail = "Send one header \"Authorization: Bearer <token>\"; `wellflow token` makes a token.";
    Problem::new(AUTHENTICATION_REQUIRED, detail)
        .with_error(FieldError::header(
            "Authorization",
            AUTHENTICATION_REQUIRED.slug,
            "no bearer token",
        ))
        .with_header(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"wellflow\""),
        )
}

fn refused(header: &str, error: TokenError) -> Problem {
    let kind = match error {
        TokenError::Expired => EXPIRED_TOKEN,
        TokenError::NotYetValid | TokenError::OtherInstallation | TokenError::Invalid => INVALID_TOKEN,
    };
    let challenge = HeaderValue::from_static("Bearer realm=\"wellflow\", error=\"invalid_token\"");
    Problem::new(kind, format!("{error}."))
        .with_error(FieldError::header(header, kind.slug, error.to_string()))
        .with_header(WWW_AUTHENTICATE, challenge)
}
