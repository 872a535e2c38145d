//! What a command that was carried out answers: where the ledger stands, never how the world looks.

use actix_web::HttpResponse;
use actix_web::http::header::{ETAG, LOCATION};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_event_store::Committed;
use wellflow_http::etag::etag;
use wellflow_http::headers::{IDEMPOTENCY_REPLAYED, WELLFLOW_POSITION};

use crate::task::{PREFIX, Task};

/// The answer to one command; a batch's outcome holds the same members.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    /// The stream's version afterwards; also the `ETag`.
    version: u64,
    /// The ledger's position afterwards; also `Wellflow-Position`.
    position: u64,
    /// Empty where there was nothing to do.
    event_ids: Vec<Uuid>,
    #[serde(flatten)]
    subject: Subject,
    recorded_at: Option<String>,
    replayed: bool,
    #[serde(skip)]
    created: bool,
}

/// The stream a command was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Subject {
    #[serde(rename = "well_id")]
    Well(Uuid),
    #[serde(rename = "production_month_id")]
    ProductionMonth(Uuid),
    #[serde(rename = "property_month_id")]
    PropertyMonth(Uuid),
    #[serde(rename = "lease_id")]
    Lease(Uuid),
    #[serde(rename = "owner_id")]
    Owner(Uuid),
    #[serde(rename = "division_id")]
    Division(Uuid),
    #[serde(rename = "afe_id")]
    Afe(Uuid),
    #[serde(rename = "agreement_id")]
    Agreement(Uuid),
    #[serde(rename = "approval_policy_id")]
    ApprovalPolicy(Uuid),
    /// The stream that is repaired.
    #[serde(rename = "stream_id")]
    Stream(Uuid),
}

impl Subject {
    /// Where what begins with a task of its own is read.
    fn location(self) -> Option<String> {
        match self {
            Self::Well(id) => Some(format!("{PREFIX}/wells/{id}")),
            Self::Lease(id) => Some(format!("{PREFIX}/leases/{id}")),
            Self::Owner(id) => Some(format!("{PREFIX}/owners/{id}")),
            Self::Division(id) => Some(format!("{PREFIX}/divisions/{id}")),
            Self::Afe(id) => Some(format!("{PREFIX}/afes/{id}")),
            Self::Agreement(id) => Some(format!("{PREFIX}/agreements/{id}")),
            Self::ProductionMonth(_) | Self::PropertyMonth(_) | Self::ApprovalPolicy(_) | Self::Stream(_) => {
                None
            }
        }
    }
}

impl Answer {
    pub(crate) fn new(task: Task, subject: Subject, done: Committed) -> Self {
        // A stream begins with its first event; the same holds when the first outcome is answered again.
        let own = match subject {
            // What begins a division is one event of its own, beside that of the list of its property.
            Subject::Division(_) => done.event_ids.len().min(1),
            _ => done.event_ids.len(),
        };
        let begun = own > 0 && done.version == own as u64;
        Self {
            version: done.version,
            position: done.position,
            event_ids: done.event_ids,
            subject,
            recorded_at: done.recorded_at.map(instant),
            replayed: done.replayed,
            created: task.may_begin() && begun,
        }
    }

    pub(crate) fn status(&self) -> u16 {
        if self.created { 201 } else { 200 }
    }

    pub(crate) fn into_response(self) -> HttpResponse {
        let mut response = if self.created {
            HttpResponse::Created()
        } else {
            HttpResponse::Ok()
        };
        response
            .insert_header((ETAG, etag(self.version)))
            .insert_header((WELLFLOW_POSITION, self.position));
        if self.replayed {
            response.insert_header((IDEMPOTENCY_REPLAYED, "true"));
        }
        if let (true, Some(location)) = (self.created, self.subject.location()) {
            response.insert_header((LOCATION, location));
        }
        response.json(self)
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
