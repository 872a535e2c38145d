//! The bytes of a body, under a limit.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest, web};
use futures::StreamExt;
use futures::future::LocalBoxFuture;

use crate::problem::{FieldError, Problem};
use crate::problems::{BODY_TOO_LARGE, UNREADABLE_BODY, UNSUPPORTED_MEDIA_TYPE};
use crate::server::Limits;

/// How long a client may be silent in the middle of a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// A media type a body may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`.
    Json,
    /// `application/x-ndjson` (also `application/ndjson`): one document per line.
    Ndjson,
}

/// The bytes of an `application/json` body of at most [`Limits::body`] bytes; not parsed yet.
#[derive(Clone, Debug)]
pub struct JsonBody(pub Bytes);

impl FromRequest for JsonBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media = media_type(req.headers(), &[Media::Json]);
        let limit = req
            .app_data::<web::Data<Limits>>()
            .map_or(Limits::default(), |limits| ***limits)
            .body;
        let declared = declared_length(req.headers());
        let payload = payload.take();
        Box::pin(async move {
            media?;
            read_payload(declared, payload, limit).await.map(Self)
        })
    }
}

/// The media type of the body, when it is one of those accepted.
///
/// # Errors
/// `unsupported-media-type`; also for compressed bodies.
pub fn media_type(headers: &HeaderMap, accepted: &[Media]) -> Result<Media, Problem> {
    let encoding = headers
        .get(CONTENT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("identity");
    if !encoding.eq_ignore_ascii_case("identity") {
        return Err(unsupported(
            "Content-Encoding",
            "send the body as it is, without compression".to_owned(),
        ));
    }
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = value.split(';').map(str::trim);
    let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "application/json" => Some(Media::Json),
        "application/x-ndjson" | "application/ndjson" => Some(Media::Ndjson),
        _ => None,
    };
    let utf8 = parts
        .filter_map(|parameter| parameter.split_once('='))
        .all(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        });
    media
        .filter(|media| utf8 && accepted.contains(media))
        .ok_or_else(|| {
            let names: Vec<_> = accepted.iter().map(|media| media.name()).collect();
            unsupported(
                "Content-Type",
                format!("send {} in UTF-8, not {value:?}", names.join(" or ")),
            )
        })
}

impl Media {
    /// The name, as a `Content-Type` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// Reads a body to its end.
///
/// # Errors
/// `body-too-large` as soon as that is known, `unreadable-body` when the client goes away.
pub async fn read_body(req: &HttpRequest, payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    read_payload(declared_length(req.headers()), payload, limit).await
}

async fn read_payload(declared: Option<u64>, mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    let mut body = BytesMut::new();
    loop {
        let Ok(chunk) = tokio::time::timeout(PATIENCE, payload.next()).await else {
            let detail = format!("Nothing more of the body came for {} s.", PATIENCE.as_secs());
            return Err(Problem::new(UNREADABLE_BODY, detail).with_status(408));
        };
        let Some(chunk) = chunk else {
            return Ok(body.freeze());
        };
        let chunk = chunk.map_err(|error| {
            Problem::new(
                UNREADABLE_BODY,
                "The body ended before its announced length or could not be decoded.",
            )
            .caused_by(error.to_string())
        })?;
        if body.len() + chunk.len() > limit {
            return Err(too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(limit: usize) -> Problem {
    Problem::new(BODY_TOO_LARGE, format!("At most {limit} bytes are read here."))
        .with_error(FieldError::pointer(
            "",
            BODY_TOO_LARGE.slug,
            format!("the body is over {limit} bytes"),
        ))
        .with_extension("limit_bytes", limit)
}

fn unsupported(header: &str, detail: String) -> Problem {
    let error = FieldError::header(header, UNSUPPORTED_MEDIA_TYPE.slug, detail.clone());
    Problem::new(UNSUPPORTED_MEDIA_TYPE, detail).with_error(error)
}
