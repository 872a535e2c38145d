//! What a process counts, and the port where it is read.
//!
//! A port of its own: what is counted is no tenant's business, and whoever reads it has no token. The format is `OpenMetrics`
//! 1.0, which Prometheus reads.
//!
//! Invariants
//! - No label names an organization, a person or an id, but where a collector says so; a path is told as its pattern.
//! - Counting never fails a request and never waits for a reader.

use std::fmt;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::dev::ServiceResponse;
use actix_web::http::Method;
use actix_web::{App, HttpResponse, HttpServer, web};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};
use wellflow_runtime::Shutdown;

use crate::server::ServeError;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// From half a millisecond to ten seconds.
const SECONDS: [f64; 13] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// What a process counts; clones share it.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Mutex<Registry>>);

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Nothing is counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes something that is counted as it goes. `name` is without `_total` and without a unit that `prometheus_client`
    /// adds itself.
    pub fn register(&self, name: &str, help: &str, metric: impl Metric) {
        self.registry().register(name, help, metric);
    }

    /// Takes what is asked anew by every reading.
    pub fn collect(&self, collector: impl Collector) {
        self.registry().register_collector(Box::new(collector));
    }

    /// Everything, as `OpenMetrics` text.
    ///
    /// # Errors
    /// Where a metric cannot be written.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry())?;
        Ok(text)
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        // A panic elsewhere leaves a whole registry behind: entries are only ever added.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request, as far as its time is told apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    http_request_method: &'static str,
    http_route: String,
    http_response_status_code: u16,
}

/// How long requests took; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct RequestTimes(Family<Asked, Histogram, fn() -> Histogram>);

impl RequestTimes {
    pub(crate) fn new() -> Self {
        Self(Family::new_with_constructor(|| Histogram::new(SECONDS)))
    }

    pub(crate) fn register(&self, metrics: &Metrics) {
        let help = "Time from the head of a request to the head of its answer";
        metrics.register("http_server_request_duration_seconds", help, self.0.clone());
    }

    /// Counts an answer that took so long.
    pub(crate) fn count<B>(&self, answer: &ServiceResponse<B>, took: Duration) {
        let request = answer.request();
        let asked = Asked {
            http_request_method: method(request.method()),
            // A path nobody knows may be anything: it would be a label without end.
            http_route: request.match_pattern().unwrap_or_default(),
            http_response_status_code: answer.status().as_u16(),
        };
        self.0.get_or_create(&asked).observe(took.as_secs_f64());
    }
}

fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        // As the semantic conventions of OpenTelemetry say.
        _ => "_OTHER",
    }
}

async fn read(metrics: web::Data<Metrics>) -> HttpResponse {
    match metrics.text() {
        Ok(text) => HttpResponse::Ok().content_type(OPEN_METRICS).body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// Serves `GET /metrics` and nothing else until shutdown is requested.
///
/// # Errors
/// When the listener is not usable or the server ends by itself.
pub async fn serve_metrics(
    listener: TcpListener,
    metrics: Metrics,
    shutdown: Shutdown,
) -> Result<(), ServeError> {
    listener.set_nonblocking(true).map_err(ServeError::Listen)?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(metrics.clone()))
            .route("/metrics", web::get().to(read))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .map_err(ServeError::Listen)?
    .run();
    let handle = server.handle();
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => return ended.map_err(ServeError::Failed),
        () = shutdown.requested() => {}
    }
    let (_, ended) = tokio::join!(handle.stop(false), server);
    ended.map_err(ServeError::Failed)
}
