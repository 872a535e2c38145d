//! What is written to the log, and what never is. Alone in its binary: the log belongs to the process.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::{self, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{HttpResponse, web};
use chrono::Utc;
use secrecy::ExposeSecret;
use uuid::Uuid;
use wellflow_http::auth::Grant;
use wellflow_http::{Principal, Problem, Readiness, Role, Surface, TokenKey, TokenVerifier, serve};
use wellflow_runtime::Shutdown;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cannot append")]
struct Outer(#[source] io::Error);

async fn broken(_: Principal) -> Result<HttpResponse, Problem> {
    Err(Problem::internal(Outer(io::Error::other("10.1.2.3 refused"))))
}

fn captured() -> Log {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    log
}

fn owner_token(key: &TokenKey) -> String {
    let grant = Grant {
        installation: Uuid::nil(),
        subject: "ana".into(),
        organization_id: Uuid::from_u128(1),
        role: Role::Owner,
        owner_id: None,
        lifetime: Duration::from_secs(600),
    };
    key.sign(&grant, Utc::now()).unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn a_fault_of_ours_is_logged_once_with_its_causes_and_no_token_ever() {
    let log = captured();
    let key = TokenKey::generate().unwrap();
    let token = owner_token(&key);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/broken", listener.local_addr().unwrap());
    let surface = Surface::new(
        TokenVerifier::new(&key.public_key(), Uuid::nil()),
        Readiness::new(),
    );
    let shutdown = Shutdown::new();
    let served = tokio::spawn(serve(
        listener,
        surface,
        |config: &mut web::ServiceConfig| {
            config.route("/broken", web::get().to(broken));
        },
        shutdown.clone(),
    ));

    let client = reqwest::Client::new();
    let failed = client
        .get(&url)
        .bearer_auth(&token)
        .header("X-Request-Id", "req-7")
        .send()
        .await
        .unwrap();
    assert_eq!(failed.status(), 500);
    let forged = client
        .get(&url)
        .bearer_auth("no.such.token")
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), 401);
    shutdown.request();
    served.await.unwrap().unwrap();

    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let errors: Vec<_> = written
        .lines()
        .filter(|line| line.contains("cannot append"))
        .collect();
    assert_eq!(errors.len(), 1, "{written}");
    assert!(
        errors[0].contains("cannot append: 10.1.2.3 refused"),
        "{}",
        errors[0]
    );
    assert!(
        errors[0].contains("req-7") && errors[0].contains("ERROR"),
        "{}",
        errors[0]
    );
    let ours: Vec<_> = written
        .lines()
        .filter(|line| line.contains("wellflow") || line.contains("actix"))
        .collect();
    for secret in [token.as_str(), "no.such.token", key.to_text().expose_secret()] {
        assert!(ours.iter().all(|line| !line.contains(secret)));
    }
}
