//! `well_history`: what each well showed when, as it was known when, and what it is found and counted by.
//!
//! It is a projection by itself, beside `well_summary`: what is asked about now, and the caches, do not wait for it.

use chrono::{DateTime, Datelike, Utc};
use uuid::Uuid;
use wellflow_domain::location::TimeZone;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{Well, WellSummary};
use wellflow_event_store::Folded;
use wellflow_read_model::history::Changes;
use wellflow_read_model::well_history::{self, HistoryRow};
use wellflow_read_model::{Once, ProjectionKey, ReadModelError, WELL_HISTORY};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use super::history::{History, Kept, document};
use super::well_summary::location_e7;
use crate::ProjectorError;
use crate::timeline::{Shown, Stretch, Timeline};

/// See the module.
pub(crate) type WellHistory = History<Well>;

impl Shown for Well {
    type Summary = WellSummary;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<WellSummary> {
        self.summary()
    }

    fn turns(_: &WellSummary) -> Vec<DateTime<Utc>> {
        // Nothing about a well changes without an event.
        Vec::new()
    }

    fn zone(&self) -> Option<TimeZone> {
        self.summary().map(|summary| summary.time_zone)
    }
}

impl Kept for Well {
    const KEY: ProjectionKey = WELL_HISTORY;
    type Line = Timeline<Self>;
    type Row = HistoryRow;

    fn row(stretch: Stretch<WellSummary>) -> Result<HistoryRow, ProjectorError> {
        let Stretch {
            span,
            newest,
            summary,
        } = stretch;
        let text = |text: &Text120| text.as_str().to_owned();
        let api10 = summary.api_number.map(|number| number.api10());
        Ok(HistoryRow {
            span,
            name: text(&summary.name),
            status: summary.status.as_str().to_owned(),
            phase: summary.phase.as_str().to_owned(),
            role: summary.role.map(|role| role.as_str().to_owned()),
            operator: text(&summary.operator),
            lease: summary.lease.as_ref().map(text),
            field: summary.field.as_ref().map(text),
            state: summary.state.map(|state| state.as_str().to_owned()),
            county: api10.as_deref().and_then(county),
            vintage: summary.spudded_on.map(|day| day.year()),
            location_e7: location_e7(&summary),
            version: newest.version,
            document: document(summary, newest)?,
        })
    }

    async fn going_on(
        pool: &TenantPool,
        tenant: &Tenant,
        id: Uuid,
        folded: Folded<Self>,
    ) -> Result<Option<Timeline<Self>>, ReadModelError> {
        let (once, beyond) = (Once::new(pool, tenant), folded.effective_at);
        let open = well_history::open(&once, tenant.organization_id(), id, beyond).await?;
        Ok(Some(Timeline::going_on(id, folded, open)))
    }

    async fn write(
        tx: &TenantTransaction,
        organization_id: Uuid,
        changes: &Changes<HistoryRow>,
    ) -> Result<(), ReadModelError> {
        well_history::write(tx, organization_id, changes).await
    }
}

/// State and county of ten digits: `4250120130` lies in `42-501`.
fn county(api10: &str) -> Option<String> {
    Some(format!("{}-{}", api10.get(..2)?, api10.get(2..5)?))
}
