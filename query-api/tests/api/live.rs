//! What happens from now on, over a WebSocket: resumed, bounded, and ended for a reason.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use uuid::Uuid;
use wellflow_http::Role;
use wellflow_query_api::LiveLimits;
use wellflow_runtime::RedisLink;
use wellflow_testkit::eventually;

use crate::asked::*;

type Socket = WebSocketStream<TcpStream>;

/// A header of the handshake.
type Said<'a> = (&'static str, &'a str);

async fn connect(api: &Api) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    // What waits for a client that takes nothing waits in the server.
    socket.set_recv_buffer_size(4_096).unwrap();
    socket.connect(api.address()).await.unwrap()
}

async fn open_with(api: &Api, query: &str, (name, value): Said<'_>) -> Result<(Socket, Response), Error> {
    let uri = format!("ws://{}/api/v1/events/live{query}", api.address());
    let mut request = uri.into_client_request().unwrap();
    request.headers_mut().insert(name, value.parse().unwrap());
    client_async(request, connect(api).await).await
}

async fn open(api: &Api, query: &str) -> Socket {
    let token = format!("Bearer {}", api.token(&api.field.tenant, Role::Owner));
    let opened = open_with(api, query, ("authorization", &token)).await;
    opened.unwrap().0
}

/// The status and the slug a handshake is refused with.
fn refusal(refused: Result<(Socket, Response), Error>) -> (u16, String) {
    match refused {
        Err(Error::Http(response)) => {
            let body: Value = serde_json::from_slice(response.body().as_deref().unwrap()).unwrap();
            let slug = body["type"].as_str().unwrap().trim_start_matches("/problems/");
            (response.status().as_u16(), slug.to_owned())
        }
        other => panic!("not refused: {other:?}"),
    }
}

async fn next(socket: &mut Socket) -> Option<Message> {
    let next = timeout(LONG, socket.next()).await.unwrap();
    next.transpose().ok().flatten()
}

async fn events(socket: &mut Socket, number: usize) -> Vec<Value> {
    let mut told = Vec::new();
    while told.len() < number {
        if let Message::Text(text) = next(socket).await.unwrap() {
            told.push(serde_json::from_str(&text).unwrap());
        }
    }
    told
}

/// The close a socket ends with, after whatever is told before.
async fn close(socket: &mut Socket) -> (CloseCode, String) {
    loop {
        if let Message::Close(Some(frame)) = next(socket).await.unwrap() {
            return (frame.code, frame.reason.to_string());
        }
    }
}

async fn record(api: &Api, wells: usize, facts: usize) {
    for nth in 0..wells {
        let first = at("2020-01-01T06:00:00Z");
        let mut told = vec![proposed(Uuid::now_v7(), &format!("Bluebell {nth}"), first)];
        told.extend((1..facts).map(|_| permitted(first)));
        api.field.well(Uuid::now_v7(), 0, &told).await;
    }
}

#[tokio::test]
async fn a_client_whose_connection_broke_misses_nothing_and_hears_nothing_twice() {
    let api = Api::idle(RedisLink::absent()).await;
    record(&api, 3, 2).await;
    let mut socket = open(&api, "").await;
    let mut told = events(&mut socket, 4).await;
    // Without a word of farewell.
    drop(socket);
    let last = told[3]["position"].as_u64().unwrap();
    let mut socket = open(&api, &format!("?after_position={last}")).await;
    told.extend(events(&mut socket, 2).await);
    record(&api, 2, 2).await;
    told.extend(events(&mut socket, 4).await);
    let page = api.ok("/events").await.body;
    assert_eq!(Value::Array(told), page["items"]);
    socket.close(None).await.unwrap();
    api.stop().await;
}

#[tokio::test]
async fn a_stop_closes_every_socket_and_says_so() {
    let api = Api::idle(RedisLink::absent()).await;
    record(&api, 1, 2).await;
    let mut socket = open(&api, "?after_position=1").await;
    events(&mut socket, 1).await;
    api.stop_server();
    assert_eq!(close(&mut socket).await.0, CloseCode::Away);
    api.stop().await;
}

#[tokio::test]
async fn who_may_not_read_everything_is_refused_before_the_upgrade() {
    let api = Api::idle(RedisLink::absent()).await;
    record(&api, 1, 2).await;
    let tenant = &api.field.tenant;
    for role in [Role::Operator, Role::Pumper, Role::Viewer, Role::Regulator] {
        let token = format!("Bearer {}", api.token(tenant, role));
        let refused = open_with(&api, "", ("authorization", &token)).await;
        assert_eq!(refusal(refused), (403, "role-not-permitted".into()), "{role}");
    }
    let refused = open_with(&api, "", ("sec-websocket-protocol", "bearer, a.b.c")).await;
    assert_eq!(refusal(refused), (401, "invalid-token".into()));
    let token = api.token(tenant, Role::Owner);
    let refused = open_with(&api, "", ("sec-websocket-protocol", &token)).await;
    assert_eq!(refusal(refused), (401, "authentication-required".into()));
    let (status, slug, _) = api.refused("/events/live").await;
    assert_eq!((status, slug.as_str()), (426, "upgrade-required"));
    api.stop().await;
}

#[tokio::test]
async fn a_browser_offers_its_token_beside_a_subprotocol_and_has_nothing_to_say() {
    let api = Api::idle(RedisLink::absent()).await;
    record(&api, 1, 2).await;
    let offer = format!("bearer, {}", api.token(&api.field.tenant, Role::Auditor));
    let opened = open_with(&api, "", ("sec-websocket-protocol", &offer)).await;
    let (mut socket, response) = opened.unwrap();
    assert_eq!(response.headers()["sec-websocket-protocol"], "bearer");
    assert_eq!(events(&mut socket, 2).await[1]["position"], 2);
    socket.send(Message::text("hello")).await.unwrap();
    assert_eq!(close(&mut socket).await.0, CloseCode::Unsupported);
    api.stop().await;
}

#[tokio::test]
async fn a_token_that_ends_ends_what_it_was_for() {
    let api = Api::idle(RedisLink::absent()).await;
    record(&api, 1, 2).await;
    // It held for ten minutes and the half that clocks may differ by, two seconds less.
    let token = format!("Bearer {}", api.token_signed_ago(Duration::from_secs(628)));
    let opened = open_with(&api, "", ("authorization", &token)).await;
    let mut socket = opened.unwrap().0;
    assert_eq!(events(&mut socket, 2).await[1]["position"], 2);
    let ended = close(&mut socket).await;
    assert_eq!(ended, (CloseCode::Policy, "expired-token".into()));
    api.stop().await;
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_ended() {
    let limits = LiveLimits {
        clients: 1,
        clients_of_one: 1,
        heartbeat: Duration::from_millis(50),
        patience: Duration::from_millis(100),
    };
    let api = Api::limited(limits).await;
    let socket = open(&api, "").await;
    // It is there and reads nothing, pings neither.
    let token = format!("Bearer {}", api.token(&api.field.tenant, Role::Owner));
    let free = eventually("a place that is free again", LONG, async || {
        open_with(&api, "", ("authorization", &token)).await.ok()
    });
    free.await;
    drop(socket);
    api.stop().await;
}

#[tokio::test]
async fn one_organization_takes_its_share_of_the_places_and_no_more() {
    let limits = LiveLimits {
        clients: 4,
        clients_of_one: 2,
        // Who is gone is missed at the next beat.
        heartbeat: Duration::from_millis(50),
        ..LiveLimits::default()
    };
    let api = Api::limited(limits).await;
    let stranger = api.field.db.organization("stranger").await;
    let [ours, theirs] = [&api.field.tenant, &stranger].map(|tenant| {
        let token = api.token(tenant, Role::Owner);
        format!("Bearer {token}")
    });
    let come = async |token: &str| open_with(&api, "", ("authorization", token)).await;
    // A stream of the other kind takes a place as well.
    let stream = api.request("/events").header("accept", "text/event-stream");
    let stream = stream.send().await.unwrap();
    assert_eq!(stream.status(), 200);
    let _second = come(&ours).await.unwrap();
    assert_eq!(refusal(come(&ours).await), (503, "busy".into()));
    let _their_places = [come(&theirs).await.unwrap(), come(&theirs).await.unwrap()];
    drop(stream);
    let free = eventually("our place that is free again", LONG, async || {
        come(&ours).await.ok()
    });
    free.await;
    api.stop().await;
}

/// More than the buffers between a server and a client hold.
const MANY: usize = 12_000;

/// One client of the one there may be takes nothing of all there is: it is ended after having been told a part of it.
async fn slow_is_ended<T>(open_slowly: impl AsyncFnOnce(&Api) -> T, told: impl AsyncFnOnce(T) -> usize) {
    let limits = LiveLimits {
        clients: 2,
        clients_of_one: 2,
        heartbeat: Duration::from_secs(15),
        patience: Duration::from_millis(400),
    };
    let api = Api::limited(limits).await;
    record(&api, MANY / 400, 400).await;
    let slow = open_slowly(&api).await;
    // It keeps nobody waiting meanwhile.
    let mut quick = open(&api, "").await;
    assert_eq!(events(&mut quick, MANY).await.len(), MANY);
    let token = format!("Bearer {}", api.token(&api.field.tenant, Role::Owner));
    let free = eventually("the place of the slow one", LONG, async || {
        open_with(&api, "?after_position=12000", ("authorization", &token))
            .await
            .ok()
    });
    let mut third = free.await.0;
    record(&api, 1, 2).await;
    assert_eq!(events(&mut third, 2).await.len(), 2);
    assert_eq!(events(&mut quick, 2).await.len(), 2);
    let told = told(slow).await;
    assert!(0 < told && told < MANY, "{told}");
    api.stop().await;
}

#[tokio::test]
async fn a_slow_socket_is_ended_and_costs_nobody_else_anything() {
    let told = async |mut socket: Socket| {
        let mut told = 0;
        while let Some(message) = next(&mut socket).await {
            match message {
                Message::Text(_) => told += 1,
                Message::Close(Some(frame)) => assert_eq!(frame.code, CloseCode::Again),
                _ => {}
            }
        }
        told
    };
    slow_is_ended(async |api: &Api| open(api, "").await, told).await;
}

#[tokio::test]
async fn a_slow_stream_of_server_sent_events_is_ended_the_same_way() {
    let slowly = async |api: &Api| {
        let mut stream = connect(api).await;
        let token = api.token(&api.field.tenant, Role::Owner);
        let request = format!(
            "GET /api/v1/events HTTP/1.1\r\nhost: wellflow\r\naccept: text/event-stream\r\nauthorization: Bearer {token}\r\n\
             connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    };
    let told = async |mut stream: TcpStream| {
        let mut text = Vec::new();
        timeout(LONG, stream.read_to_end(&mut text))
            .await
            .unwrap()
            .unwrap();
        String::from_utf8(text).unwrap().matches("\ndata: ").count()
    };
    slow_is_ended(slowly, told).await;
}
