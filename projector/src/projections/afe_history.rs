//! `afe_history`: what each AFE came to when, as it was known when, and which parties it is found by.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::afe::{Afe, AfeCard};
use wellflow_domain::location::TimeZone;
use wellflow_read_model::afe_history::{self, AfeRow};
use wellflow_read_model::history::Changes;
use wellflow_read_model::{AFE_HISTORY, ProjectionKey, ReadModelError};
use wellflow_runtime::TenantTransaction;

use super::history::{History, Kept, document};
use crate::ProjectorError;
use crate::timeline::{Shown, Stretch, Timeline};

/// See the module.
pub(crate) type AfeHistory = History<Afe>;

impl Shown for Afe {
    type Summary = AfeCard;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<AfeCard> {
        self.card()
    }

    fn turns(_: &AfeCard) -> Vec<DateTime<Utc>> {
        Vec::new()
    }

    fn zone(&self) -> Option<TimeZone> {
        self.card().map(|card| card.time_zone)
    }
}

impl Kept for Afe {
    const KEY: ProjectionKey = AFE_HISTORY;
    type Line = Timeline<Self>;
    type Row = AfeRow;

    fn row(stretch: Stretch<AfeCard>) -> Result<AfeRow, ProjectorError> {
        let Stretch {
            span,
            newest,
            summary,
        } = stretch;
        let open = summary.open_ballot();
        let figures = summary.figures.as_ref();
        let mut parties: BTreeMap<Uuid, bool> = summary
            .parties()
            .into_iter()
            .map(|party| (party.into(), false))
            .collect();
        for missing in open.iter().flat_map(|open| &open.missing) {
            parties.insert(missing.owner.into(), true);
        }
        Ok(AfeRow {
            span,
            number: summary.number.as_str().to_owned(),
            status: summary.status.as_str().to_owned(),
            kind: summary.kind.as_str().to_owned(),
            well_id: summary.subject.well_id.map(Uuid::from),
            lease_id: summary.subject.lease_id.map(Uuid::from),
            property_id: summary.subject.property_id.map(|property| property.as_uuid()),
            agreement_id: summary.agreement_id.map(Uuid::from),
            operator: summary.operator.into(),
            ballot_deadline: open.map(|open| open.deadline),
            overrun: figures
                .and_then(|figures| figures.overrun)
                .map(|overrun| overrun.is_overrun),
            estimated_usd: summary.totals.map(|totals| totals.total_usd.value()),
            authorized_usd: figures.map(|figures| figures.authorized_usd.value()),
            committed_usd: figures.map(|figures| figures.committed_usd.value()),
            actual_usd: figures.map(|figures| figures.actual_usd.value()),
            version: newest.version,
            parties,
            document: document(summary, newest)?,
        })
    }

    async fn write(
        tx: &TenantTransaction,
        organization_id: Uuid,
        changes: &Changes<AfeRow>,
    ) -> Result<(), ReadModelError> {
        afe_history::write(tx, organization_id, changes).await
    }
}
