//! The surface as a client meets it: a real server on a real port.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::http::Method;
use actix_web::{HttpResponse, guard, web};
use chrono::Utc;
use reqwest::{Client, Response, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use uuid::Uuid;
use wellflow_http::auth::Grant;
use wellflow_http::idempotency_key::IdempotencyKey;
use wellflow_http::json::{self, JsonBody};
use wellflow_http::{
    Limits, Metrics, Principal, Problem, Readiness, Role, Route, ServeError, Surface, TokenKey,
    TokenVerifier, serve, serve_metrics,
};
use wellflow_runtime::Shutdown;

const INSTALLATION: Uuid = Uuid::from_u128(7);

struct Server {
    address: SocketAddr,
    readiness: Readiness,
    shutdown: Shutdown,
    token: String,
    served: JoinHandle<Result<(), ServeError>>,
    client: Client,
    gate: web::Data<Gate>,
    metrics: Metrics,
}

#[derive(serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct Echo {
    text: String,
}

async fn echo(_: Principal, _: IdempotencyKey, body: JsonBody) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(json::parse::<Echo>(&body.0)?))
}

async fn whoami(principal: Principal) -> HttpResponse {
    HttpResponse::Ok().json(json!({"subject": &*principal.subject, "role": principal.role.as_str()}))
}

async fn broken(_: Principal) -> Result<HttpResponse, Problem> {
    Err(Problem::internal(
        "password authentication failed for user wf_command",
    ))
}

/// Lets a test hold a request inside its handler.
#[derive(Default)]
struct Gate {
    entered: Notify,
    open: Notify,
}

async fn held(_: Principal, gate: web::Data<Gate>) -> HttpResponse {
    gate.entered.notify_one();
    gate.open.notified().await;
    HttpResponse::Ok().finish()
}

impl Server {
    fn start() -> Self {
        let key = TokenKey::generate().unwrap();
        let grant = Grant {
            installation: INSTALLATION,
            subject: "ana".into(),
            organization_id: Uuid::from_u128(1),
            role: Role::Operator,
            owner_id: None,
            lifetime: Duration::from_secs(600),
        };
        let token = key.sign(&grant, Utc::now()).unwrap().expose_secret().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (readiness, shutdown) = (Readiness::new(), Shutdown::new());
        let metrics = Metrics::new();
        let routes = [
            Route::new(Method::POST, "/api/v1/echo"),
            Route::new(Method::GET, "/api/v1/echo"),
            Route::new(Method::GET, "/api/v1/things/{id}"),
        ];
        let surface = Surface::new(
            TokenVerifier::new(&key.public_key(), INSTALLATION),
            readiness.clone(),
        )
        .with_limits(Limits {
            body: 64,
            ..Limits::default()
        })
        .with_workers(1)
        .with_metrics(&metrics)
        .with_api(&[], routes);
        // Two APIs on one port, told apart by their methods, as the launcher mounts them.
        let gate = web::Data::new(Gate::default());
        let held_at = gate.clone();
        let configure = move |config: &mut web::ServiceConfig| {
            config
                .app_data(held_at.clone())
                .service(
                    web::scope("/api/v1")
                        .guard(guard::Post())
                        .route("/echo", web::to(echo)),
                )
                .service(
                    web::scope("/api/v1")
                        .guard(guard::Get())
                        .route("/echo", web::to(whoami))
                        .route("/broken", web::to(broken))
                        .route("/held", web::to(held)),
                );
        };
        let served = tokio::spawn(serve(listener, surface, configure, shutdown.clone()));
        Self {
            address,
            readiness,
            shutdown,
            token,
            served,
            client: Client::new(),
            gate,
            metrics,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> Response {
        self.client
            .get(self.url(path))
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap()
    }

    async fn post(&self, body: impl Into<reqwest::Body>) -> Response {
        self.client
            .post(self.url("/api/v1/echo"))
            .bearer_auth(&self.token)
            .header("Idempotency-Key", "k-1")
            .header("Content-Type", "application/json; charset=UTF-8")
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

async fn problem(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["status"], status);
    (
        status,
        body["type"]
            .as_str()
            .unwrap()
            .trim_start_matches("/problems/")
            .to_owned(),
    )
}

#[tokio::test]
async fn readiness_follows_the_components() {
    let server = Server::start();
    assert_eq!(server.get("/livez").await.status(), StatusCode::OK);
    assert_eq!(
        server.get("/readyz").await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    server.readiness.set_ready("database", "connected");
    let ready = server.get("/readyz").await;
    assert_eq!(ready.status(), StatusCode::OK);
    assert_eq!(
        ready.json::<Value>().await.unwrap(),
        json!({"status": "ready", "components": {"database": {"ready": true, "detail": "connected"}}})
    );
}

#[tokio::test]
async fn a_path_nobody_answers_is_404_and_a_method_nobody_answers_405() {
    let server = Server::start();
    assert_eq!(
        problem(server.get("/nothing").await).await,
        (404, "not-found".into())
    );
    assert_eq!(
        problem(server.get("/api/v1/nothing").await).await,
        (404, "not-found".into())
    );
    for (path, allow) in [
        ("/api/v1/echo", "GET, POST"),
        ("/api/v1/things/1", "GET"),
        ("/livez", "GET, HEAD"),
    ] {
        let response = server.client.delete(server.url(path)).send().await.unwrap();
        assert_eq!(response.headers()["allow"], allow);
        assert_eq!(problem(response).await, (405, "method-not-allowed".into()));
    }
}

#[tokio::test]
async fn every_answer_carries_the_request_id_and_the_standing_headers() {
    let server = Server::start();
    for path in ["/livez", "/nothing", "/api/v1/broken"] {
        let sent = server
            .client
            .get(server.url(path))
            .header("X-Request-Id", "req-7")
            .bearer_auth(&server.token);
        let response = sent.send().await.unwrap();
        assert_eq!(response.headers()["x-request-id"], "req-7", "{path}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        let minted = server.get(path).await;
        assert!(
            Uuid::try_parse(minted.headers()["x-request-id"].to_str().unwrap()).is_ok(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn without_a_good_token_nothing_of_the_business_answers() {
    let server = Server::start();
    let url = server.url("/api/v1/echo");
    let absent = server.client.get(&url).send().await.unwrap();
    assert_eq!(absent.headers()["www-authenticate"], "Bearer realm=\"wellflow\"");
    assert_eq!(problem(absent).await, (401, "authentication-required".into()));
    let basic = server
        .client
        .get(&url)
        .basic_auth("ana", Some("secret"))
        .send()
        .await
        .unwrap();
    assert_eq!(problem(basic).await, (401, "authentication-required".into()));
    let forged = server.client.get(&url).bearer_auth("x.y.z").send().await.unwrap();
    assert!(
        forged.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .contains("invalid_token")
    );
    assert_eq!(problem(forged).await, (401, "invalid-token".into()));
    let good = server.get("/api/v1/echo").await.json::<Value>().await.unwrap();
    assert_eq!(good, json!({"subject": "ana", "role": "operator"}));
}

#[tokio::test]
async fn a_body_is_read_strictly_and_under_the_limit() {
    let server = Server::start();
    assert_eq!(server.post(r#"{"text":"hi"}"#).await.status(), StatusCode::OK);
    assert_eq!(
        problem(server.post(r#"{"text":"hi"#).await).await,
        (400, "malformed-json".into())
    );
    assert_eq!(
        problem(server.post(r#"{"text":"a","b":1}"#).await).await,
        (422, "unknown-field".into())
    );
    assert_eq!(
        problem(server.post(r#"{"text":1}"#).await).await,
        (422, "wrong-type".into())
    );
    assert_eq!(
        problem(server.post("{}").await).await,
        (422, "missing-field".into())
    );
    assert_eq!(
        problem(server.post("x".repeat(65)).await).await,
        (413, "body-too-large".into())
    );
    let plain = server
        .client
        .post(server.url("/api/v1/echo"))
        .bearer_auth(&server.token);
    let plain = plain
        .header("Idempotency-Key", "k")
        .header("Content-Type", "text/plain")
        .body("{}");
    assert_eq!(
        problem(plain.send().await.unwrap()).await,
        (415, "unsupported-media-type".into())
    );
    let keyless = server
        .client
        .post(server.url("/api/v1/echo"))
        .bearer_auth(&server.token)
        .body("{}");
    assert_eq!(
        problem(keyless.send().await.unwrap()).await,
        (400, "idempotency-key-missing".into())
    );
}

#[tokio::test]
async fn a_body_sent_in_chunks_is_limited_too() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = Server::start();
    let head = format!(
        "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nIdempotency-Key: k\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        server.token
    );
    let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    let chunk = format!("28\r\n{}\r\n", "x".repeat(40));
    stream
        .write_all(format!("{head}{chunk}{chunk}0\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("/problems/body-too-large"), "{answer}");
}

#[tokio::test]
async fn a_fault_of_ours_does_not_reach_the_client() {
    let server = Server::start();
    let response = server.get("/api/v1/broken").await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!response.text().await.unwrap().contains("wf_command"));
}

#[tokio::test]
async fn every_problem_type_is_a_page_of_this_server() {
    let server = Server::start();
    let list: Value = server.get("/problems").await.json().await.unwrap();
    let types = list["problems"].as_array().unwrap();
    assert_eq!(types.len(), wellflow_http::HTTP_PROBLEMS.len());
    for kind in types {
        let page = server.get(kind["type"].as_str().unwrap()).await;
        assert_eq!(page.headers()["content-type"], "text/markdown; charset=utf-8");
        assert!(
            page.text()
                .await
                .unwrap()
                .contains(kind["title"].as_str().unwrap())
        );
    }
    assert_eq!(
        problem(server.get("/problems/no-such").await).await,
        (404, "not-found".into())
    );
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_server_stops() {
    let server = Server::start();
    let request = server
        .client
        .get(server.url("/api/v1/held"))
        .bearer_auth(&server.token);
    let under_way = tokio::spawn(request.send());
    tokio::time::timeout(Duration::from_secs(5), server.gate.entered.notified())
        .await
        .unwrap();
    server.shutdown.request();
    // The server says so before it waits for what is under way.
    tokio::time::timeout(Duration::from_secs(5), async {
        while !server.readiness.snapshot().contains_key("http") {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    // For a short while it still takes new connections, so that whoever asks learns it.
    let readyz = Client::new().get(server.url("/readyz")).send().await.unwrap();
    assert_eq!(readyz.status(), StatusCode::SERVICE_UNAVAILABLE);
    let report: Value = readyz.json().await.unwrap();
    assert_eq!(
        report["components"]["http"],
        json!({"ready": false, "detail": "stopping"})
    );
    server.gate.open.notify_one();
    assert_eq!(under_way.await.unwrap().unwrap().status(), StatusCode::OK);
    tokio::time::timeout(Duration::from_secs(15), server.served)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(!server.readiness.is_ready());
    assert!(
        server
            .client
            .get(format!("http://{}/livez", server.address))
            .send()
            .await
            .is_err()
    );
}

#[tokio::test]
async fn what_is_counted_is_read_on_a_port_of_its_own_and_names_no_path_as_asked() {
    let server = Server::start();
    server.get("/api/v1/echo").await;
    server.get("/api/v1/nobody/knows/0190a1b2").await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (metrics, shutdown) = (server.metrics.clone(), Shutdown::new());
    let served = tokio::spawn(serve_metrics(listener, metrics, shutdown.clone()));
    let answer = server
        .client
        .get(format!("http://{address}/metrics"))
        .send()
        .await
        .unwrap();
    let format = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(
        format.starts_with("application/openmetrics-text; version=1.0.0"),
        "{format}"
    );
    let text = answer.text().await.unwrap();
    let asked = "http_server_request_duration_seconds_count{http_request_method=\"GET\",\
                 http_route=\"/api/v1/echo\",http_response_status_code=\"200\"} 1";
    assert!(text.lines().any(|line| line == asked), "{text}");
    assert!(
        text.contains("http_route=\"\",http_response_status_code=\"404\"} 1"),
        "{text}"
    );
    assert!(!text.contains("0190a1b2") && text.ends_with("# EOF\n"), "{text}");
    let elsewhere = server.client.get(format!("http://{address}/api/v1/echo"));
    assert_eq!(elsewhere.send().await.unwrap().status(), 404);
    assert_eq!(server.get("/metrics").await.status(), 404);
    shutdown.request();
    served.await.unwrap().unwrap();
    server.shutdown.request();
    server.served.await.unwrap().unwrap();
}
