//! Hears from the running projector when it discovered an organization and when it had projected it.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{Layer, Registry};
use uuid::Uuid;

/// The first instants at which positions were found and projected.
#[derive(Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    found: HashMap<(Uuid, u64), Instant>,
    projected: HashMap<(Uuid, u64), Instant>,
}

#[derive(Default)]
struct Fields {
    organization_id: Option<Uuid>,
    position: Option<u64>,
    message: String,
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if ["tip", "position"].contains(&field.name()) {
            self.position = Some(value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "organization_id" => self.organization_id = format!("{value:?}").parse().ok(),
            "message" => self.message = format!("{value:?}"),
            _ => {}
        }
    }
}

impl<S: Subscriber> Layer<S> for Watch {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let now = Instant::now();
        let mut fields = Fields::default();
        event.record(&mut fields);
        let (Some(organization_id), Some(position)) = (fields.organization_id, fields.position) else {
            return;
        };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let instants = match fields.message.as_str() {
            "found" => &mut seen.found,
            "projected" => &mut seen.projected,
            _ => return,
        };
        instants.entry((organization_id, position)).or_insert(now);
    }
}

impl Watch {
    /// Listens to what this process logs.
    pub(crate) fn install() -> Result<Self, TryInitError> {
        let watch = Self::default();
        let ours = Targets::new()
            .with_target("wellflow_event_store", LevelFilter::DEBUG)
            .with_target("wellflow_projector", LevelFilter::DEBUG);
        Registry::default()
            .with(watch.clone().with_filter(ours))
            .try_init()?;
        Ok(watch)
    }

    /// When a position was found, and when it was projected, once it was.
    pub(crate) fn of(&self, organization_id: Uuid, position: u64) -> Option<(Instant, Instant)> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (organization_id, position);
        let projected = *seen.projected.get(&key)?;
        // Projected without having been told of: another way led there first.
        let found = seen.found.get(&key).copied().unwrap_or(projected);
        Some((found.min(projected), projected))
    }
}
