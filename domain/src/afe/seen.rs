//! What others may know of an AFE.

use chrono::NaiveDate;

use super::state::Afe;
use super::stated::AfeKind;
use super::status::AfeStatus;
use crate::ids::{AfeId, AgreementId, LeaseId, WellId};
use crate::quantity::Usd;
use crate::text::Text120;

/// The facts of an AFE against which others are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfeSeen {
    /// There is no such AFE.
    Unknown,
    /// There is one.
    Known {
        /// The stream.
        afe_id: AfeId,
        /// Its number.
        number: Text120,
        /// What the money is for.
        kind: AfeKind,
        /// Its status.
        status: AfeStatus,
        /// The well it is about.
        well_id: Option<WellId>,
        /// The lease it is about.
        lease_id: Option<LeaseId>,
        /// What is authorised, with supplements.
        authorized_usd: Option<Usd>,
        /// The last local day on which work may begin.
        valid_until: Option<NaiveDate>,
    },
}

impl AfeSeen {
    /// What there is to see of an AFE.
    pub fn of(afe: &Afe) -> Self {
        match afe {
            Afe::Unknown => Self::Unknown,
            Afe::Known(known) => Self::Known {
                afe_id: known.afe_id,
                number: known.number.clone(),
                kind: known.kind,
                status: known.status,
                well_id: known.subject.well_id,
                lease_id: known.subject.lease_id,
                authorized_usd: known.project.as_ref().map(|project| project.authorized_usd),
                valid_until: known.stands_until(),
            },
        }
    }
}

impl Afe {
    /// The agreement under which it is spent; `None` where the operator bears all of it, or nothing is known of it.
    pub fn agreement_id(&self) -> Option<AgreementId> {
        match self {
            Self::Unknown => None,
            Self::Known(known) => known.agreement_id,
        }
    }
}
