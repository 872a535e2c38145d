//! The bodies: `/owners`, `/change-name`, `/change-address`, `/tax-id`, `/take-role`, `/give-up-role`, `/record-death`,
//! `/appoint-representative`, `/settle-estate`, `/merge`, `/deactivate`, `/reactivate`, `/void`.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::location::StateCode;
use wellflow_domain::owner::{
    Address, AgencyOwnerKey, ChangeOwnerAddress, ChangeOwnerName, DeactivateOwner, GiveUpRole, OwnerKind,
    OwnerRole, ReactivateOwner, RecordDeath, RecordTaxId, RegisterOwner, SettleEstate, TakeRole, TaxId,
    VoidOwnerRecord,
};
use wellflow_domain::personal::Personal;
use wellflow_domain::text::Text120;

use crate::body::{Chosen, bodies};

/// Somebody is to act for an estate; whether that one can is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewRepresentative {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) representative: OwnerId,
    pub(crate) reference: Text120,
}

/// A record is to be merged into another; whether that one stands is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewMerger {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) into: OwnerId,
    pub(crate) reason: Text120,
}

bodies! {
    /// An owner is taken into the books.
    RegisterOwner as RegisterOwnerBody {
        owner_id: Chosen<OwnerId>,
        effective_at: DateTime<Utc>,
        kind: OwnerKind,
        name: Personal<Text120>,
        tax_id: Option<Personal<TaxId>>,
        address: Option<Personal<Address>>,
        agency_key: Option<AgencyOwnerKey>,
        roles: BTreeSet<OwnerRole>,
    }

    /// Where post goes.
    Address as AddressBody {
        lines: Vec<Text120>,
        city: Text120,
        state: Option<StateCode>,
        postal_code: Option<Text120>,
        country: Option<Text120>,
    }

    /// The number of an agency.
    AgencyOwnerKey as AgencyOwnerKeyBody { agency: Text120, number: Text120 }

    /// The owner is called otherwise.
    ChangeOwnerName as ChangeNameBody {
        effective_at: DateTime<Utc>,
        name: Personal<Text120>,
        reference: Text120,
    }

    /// Post goes elsewhere.
    ChangeOwnerAddress as ChangeAddressBody { effective_at: DateTime<Utc>, address: Personal<Address> }

    /// The tax number is known, or another one is.
    RecordTaxId as RecordTaxIdBody {
        effective_at: DateTime<Utc>,
        tax_id: Personal<TaxId>,
        reference: Text120,
    }

    /// The owner takes a role.
    TakeRole as TakeRoleBody { effective_at: DateTime<Utc>, role: OwnerRole }

    /// The owner gives a role up.
    GiveUpRole as GiveUpRoleBody { effective_at: DateTime<Utc>, role: OwnerRole }

    /// The person died.
    RecordDeath as RecordDeathBody {
        effective_at: DateTime<Utc>,
        died_on: NaiveDate,
        reference: Text120,
    }

    /// Somebody acts for the estate.
    NewRepresentative as AppointRepresentativeBody {
        effective_at: DateTime<Utc>,
        representative: OwnerId,
        reference: Text120,
    }

    /// What was owned has passed to the heirs.
    SettleEstate as SettleEstateBody { effective_at: DateTime<Utc>, reference: Text120 }

    /// The record is merged into another.
    NewMerger as MergeOwnerBody { effective_at: DateTime<Utc>, into: OwnerId, reason: Text120 }

    /// We do not deal with the owner for now.
    DeactivateOwner as DeactivateOwnerBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// We deal with the owner again.
    ReactivateOwner as ReactivateOwnerBody { effective_at: DateTime<Utc> }

    /// The record was entered in error.
    VoidOwnerRecord as VoidOwnerBody { effective_at: DateTime<Utc>, reason: Text120 }
}
