//! `/livez` says that the process runs, `/readyz` whether it can serve: one entry per component that must be ready.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::{HttpResponse, web};
use serde::Serialize;

/// What the process still waits for. Components enter by name; all of them ready is ready, none at all is not.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<Mutex<BTreeMap<String, Component>>>);

/// How one component stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Component {
    /// Whether it can serve.
    pub ready: bool,
    /// Its state or the reason it waits, in words.
    pub detail: String,
}

#[derive(Serialize)]
struct Report<'a> {
    status: &'static str,
    components: &'a BTreeMap<String, Component>,
}

impl Readiness {
    /// Nothing registered: not ready.
    pub fn new() -> Self {
        Self::default()
    }

    /// The component can serve.
    pub fn set_ready(&self, name: &str, detail: impl Into<String>) {
        self.set(
            name,
            Component {
                ready: true,
                detail: detail.into(),
            },
        );
    }

    /// The component cannot serve (yet, or any more).
    pub fn set_not_ready(&self, name: &str, reason: impl Into<String>) {
        self.set(
            name,
            Component {
                ready: false,
                detail: reason.into(),
            },
        );
    }

    /// Whether every component is ready, and there is one.
    pub fn is_ready(&self) -> bool {
        all_ready(&self.components())
    }

    /// Every component with its state.
    pub fn snapshot(&self) -> BTreeMap<String, Component> {
        self.components().clone()
    }

    fn set(&self, name: &str, component: Component) {
        self.components().insert(name.to_owned(), component);
    }

    fn components(&self) -> MutexGuard<'_, BTreeMap<String, Component>> {
        // A panic elsewhere leaves a whole map behind: every change is one insert.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn all_ready(components: &BTreeMap<String, Component>) -> bool {
    !components.is_empty() && components.values().all(|component| component.ready)
}

pub(crate) async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({"status": "alive"}))
}

pub(crate) async fn readyz(readiness: web::Data<Readiness>) -> HttpResponse {
    let components = readiness.snapshot();
    if all_ready(&components) {
        HttpResponse::Ok().json(Report {
            status: "ready",
            components: &components,
        })
    } else {
        HttpResponse::ServiceUnavailable().json(Report {
            status: "not-ready",
            components: &components,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_means_every_component_and_at_least_one() {
        let readiness = Readiness::new();
        assert!(!readiness.is_ready());
        readiness.set_ready("database", "connected");
        assert!(readiness.is_ready());
        readiness.set_not_ready("demo", "41 of 100 rows");
        assert!(!readiness.is_ready());
        readiness.set_ready("demo", "loaded");
        assert!(readiness.is_ready());
    }
}
