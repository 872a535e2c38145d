//! What the rows of a division are, as far as something is known of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::division_of_interest::{
    Change, DeckKind, DeckProduct, DeckSide, DivisionKey, DivisionOfInterest, DivisionSpell, Holding,
    Instrument, KnownDivision, PayStatus, PayoutAccount, Restated, ShareChanged,
};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::InterestType;
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::DecimalInterest;
use wellflow_domain::text::Text120;
use wellflow_event_store::RecordedEvent;
use wellflow_read_model::ownership::{
    ChangeId, ChangeRow, DivisionRow, InterestId, InterestRow, MonthId, Months,
};

use super::stream::Known;
use crate::ProjectorError;

/// The rows of a division that are what is known at one position.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub(super) divisions: BTreeMap<MonthId, DivisionRow>,
    pub(super) interests: BTreeMap<InterestId, InterestRow>,
    pub(super) changes: BTreeMap<ChangeId, ChangeRow>,
}

impl Picture {
    /// # Errors
    /// [`ProjectorError::Encode`].
    pub(super) fn of(division_id: Uuid, known: &Known<'_>) -> Result<Self, ProjectorError> {
        let mut picture = Self::default();
        let DivisionOfInterest::Known { division } = &known.division else {
            return Ok(picture);
        };
        let of = Of {
            division_id,
            key: division.key(),
        };
        for spell in division.spells() {
            let key = MonthId {
                division_id,
                effective_from: spell.from.first_day(),
            };
            picture.divisions.insert(key, of.division_row(division, &spell)?);
        }
        for side in [DeckSide::Cost, DeckSide::Revenue] {
            for holding in division.holdings(side) {
                let key = InterestId {
                    division_id,
                    side: side.as_str(),
                    owner_id: holding.owner.as_uuid(),
                    interest: holding.interest.as_str(),
                    effective_from: holding.from.first_day(),
                };
                picture.interests.insert(key, of.interest_row(&holding)?);
            }
        }
        let changed = division.shares_changed().into_iter().zip(&known.changes);
        for ((change, shares), event) in changed.filter(|((_, shares), _)| !shares.is_empty()) {
            let key = ChangeId {
                division_id,
                event_id: event.event_id,
            };
            picture
                .changes
                .insert(key, of.change_row(change, &shares, event)?);
        }
        Ok(picture)
    }
}

/// Whose rows.
struct Of {
    division_id: Uuid,
    key: DivisionKey,
}

/// What the parts of a division say of it.
#[derive(Serialize)]
struct Belongs {
    division_id: Uuid,
    property_id: PropertyId,
    product: DeckProduct,
    depths: DepthInterval,
}

/// An interest as it is served.
#[derive(Serialize)]
struct InterestDocument<'a> {
    #[serde(flatten)]
    of: Belongs,
    side: DeckSide,
    deck: DeckKind,
    owner: OwnerId,
    interest: InterestType,
    decimal: DecimalInterest,
    status: &'a PayStatus,
    /// The months throughout which it stays the same.
    from: Month,
    until: Option<Month>,
}

/// A change as it is served.
#[derive(Serialize)]
struct ChangeDocument<'a> {
    #[serde(flatten)]
    of: Belongs,
    event_id: Uuid,
    event_type: &'static str,
    /// The version of the division after the event.
    version: u64,
    position: u64,
    recorded_at: DateTime<Utc>,
    /// The first month that is divided so.
    from: Month,
    #[serde(flatten)]
    paper: Paper<'a>,
    shares: &'a [ShareChanged],
}

/// What a change rests on.
#[derive(Default, Serialize)]
struct Paper<'a> {
    instrument: Option<&'a Instrument>,
    account: Option<&'a PayoutAccount>,
    document: Option<&'a Text120>,
    reason: Option<&'a str>,
    corrects_event_id: Option<Uuid>,
    restates: Option<&'a Restated>,
}

impl<'a> Paper<'a> {
    fn of(change: &'a Change) -> Self {
        let restating = |restates: &'a Option<Restated>| Self {
            restates: restates.as_ref(),
            ..Self::default()
        };
        match change {
            Change::DeckCreated(_) => Self::default(),
            Change::DeckActivated(fact) => restating(&fact.restates),
            Change::InterestTransferred(fact) => Self {
                instrument: Some(&fact.instrument),
                corrects_event_id: fact.corrects_event_id,
                ..restating(&fact.restates)
            },
            Change::InterestSuspended(fact) => Self {
                reason: Some(fact.reason.as_str()),
                document: fact.document.as_ref(),
                ..restating(&fact.restates)
            },
            Change::InterestReleased(fact) => Self {
                document: Some(&fact.document),
                ..restating(&fact.restates)
            },
            Change::DeckSuperseded(fact) => Self {
                reason: Some(fact.reason.as_str()),
                ..restating(&fact.restates)
            },
            Change::PayoutReached(fact) => Self {
                account: Some(&fact.account),
                ..restating(&fact.restates)
            },
            Change::InterestCorrected(fact) => Self {
                reason: Some(fact.reason.as_str()),
                ..restating(&fact.restates)
            },
        }
    }
}

impl Of {
    fn belongs(&self) -> Belongs {
        let DivisionKey {
            property_id,
            product,
            depths,
            time_zone: _,
        } = self.key;
        Belongs {
            division_id: self.division_id,
            property_id,
            product,
            depths,
        }
    }

    fn months(&self, from: Month, until: Option<Month>) -> Months {
        let zone = self.key.time_zone;
        Months {
            begins_at: from.first_instant(zone),
            until: until.map(|until| (until.first_day(), until.first_instant(zone))),
        }
    }

    fn division_row(
        &self,
        division: &KnownDivision,
        spell: &DivisionSpell,
    ) -> Result<DivisionRow, ProjectorError> {
        let decks = division.deck_on(spell.from);
        let lines = decks.revenue.iter().flat_map(|deck| &deck.interests);
        let suspended = lines.filter(|line| line.status != PayStatus::Pay).count();
        Ok(DivisionRow {
            months: self.months(spell.from, spell.until),
            property_id: self.key.property_id.as_uuid(),
            product: self.key.product.as_str(),
            stage: spell.stage.as_str(),
            after_payout: spell.after_payout,
            suspended: i64::try_from(suspended).unwrap_or(i64::MAX),
            division: json(&self.key)?,
            cost: decks.cost.as_ref().map(json).transpose()?,
            revenue: decks.revenue.as_ref().map(json).transpose()?,
        })
    }

    fn interest_row(&self, holding: &Holding) -> Result<InterestRow, ProjectorError> {
        let Holding {
            side,
            owner,
            interest,
            share,
            from,
            until,
        } = holding;
        let document = InterestDocument {
            of: self.belongs(),
            side: *side,
            deck: share.deck,
            owner: *owner,
            interest: *interest,
            decimal: share.decimal,
            status: &share.status,
            from: *from,
            until: *until,
        };
        Ok(InterestRow {
            months: self.months(*from, *until),
            property_id: self.key.property_id.as_uuid(),
            reason: match &share.status {
                PayStatus::Pay => None,
                PayStatus::Suspense { reason, .. } => Some(reason.as_str()),
            },
            document: json(&document)?,
        })
    }

    fn change_row(
        &self,
        change: &Change,
        shares: &[ShareChanged],
        event: &RecordedEvent,
    ) -> Result<ChangeRow, ProjectorError> {
        let mut owner_ids: Vec<Uuid> = shares.iter().map(|share| share.owner.as_uuid()).collect();
        owner_ids.sort_unstable();
        owner_ids.dedup();
        let document = ChangeDocument {
            of: self.belongs(),
            event_id: event.event_id,
            event_type: change.event_type(),
            version: event.sequence,
            position: event.position,
            recorded_at: event.recorded_at,
            from: change.from_month(),
            paper: Paper::of(change),
            shares,
        };
        Ok(ChangeRow {
            effective_from: change.from_month().first_day(),
            position: event.position,
            property_id: self.key.property_id.as_uuid(),
            owner_ids,
            document: json(&document)?,
        })
    }
}

fn json(document: &impl Serialize) -> Result<String, ProjectorError> {
    serde_json::to_string(document).map_err(ProjectorError::Encode)
}
