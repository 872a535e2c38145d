//! `agreement_history`: what each operating agreement said when, as it was known when.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::joint_operating_agreement::{JointOperatingAgreement, KnownAgreement};
use wellflow_domain::location::TimeZone;
use wellflow_read_model::agreement_history::{self, AgreementRow};
use wellflow_read_model::history::Changes;
use wellflow_read_model::{AGREEMENT_HISTORY, ProjectionKey, ReadModelError};
use wellflow_runtime::TenantTransaction;

use super::history::{History, Kept, document};
use crate::ProjectorError;
use crate::timeline::{Shown, Stretch, Timeline};

/// See the module.
pub(crate) type AgreementHistory = History<JointOperatingAgreement>;

impl Shown for JointOperatingAgreement {
    type Summary = KnownAgreement;

    fn shown_at(&self, _: DateTime<Utc>) -> Option<KnownAgreement> {
        match self {
            Self::Unknown => None,
            Self::Known(known) => Some((**known).clone()),
        }
    }

    fn turns(_: &KnownAgreement) -> Vec<DateTime<Utc>> {
        Vec::new()
    }

    fn zone(&self) -> Option<TimeZone> {
        None
    }
}

impl Kept for JointOperatingAgreement {
    const KEY: ProjectionKey = AGREEMENT_HISTORY;
    type Line = Timeline<Self>;
    type Row = AgreementRow;

    fn row(stretch: Stretch<KnownAgreement>) -> Result<AgreementRow, ProjectorError> {
        let Stretch {
            span,
            newest,
            summary,
        } = stretch;
        let area = &summary.area;
        Ok(AgreementRow {
            span,
            number: summary.number.as_str().to_owned(),
            status: summary.status.as_str().to_owned(),
            operator: summary.operator.into(),
            parties: summary.parties.iter().map(|party| party.owner.into()).collect(),
            leases: area.leases.iter().map(|lease| lease.as_uuid()).collect(),
            properties: area
                .properties
                .iter()
                .map(|property| property.as_uuid())
                .collect(),
            version: newest.version,
            document: document(summary, newest)?,
        })
    }

    async fn write(
        tx: &TenantTransaction,
        organization_id: Uuid,
        changes: &Changes<AgreementRow>,
    ) -> Result<(), ReadModelError> {
        agreement_history::write(tx, organization_id, changes).await
    }
}
