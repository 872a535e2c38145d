//! `GET /events` as `text/event-stream`.

use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, rt};
use futures::stream;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use wellflow_http::{FieldError, INVALID_HEADER, Principal, Problem, RequestId};

use super::tell::{Client, End, Listener, Untold};
use crate::QueryApi;
use crate::replay::Told;

const LAST_EVENT_ID: &str = "last-event-id";
/// Bytes handed to the connection at once; one event may be more.
const PART: usize = 32 << 10;

/// What a stream is made of: a part at a time, the next when the client took the last.
type Part = Result<Bytes, Problem>;

/// Events as text: held back up to [`PART`].
struct Text {
    parts: Sender<Part>,
    held: Vec<u8>,
}

/// Answers with everything after a position, and then with what happens. `head`: what the answer says of itself.
///
/// # Errors
/// `busy`, or a `Last-Event-ID` that is none.
pub(crate) fn sse(
    api: &QueryApi,
    principal: &Principal,
    request: &HttpRequest,
    (after, mut head): (u64, HttpResponseBuilder),
) -> Result<HttpResponse, Problem> {
    let after = last_event_id(request)?.unwrap_or(after);
    let listener = Listener::new(api, principal, after)?;
    let request_id = request.extensions().get::<RequestId>().cloned();
    let (parts, taken) = channel(1);
    rt::spawn(tell(listener, parts, request_id));
    let parts = stream::unfold(taken, |mut taken: Receiver<Part>| async move {
        taken.recv().await.map(|part| (part, taken))
    });
    Ok(head.streaming(Box::pin(parts)))
}

async fn tell(listener: Listener, parts: Sender<Part>, request_id: Option<RequestId>) {
    let gone = parts.clone();
    let mut client = Text {
        parts,
        held: b"retry: 1000\n\n".to_vec(),
    };
    let telling = async {
        if client.flush().await.is_err() {
            return End::Gone;
        }
        listener.tell(&mut client).await
    };
    let end = tokio::select! {
        () = gone.closed() => End::Gone,
        end = telling => end,
    };
    if let End::Failed(error) = end {
        let problem = Problem::from(error);
        if let Some(request_id) = &request_id {
            problem.log(request_id);
        }
        // A stream that breaks off: the client comes back and goes on after what it saw.
        let _ = gone.try_send(Err(problem));
    }
}

impl Text {
    async fn send(&mut self) -> Result<(), Untold> {
        let part = Bytes::from(std::mem::take(&mut self.held));
        self.parts.send(Ok(part)).await.map_err(|_| Untold::Gone)
    }
}

impl Client for Text {
    async fn event(&mut self, event: &Told) -> Result<(), Untold> {
        let head = format!("id: {}\nevent: {}\ndata: ", event.position(), event.event_type());
        self.held.extend_from_slice(head.as_bytes());
        serde_json::to_writer(&mut self.held, event).map_err(|error| Untold::Failed(error.into()))?;
        self.held.extend_from_slice(b"\n\n");
        if self.held.len() >= PART {
            self.send().await?;
        }
        Ok(())
    }

    async fn reset(&mut self) -> Result<(), Untold> {
        self.held.extend_from_slice(b"event: reset\ndata: {}\n\n");
        Ok(())
    }

    async fn nothing(&mut self) -> Result<(), Untold> {
        self.held.extend_from_slice(b": still here\n\n");
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Untold> {
        if self.held.is_empty() {
            return Ok(());
        }
        self.send().await
    }
}

fn last_event_id(request: &HttpRequest) -> Result<Option<u64>, Problem> {
    let Some(value) = request.headers().get(LAST_EVENT_ID) else {
        return Ok(None);
    };
    let read = value.to_str().ok().and_then(|text| text.parse::<u64>().ok());
    read.map(Some).ok_or_else(|| {
        let detail = "Last-Event-ID is the id of an event of this stream: a position.";
        let error = FieldError::header("Last-Event-ID", INVALID_HEADER.slug, "not a whole number");
        Problem::new(INVALID_HEADER, detail).with_error(error)
    })
}
