//! What a lease holds of each tract, depth by depth, and who has which interest in it.
//!
//! Invariants
//! - The slices of a tract never overlap: they are made by cutting one another, never by adding.
//! - The working interests of a slice add up to exactly 1. What was carved out of one never exceeds what the royalty leaves
//!   to its owner, and what was carved out of a lessor's royalty never exceeds that royalty.
//! - An interest of nothing is not kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::error::LeaseError;
use super::stated::{InterestKind, LeaseTerms, ReleasedAcreage, TractStated};
use crate::depth::{DepthInterval, Depths};
use crate::ids::OwnerId;
use crate::location::StateCode;
use crate::quantity::{Acres, DecimalInterest};
use crate::text::{Remarks, Text120};
use crate::tract::TractName;

mod conveying;

/// Owners and their shares.
pub(super) type Shares = BTreeMap<OwnerId, DecimalInterest>;

/// Depths of a tract in which everybody's interests are the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Slice {
    pub(super) depths: DepthInterval,
    /// Shares of the whole working interest.
    pub(super) working: Shares,
    /// Shares of all production, carved out of working interests.
    pub(super) overriding: Shares,
    /// Shares of all production, carved out of lessors' royalties.
    pub(super) non_participating: Shares,
    /// What was carved out of each working interest.
    pub(super) carved_from_working: Shares,
    /// What was carved out of each lessor's royalty.
    pub(super) carved_from_royalty: Shares,
}

impl Slice {
    pub(super) fn shares(&self, interest: InterestKind) -> &Shares {
        match interest {
            InterestKind::WorkingInterest => &self.working,
            InterestKind::OverridingRoyalty => &self.overriding,
            InterestKind::NonParticipatingRoyalty => &self.non_participating,
        }
    }

    fn within(&self, depths: DepthInterval) -> Self {
        Self {
            depths,
            ..self.clone()
        }
    }
}

/// A tract, as far as it is held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct HeldTract {
    pub(super) county: Option<Text120>,
    pub(super) state: Option<StateCode>,
    pub(super) gross_acres: Acres,
    /// The acres that were not let go.
    pub(super) held_acres: Acres,
    /// The parts of its ground that were let go, each by its own words.
    pub(super) ground_let_go: BTreeSet<String>,
    /// From the top down; empty once everything was let go.
    pub(super) slices: Vec<Slice>,
}

impl HeldTract {
    fn stated(tract: &TractStated, lessee: OwnerId) -> Self {
        let slice = |depths: &DepthInterval| Slice {
            depths: *depths,
            working: Shares::from([(lessee, whole())]),
            overriding: Shares::new(),
            non_participating: Shares::new(),
            carved_from_working: Shares::new(),
            carved_from_royalty: Shares::new(),
        };
        Self {
            county: tract.county.clone(),
            state: tract.state,
            gross_acres: tract.gross_acres,
            held_acres: tract.gross_acres,
            ground_let_go: BTreeSet::new(),
            slices: tract.depths.intervals().iter().map(slice).collect(),
        }
    }

    /// The depths held; `None` where nothing is.
    pub(super) fn depths(&self) -> Option<Depths> {
        Depths::new(self.slices.iter().map(|slice| slice.depths).collect()).ok()
    }

    /// Cuts the slices so that the depths are whole slices of their own.
    fn cut(&mut self, depths: DepthInterval) {
        let cut = |slice: &Slice| {
            let inside = slice.depths.shared(depths);
            let mut parts = slice.depths.without(depths);
            parts.extend(inside);
            parts.sort_unstable();
            parts
                .into_iter()
                .map(|part| slice.within(part))
                .collect::<Vec<_>>()
        };
        self.slices = self.slices.iter().flat_map(cut).collect();
    }

    fn let_go(&mut self, depths: DepthInterval) {
        self.cut(depths);
        self.slices.retain(|slice| !depths.covers(slice.depths));
        if self.slices.is_empty() {
            self.held_acres = Acres::ZERO;
        }
    }
}

/// The tracts of a lease.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Title {
    pub(super) tracts: BTreeMap<TractName, HeldTract>,
}

impl Title {
    pub(super) fn of(terms: &LeaseTerms) -> Self {
        let held = |tract: &TractStated| (tract.tract.clone(), HeldTract::stated(tract, terms.lessee));
        Self {
            tracts: terms.tracts.iter().map(held).collect(),
        }
    }

    /// Whether nothing is held.
    pub(super) fn is_empty(&self) -> bool {
        self.tracts.values().all(|tract| tract.slices.is_empty())
    }

    /// The tracts and depths held.
    pub(super) fn held(&self) -> Vec<(TractName, DepthInterval)> {
        let mut held = Vec::new();
        for (name, tract) in &self.tracts {
            for interval in tract.depths().iter().flat_map(Depths::intervals) {
                held.push((name.clone(), *interval));
            }
        }
        held
    }

    /// The tract, where all of the depths in it are held.
    pub(super) fn tract_at(
        &self,
        tract: &TractName,
        depths: DepthInterval,
    ) -> Result<&HeldTract, LeaseError> {
        self.tracts
            .get(tract)
            .filter(|held| held.depths().is_some_and(|own| own.cover(depths)))
            .ok_or_else(|| LeaseError::AcreageNotHeld {
                tract: tract.clone(),
                depths,
            })
    }

    /// What is left once acreage is let go.
    pub(super) fn without(&self, acreage: &[ReleasedAcreage]) -> Result<Self, LeaseError> {
        let mut left = self.clone();
        for part in acreage {
            match part {
                ReleasedAcreage::Depths { tract, depths } => {
                    for interval in depths.intervals() {
                        left.tract_at(tract, *interval)?;
                        if let Some(held) = left.tracts.get_mut(tract) {
                            held.let_go(*interval);
                        }
                    }
                }
                ReleasedAcreage::Ground { tract, acres, legal } => {
                    left.give_ground(tract, *acres)?;
                    if let Some(held) = left.tracts.get_mut(tract) {
                        held.ground_let_go.insert(plain(legal));
                    }
                }
            }
        }
        Ok(left)
    }

    /// Refuses ground that was let go before, or is named twice. Its words alone tell it from other ground of the tract.
    pub(super) fn not_let_go_before(&self, acreage: &[ReleasedAcreage]) -> Result<(), LeaseError> {
        let mut named = BTreeSet::new();
        for part in acreage {
            let ReleasedAcreage::Ground { tract, legal, .. } = part else {
                continue;
            };
            let before = self
                .tracts
                .get(tract)
                .is_some_and(|held| held.ground_let_go.contains(&plain(legal)));
            if before || !named.insert((tract, plain(legal))) {
                return Err(LeaseError::GroundLetGo {
                    tract: tract.clone(),
                    legal: legal.clone(),
                });
            }
        }
        Ok(())
    }

    fn give_ground(&mut self, tract: &TractName, acres: Acres) -> Result<(), LeaseError> {
        let held_acres = self.tracts.get(tract).map_or(Acres::ZERO, |held| held.held_acres);
        let rest = held_acres.checked_sub(acres);
        match (self.tracts.get_mut(tract), rest) {
            (Some(held), Ok(rest)) if !acres.is_zero() => {
                held.held_acres = rest;
                if rest.is_zero() {
                    held.slices.clear();
                }
                Ok(())
            }
            _ => Err(LeaseError::AcresNotHeld {
                tract: tract.clone(),
                acres,
                held_acres,
            }),
        }
    }
}

/// Words of a description without what makes no difference: case and spaces.
fn plain(legal: &Remarks) -> String {
    let words: Vec<String> = legal.as_str().split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

pub(super) fn whole() -> DecimalInterest {
    // One is a share.
    DecimalInterest::new(rust_decimal::Decimal::ONE).unwrap_or_default()
}
