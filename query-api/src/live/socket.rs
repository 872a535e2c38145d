//! `GET /events/live`: a WebSocket (RFC 6455) that tells an event a frame.
//!
//! The client sends nothing but pings, pongs and its close. It is pinged when there was nothing to tell for a heartbeat, and
//! ended when a ping is not answered. The close frame says why: its reason is the slug of a problem where there is one.

use std::time::Duration;

use actix_web::http::header::{HeaderValue, UPGRADE};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, rt, web};
use actix_ws::{CloseCode, CloseReason, Message, MessageStream, Session};
use tokio::sync::Notify;
use wellflow_http::auth::SocketPrincipal;
use wellflow_http::{EXPIRED_TOKEN, Problem, RequestId};

use super::admit;
use super::tell::{Client, End, Listener, Untold};
use crate::QueryApi;
use crate::params::Params;
use crate::problems::UPGRADE_REQUIRED;
use crate::replay::Told;

/// Bytes of a frame of the client's: it has nothing to say.
const LONGEST_FRAME: usize = 1 << 10;
/// The subprotocol under which a browser sends its token.
const BEARER: &str = "bearer";

/// A frame for each event.
struct Frames<'a> {
    session: Session,
    answered: &'a Notify,
    /// Whether the last ping is not answered yet.
    is_pinged: bool,
}

pub(crate) async fn socket(
    SocketPrincipal(principal): SocketPrincipal,
    api: web::Data<QueryApi>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    admit(&api, &principal).await?;
    let params = Params::read(&request, &["after_position"])?;
    let after = params
        .number("after_position", 0, i64::MAX.unsigned_abs())?
        .unwrap_or(0);
    let listener = Listener::new(&api, &principal, after)?;
    let upgraded = actix_ws::handle_with_protocols(&request, payload, &[BEARER]);
    let (response, session, said) = upgraded.map_err(|_| no_handshake())?;
    let request_id = request.extensions().get::<RequestId>().cloned();
    let said = said.max_frame_size(LONGEST_FRAME);
    rt::spawn(serve(
        listener,
        (session, said),
        api.live.limits.patience,
        request_id,
    ));
    Ok(response)
}

fn no_handshake() -> Problem {
    let detail = "This path is a WebSocket: send the handshake of RFC 6455, version 13.";
    Problem::new(UPGRADE_REQUIRED, detail).with_header(UPGRADE, HeaderValue::from_static("websocket"))
}

/// Tells until there is a reason not to, and says which.
async fn serve(
    listener: Listener,
    (session, said): (Session, MessageStream),
    patience: Duration,
    request_id: Option<RequestId>,
) {
    let answered = Notify::new();
    let mut client = Frames {
        session: session.clone(),
        answered: &answered,
        is_pinged: false,
    };
    let reason = tokio::select! {
        reason = heard(said, session.clone(), &answered) => reason,
        end = listener.tell(&mut client) => reason(end, request_id.as_ref()),
    };
    // What the client did not take yet comes before the close: one that takes nothing is not waited for longer.
    if let Some(reason) = reason {
        let _ = tokio::time::timeout(patience, session.close(Some(reason))).await;
    }
}

/// Hears the client out, until it is to be told nothing any more: the reason, where it is still there.
async fn heard(mut said: MessageStream, mut session: Session, answered: &Notify) -> Option<CloseReason> {
    loop {
        match said.recv().await? {
            Ok(Message::Ping(bytes)) => session.pong(&bytes).await.ok()?,
            Ok(Message::Pong(_)) => answered.notify_one(),
            Ok(Message::Nop) => {}
            Ok(Message::Close(_)) => return Some(CloseCode::Normal.into()),
            Ok(Message::Text(_) | Message::Binary(_) | Message::Continuation(_)) => {
                return Some((CloseCode::Unsupported, "nothing is taken here").into());
            }
            Err(actix_ws::ProtocolError::Overflow) => return Some(CloseCode::Size.into()),
            Err(_) => return Some(CloseCode::Protocol.into()),
        }
    }
}

fn reason(end: End, request_id: Option<&RequestId>) -> Option<CloseReason> {
    Some(match end {
        End::Gone => return None,
        End::Stopping => (CloseCode::Away, "the service is stopping").into(),
        End::Expired => (CloseCode::Policy, EXPIRED_TOKEN.slug).into(),
        End::Slow => (CloseCode::Again, "the client is too slow").into(),
        End::Failed(error) => {
            let problem = Problem::from(error);
            if let Some(request_id) = request_id {
                problem.log(request_id);
            }
            (CloseCode::Error, problem.kind().slug).into()
        }
    })
}

impl Client for Frames<'_> {
    async fn event(&mut self, event: &Told) -> Result<(), Untold> {
        let text = serde_json::to_string(event).map_err(|error| Untold::Failed(error.into()))?;
        self.session.text(text).await.map_err(|_| Untold::Gone)
    }

    async fn reset(&mut self) -> Result<(), Untold> {
        self.session
            .text(r#"{"reset":true}"#)
            .await
            .map_err(|_| Untold::Gone)
    }

    async fn nothing(&mut self) -> Result<(), Untold> {
        // The one before went out a heartbeat ago; its answer is waited for as long as anything else of the client's.
        if self.is_pinged {
            self.answered.notified().await;
        }
        self.is_pinged = true;
        self.session.ping(b"").await.map_err(|_| Untold::Gone)
    }

    async fn flush(&mut self) -> Result<(), Untold> {
        Ok(())
    }
}
