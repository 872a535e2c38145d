//! The server: which token it believes, what it limits, and how it starts and stops.

use std::fmt;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpServer};
use wellflow_runtime::Shutdown;

use crate::auth::TokenVerifier;
use crate::health::{Readiness, livez, readyz};
use crate::metrics::{Metrics, RequestTimes};
use crate::middleware::surround;
use crate::pages::{self, Registry};
use crate::problem::ProblemType;
use crate::problems::HTTP_PROBLEMS;
use crate::routing::{Route, RouteTable, unrouted};

/// How long requests under way may take to finish once the process is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long a server that is told to stop goes on accepting, while `/readyz` already says so: whoever spreads requests
/// over several servers looks there before it stops sending.
const DRAIN: Duration = Duration::from_millis(500);
/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How much of anything a request may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of an ordinary body.
    pub body: usize,
    /// Bytes of a batch's body.
    pub batch_body: usize,
    /// Items of a batch.
    pub batch_items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            batch_body: 32 << 20,
            batch_items: 10_000,
        }
    }
}

/// What a server brings to every surface mounted on it.
#[derive(Clone)]
pub struct Surface {
    verifier: TokenVerifier,
    readiness: Readiness,
    limits: Limits,
    problems: Vec<&'static ProblemType>,
    routes: Vec<Route>,
    #[cfg(feature = "docs")]
    documents: Option<crate::docs::Documents>,
    workers: usize,
    times: RequestTimes,
}

impl fmt::Debug for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surface")
            .field("limits", &self.limits)
            .field("routes", &self.routes.len())
            .finish_non_exhaustive()
    }
}

impl Surface {
    /// A surface that believes the verifier's tokens and reports this readiness; limits are the defaults.
    pub fn new(verifier: TokenVerifier, readiness: Readiness) -> Self {
        let own = ["/livez", "/readyz", "/problems", "/problems/{slug}"];
        Self {
            verifier,
            readiness,
            limits: Limits::default(),
            problems: HTTP_PROBLEMS.to_vec(),
            routes: own
                .into_iter()
                .flat_map(|pattern| [Method::GET, Method::HEAD].map(|method| Route::new(method, pattern)))
                .collect(),
            #[cfg(feature = "docs")]
            documents: None,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            times: RequestTimes::new(),
        }
    }

    /// Other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Another number of worker threads; the default is one per core.
    #[must_use]
    pub fn with_workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// Tells how long its requests take.
    #[must_use]
    pub fn with_metrics(self, metrics: &Metrics) -> Self {
        self.times.register(metrics);
        self
    }

    /// Makes a mounted API known: the problem types it answers with and the routes it takes.
    #[must_use]
    pub fn with_api(
        mut self,
        problems: &[&'static ProblemType],
        routes: impl IntoIterator<Item = Route>,
    ) -> Self {
        self.problems.extend(problems);
        self.routes.extend(routes);
        self
    }

    /// Serves OpenAPI documents, and a page to read them on, without a token.
    #[cfg(feature = "docs")]
    #[must_use]
    pub fn with_documents(mut self, documents: &[crate::docs::ApiDocument]) -> Self {
        let own = [crate::docs::PAGE, crate::docs::DOCUMENT];
        self.routes.extend(
            own.into_iter()
                .flat_map(|pattern| [Method::GET, Method::HEAD].map(|method| Route::new(method, pattern))),
        );
        self.documents = Some(crate::docs::Documents::new(documents));
        self
    }

    #[cfg(feature = "docs")]
    fn register_documents(&self, config: &mut ServiceConfig) {
        use crate::docs::{DOCUMENT, PAGE, document, page};
        let Some(documents) = &self.documents else { return };
        let resource = |path: &str| web::resource(path.to_owned()).default_service(web::to(unrouted));
        config
            .app_data(web::Data::new(documents.clone()))
            .service(
                resource(DOCUMENT)
                    .route(web::get().to(document))
                    .route(web::head().to(document)),
            )
            .service(
                resource(PAGE)
                    .route(web::get().to(page))
                    .route(web::head().to(page)),
            );
    }

    fn register(&self, config: &mut ServiceConfig) {
        #[cfg(feature = "docs")]
        self.register_documents(config);
        config
            .app_data(web::Data::new(self.verifier.clone()))
            .app_data(web::Data::new(self.readiness.clone()))
            .app_data(web::Data::new(self.times.clone()))
            .app_data(web::Data::new(self.limits))
            .app_data(web::Data::new(Registry::new(self.problems.clone())))
            .app_data(web::Data::new(RouteTable::new(&self.routes)));
        let page = |path: &str| web::resource(path.to_owned()).default_service(web::to(unrouted));
        config
            .service(
                page("/livez")
                    .route(web::get().to(livez))
                    .route(web::head().to(livez)),
            )
            .service(
                page("/readyz")
                    .route(web::get().to(readyz))
                    .route(web::head().to(readyz)),
            )
            .service(
                page("/problems")
                    .route(web::get().to(pages::index))
                    .route(web::head().to(pages::index)),
            )
            .service(
                page("/problems/{slug}")
                    .route(web::get().to(pages::page))
                    .route(web::head().to(pages::page)),
            );
    }
}

/// Why the server did not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The listener cannot be used.
    #[error("the HTTP listener cannot be used")]
    Listen(#[source] std::io::Error),
    /// The server ended by itself.
    #[error("the HTTP server failed")]
    Failed(#[source] std::io::Error),
}

/// Serves until shutdown is requested. Then `/readyz` answers 503 for half a second while everything is still served,
/// the listener closes, and requests under way may finish for up to 10 s.
///
/// `configure` mounts the APIs: several of them may share the port, each in a scope guarded by its methods.
///
/// # Errors
/// When the listener is not usable or the server ends by itself.
pub async fn serve<F>(
    listener: TcpListener,
    surface: Surface,
    configure: F,
    shutdown: Shutdown,
) -> Result<(), ServeError>
where
    F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    listener.set_nonblocking(true).map_err(ServeError::Listen)?;
    let workers = surface.workers;
    let readiness = surface.readiness.clone();
    let server = HttpServer::new(move || {
        App::new()
            .configure(|config| surface.register(config))
            .configure(configure.clone())
            .default_service(web::to(unrouted))
            .wrap(from_fn(surround))
    })
    .workers(workers)
    .client_request_timeout(HEAD_TIMEOUT)
    .shutdown_timeout(GRACE.as_secs())
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
    readiness.set_not_ready("http", "stopping");
    tokio::select! {
        ended = &mut server => return ended.map_err(ServeError::Failed),
        () = tokio::time::sleep(DRAIN) => {}
    }
    let (_, ended) = tokio::join!(handle.stop(true), server);
    ended.map_err(ServeError::Failed)
}
