//! `lease_history`: what each lease showed when, as it was known when, and what it is found by.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::lease::{Lease, LeaseSummary};
use wellflow_domain::location::TimeZone;
use wellflow_read_model::history::Changes;
use wellflow_read_model::lease_history::{self, LeaseRow};
use wellflow_read_model::{LEASE_HISTORY, ProjectionKey, ReadModelError};
use wellflow_runtime::TenantTransaction;

use super::history::{History, Kept, document, word};
use crate::ProjectorError;
use crate::timeline::{Shown, Stretch, Timeline};

/// See the module.
pub(crate) type LeaseHistory = History<Lease>;

impl Shown for Lease {
    type Summary = LeaseSummary;

    fn shown_at(&self, at: DateTime<Utc>) -> Option<LeaseSummary> {
        self.summary_at(at)
    }

    fn turns(summary: &LeaseSummary) -> Vec<DateTime<Utc>> {
        summary.turns()
    }

    fn zone(&self) -> Option<TimeZone> {
        // The zone is the same on every day.
        self.summary_at(DateTime::UNIX_EPOCH)
            .map(|summary| summary.time_zone)
    }
}

impl Kept for Lease {
    const KEY: ProjectionKey = LEASE_HISTORY;
    type Line = Timeline<Self>;
    type Row = LeaseRow;

    fn row(stretch: Stretch<LeaseSummary>) -> Result<LeaseRow, ProjectorError> {
        let Stretch {
            span,
            newest,
            summary,
        } = stretch;
        let holding = summary.holding.as_ref();
        Ok(LeaseRow {
            span,
            name: summary.name.as_str().to_owned(),
            status: summary.status.as_str().to_owned(),
            held_by: holding.map(|holding| word(&holding.by)).transpose()?,
            held_until: holding.and_then(|holding| holding.until),
            lessee: summary.lessee.map(Uuid::from),
            mineral_owner: summary.mineral_owner.as_ref().map(word).transpose()?,
            lease_number: summary.lease_number.as_ref().map(ToString::to_string),
            version: newest.version,
            keys: keys(&summary),
            document: document(summary, newest)?,
        })
    }

    async fn write(
        tx: &TenantTransaction,
        organization_id: Uuid,
        changes: &Changes<LeaseRow>,
    ) -> Result<(), ReadModelError> {
        lease_history::write(tx, organization_id, changes).await
    }
}

fn keys(lease: &LeaseSummary) -> BTreeSet<(&'static str, String)> {
    let mut keys = BTreeSet::new();
    for tract in &lease.tracts {
        keys.insert(("tract", tract.tract.to_string()));
        if let Some(county) = &tract.county {
            keys.insert(("county", county.as_str().to_lowercase()));
        }
        if let Some(state) = &tract.state {
            keys.insert(("state", state.as_str().to_owned()));
        }
        let interests = tract.slices.iter().flat_map(|slice| &slice.interests);
        keys.extend(interests.map(|held| ("owner", held.owner_id.to_string())));
    }
    keys.extend(lease.blocks.iter().map(|block| ("tract", block.to_string())));
    keys.extend(lease.units.iter().map(|unit| ("unit", unit.unit_id.to_string())));
    for lessor in &lease.lessors {
        keys.insert(("lessor", lessor.owner_id.to_string()));
        keys.insert(("owner", lessor.owner_id.to_string()));
    }
    keys.extend(lease.lessee.map(|lessee| ("owner", lessee.to_string())));
    keys
}
