//! `owner_history`: what each owner's record showed when, as it was known when, and what it is found by.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::location::TimeZone;
use wellflow_domain::owner::{Owner, OwnerSummary};
use wellflow_domain::personal::Personal;
use wellflow_domain::text::Text120;
use wellflow_read_model::history::Changes;
use wellflow_read_model::owner_history::{self, OwnerRow};
use wellflow_read_model::{OWNER_HISTORY, ProjectionKey, ReadModelError};
use wellflow_runtime::TenantTransaction;

use super::history::{History, Kept, document, word};
use crate::ProjectorError;
use crate::timeline::{Shown, Stretch, Timeline};

/// See the module.
pub(crate) type OwnerHistory = History<Owner>;

impl Shown for Owner {
    type Summary = OwnerSummary;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<OwnerSummary> {
        self.summary()
    }

    fn turns(_: &OwnerSummary) -> Vec<DateTime<Utc>> {
        Vec::new()
    }

    fn zone(&self) -> Option<TimeZone> {
        None
    }
}

impl Kept for Owner {
    const KEY: ProjectionKey = OWNER_HISTORY;
    type Line = Timeline<Self>;
    type Row = OwnerRow;

    fn row(stretch: Stretch<OwnerSummary>) -> Result<OwnerRow, ProjectorError> {
        let Stretch {
            span,
            newest,
            summary,
        } = stretch;
        // Into the row, which only those see who may see names.
        let name = |name: &Personal<Text120>| name.reveal().map(ToString::to_string);
        Ok(OwnerRow {
            span,
            name: name(&summary.name).unwrap_or_default(),
            former_names: summary.former_names.iter().filter_map(name).collect(),
            status: summary.status.as_str().to_owned(),
            kind: word(&summary.kind)?,
            roles: summary.roles.iter().map(word).collect::<Result<_, _>>()?,
            version: newest.version,
            document: document(summary, newest)?,
        })
    }

    async fn write(
        tx: &TenantTransaction,
        organization_id: Uuid,
        changes: &Changes<OwnerRow>,
    ) -> Result<(), ReadModelError> {
        owner_history::write(tx, organization_id, changes).await
    }
}
