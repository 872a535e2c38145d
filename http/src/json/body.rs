//! The bytes of a body, under a limit.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest, web};
use futures::StreamExt;
use futures::future::LocalBoxFuture;
use tokio::time::Instant;

use crate::problem::{FieldError, Problem};
use crate::problems::{BODY_TOO_LARGE, UNREADABLE_BODY, UNSUPPORTED_MEDIA_TYPE};
use crate::server::Limits;

/// How long a client may take over a body.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// In silence.
    silence: Duration,
    /// Altogether, however steadily it trickles in.
    whole: Duration,
}

const PATIENCE: Patience = Patience {
    silence: Duration::from_secs(30),
    whole: Duration::from_secs(60),
};

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
            read_payload(declared, payload, limit, PATIENCE).await.map(Self)
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
/// `body-too-large` as soon as that is known, `unreadable-body` when the client goes away, is silent for 30 s, or has
/// not sent all of it after 60 s.
pub async fn read_body(req: &HttpRequest, payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    read_payload(declared_length(req.headers()), payload, limit, PATIENCE).await
}

async fn read_payload(
    declared: Option<u64>,
    mut payload: Payload,
    limit: usize,
    patience: Patience,
) -> Result<Bytes, Problem> {
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(body_too_large(limit));
    }
    let mut body = BytesMut::new();
    let deadline = Instant::now() + patience.whole;
    loop {
        let silent_until = Instant::now() + patience.silence;
        let Ok(chunk) = tokio::time::timeout_at(deadline.min(silent_until), payload.next()).await else {
            let detail = if deadline <= silent_until {
                format!("The body was not complete after {:?}.", patience.whole)
            } else {
                format!("Nothing more of the body came for {:?}.", patience.silence)
            };
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
            return Err(body_too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The problem of a body, or of a part of one that has a limit of its own, of more than `limit` bytes.
pub fn body_too_large(limit: usize) -> Problem {
    Problem::new(BODY_TOO_LARGE, format!("At most {limit} bytes are read here."))
        .with_error(FieldError::pointer(
            "",
            BODY_TOO_LARGE.slug,
            format!("over {limit} bytes"),
        ))
        .with_extension("limit_bytes", limit)
}

fn unsupported(header: &str, detail: String) -> Problem {
    let error = FieldError::header(header, UNSUPPORTED_MEDIA_TYPE.slug, detail.clone());
    Problem::new(UNSUPPORTED_MEDIA_TYPE, detail).with_error(error)
}

#[cfg(test)]
mod tests {
    use actix_web::error::PayloadError;
    use futures::stream;

    use super::*;

    /// A body of blanks that never ends, one every so often.
    fn trickle(every: Duration) -> Payload {
        let bytes = stream::unfold((), move |()| async move {
            tokio::time::sleep(every).await;
            Some((Ok::<_, PayloadError>(Bytes::from_static(b" ")), ()))
        });
        Payload::from(bytes.boxed_local())
    }

    async fn given_up(every: Duration, patience: Patience) -> (u16, String) {
        let problem = read_payload(None, trickle(every), 1 << 20, patience)
            .await
            .unwrap_err();
        (problem.status(), problem.to_string())
    }

    const MOMENT: Duration = Duration::from_millis(100);
    const AGE: Duration = Duration::from_secs(3_600);

    #[tokio::test]
    async fn a_body_that_trickles_is_given_up_at_its_deadline() {
        let patience = Patience {
            silence: AGE,
            whole: MOMENT,
        };
        let (status, words) = given_up(MOMENT / 20, patience).await;
        assert_eq!(status, 408);
        assert!(words.contains("was not complete after 100ms"), "{words}");
    }

    #[tokio::test]
    async fn a_client_that_falls_silent_is_given_up_earlier() {
        let patience = Patience {
            silence: MOMENT,
            whole: AGE,
        };
        let (status, words) = given_up(AGE, patience).await;
        assert_eq!(status, 408);
        assert!(words.contains("came for 100ms"), "{words}");
    }
}
