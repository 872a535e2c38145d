//! What happens to an owner. Stored for ever: fields are never renamed, a new shape is a new version.

mod corrected;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{ClaimAction, ClaimChange, Fact};

use super::stated::{Address, AgencyOwnerKey, OwnerKind, OwnerRole, TaxId};
use crate::ids::OwnerId;
use crate::personal::Personal;
use crate::text::Text120;

pub use corrected::CorrectedOwnerFact;

wellflow_decider::events! {
    /// What happens to an owner.
    pub enum OwnerEvent {
        OwnerRegistered = 1,
        OwnerNameChanged = 1,
        OwnerAddressChanged = 1,
        OwnerTaxIdRecorded = 1,
        OwnerRoleTaken = 1,
        OwnerRoleGivenUp = 1,
        OwnerDied = 1,
        EstateRepresentativeAppointed = 1,
        EstateSettled = 1,
        OwnerMerged = 1,
        OwnerDeactivated = 1,
        OwnerReactivated = 1,
        OwnerHistoryCorrected = 1,
        OwnerRecordVoided = 1,
    }
}

/// The namespace in which agencies' numbers of companies are unique within an organization.
pub const AGENCY_OWNER_CLAIM: &str = "agency_owner";

fn claim(key: Option<&AgencyOwnerKey>, action: ClaimAction) -> Vec<ClaimChange> {
    let change = key.map(|key| ClaimChange {
        kind: AGENCY_OWNER_CLAIM,
        key: key.canonical(),
        action,
    });
    change.into_iter().collect()
}

/// Declares facts whose outside form differs from the inside in the fields named.
macro_rules! facts {
    ($(
        $(#[$meta:meta])*
        $fact:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
        }
        withheld { $($hidden:ident: $shown:expr),* }
        claims $claims:expr;
    )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $fact {
            /// When.
            pub effective_at: DateTime<Utc>,
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl Fact for $fact {
            fn effective_at(&self) -> DateTime<Utc> {
                self.effective_at
            }

            fn claims(&self) -> Vec<ClaimChange> {
                let claims: fn(&Self) -> Vec<ClaimChange> = $claims;
                claims(self)
            }

            fn public_form(&self) -> Option<Self> {
                Some(Self {
                    $($hidden: $shown,)*
                    ..self.clone()
                })
            }
        }
    )+ };
}

facts! {
    /// An owner was taken into the books.
    OwnerRegistered {
        /// The stream.
        owner_id: OwnerId,
        /// What kind of owner.
        kind: OwnerKind,
        /// The name.
        name: Personal<Text120>,
        /// The tax number, where it is known.
        tax_id: Option<Personal<TaxId>>,
        /// Where post goes, where it is known.
        address: Option<Personal<Address>>,
        /// The number of an agency.
        agency_key: Option<AgencyOwnerKey>,
        /// In which roles.
        roles: BTreeSet<OwnerRole>,
    }
    withheld { name: Personal::withheld(), tax_id: None, address: None }
    claims |event| claim(event.agency_key.as_ref(), ClaimAction::Claim);

    /// The owner is called otherwise.
    OwnerNameChanged {
        /// The new name.
        name: Personal<Text120>,
        /// The paper that shows it.
        reference: Text120,
    }
    withheld { name: Personal::withheld(), reference: Text120::withheld() }
    claims |_| Vec::new();

    /// Post goes elsewhere.
    OwnerAddressChanged {
        /// The new address.
        address: Personal<Address>,
    }
    withheld { address: Personal::withheld() }
    claims |_| Vec::new();

    /// The tax number is known, or another one is.
    OwnerTaxIdRecorded {
        /// The number.
        tax_id: Personal<TaxId>,
        /// The form it was stated on.
        reference: Text120,
    }
    withheld { tax_id: Personal::withheld(), reference: Text120::withheld() }
    claims |_| Vec::new();

    /// The owner took a role.
    OwnerRoleTaken {
        /// Which.
        role: OwnerRole,
    }
    withheld {}
    claims |_| Vec::new();

    /// The owner gave a role up.
    OwnerRoleGivenUp {
        /// Which.
        role: OwnerRole,
    }
    withheld {}
    claims |_| Vec::new();

    /// The person died.
    OwnerDied {
        /// The day; `None` where it is withheld.
        died_on: Personal<NaiveDate>,
        /// The certificate or notice.
        reference: Text120,
    }
    withheld { died_on: Personal::withheld(), reference: Text120::withheld() }
    claims |_| Vec::new();

    /// Somebody acts for the estate.
    EstateRepresentativeAppointed {
        /// Who.
        representative: OwnerId,
        /// The letters of the court.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }
    claims |_| Vec::new();

    /// What was owned has passed to the heirs.
    EstateSettled {
        /// The decree or affidavit of heirship.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }
    claims |_| Vec::new();

    /// The record turned out to be a second one of the same owner.
    OwnerMerged {
        /// The record that counts from now on.
        into: OwnerId,
        /// The number of an agency, given up here.
        agency_key: Option<AgencyOwnerKey>,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }
    claims |event| claim(event.agency_key.as_ref(), ClaimAction::Release);

    /// We do not deal with the owner for now.
    OwnerDeactivated {
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }
    claims |_| Vec::new();

    /// We deal with the owner again.
    OwnerReactivated {}
    withheld {}
    claims |_| Vec::new();

    /// The record was entered in error: there is no such owner.
    OwnerRecordVoided {
        /// The number of an agency, given up.
        agency_key: Option<AgencyOwnerKey>,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }
    claims |event| claim(event.agency_key.as_ref(), ClaimAction::Release);
}

/// An earlier fact was taken back, or another put in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnerHistoryCorrected {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The event it takes the place of.
    pub corrects_event_id: Uuid,
    /// The type of that event.
    pub corrects_event_type: Text120,
    /// What happened instead, at the same instant as this; `None` where nothing did.
    pub instead: Option<CorrectedOwnerFact>,
    /// Why.
    pub reason: Text120,
}

impl Fact for OwnerHistoryCorrected {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn supersedes(&self) -> Option<Uuid> {
        Some(self.corrects_event_id)
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            instead: self.instead.as_ref().and_then(CorrectedOwnerFact::public_form),
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}
