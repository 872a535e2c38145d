//! Who a request acts for.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpRequest, web};
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
}

impl FromRequest for Principal {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(req))
    }
}

fn authenticate(req: &HttpRequest) -> Result<Principal, Problem> {
    let Some(verifier) = req.app_data::<web::Data<TokenVerifier>>() else {
        return Err(Problem::internal("the app was built without a token verifier"));
    };
    let mut values = req.headers().get_all(AUTHORIZATION);
    let (first, second) = (values.next(), values.next());
    let token = match (
        first.and_then(|value| value.to_str().ok()).and_then(bearer),
        second,
    ) {
        (Some(token), None) => token,
        _ => return Err(missing()),
    };
    verifier.verify(token).map_err(refused)
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

fn refused(error: TokenError) -> Problem {
    let kind = match error {
        TokenError::Expired => EXPIRED_TOKEN,
        TokenError::NotYetValid | TokenError::OtherInstallation | TokenError::Invalid => INVALID_TOKEN,
    };
    let challenge = HeaderValue::from_static("Bearer realm=\"wellflow\", error=\"invalid_token\"");
    Problem::new(kind, format!("{error}."))
        .with_error(FieldError::header("Authorization", kind.slug, error.to_string()))
        .with_header(WWW_AUTHENTICATE, challenge)
}
