//! How interests pass: never more than is owned, never more than a burden leaves.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Shares, Slice, Title};
use crate::ids::OwnerId;
use crate::lease::error::LeaseError;
use crate::lease::stated::{Conveyance, InterestAssignment, InterestKind, LeaseTerms, Lessor};
use crate::quantity::{DecimalInterest, Percent};

/// The shares of production that are the lessors'.
struct Royalty<'a> {
    rate: Decimal,
    lessors: &'a [Lessor],
}

impl Royalty<'_> {
    fn of(terms: &LeaseTerms, rate: Percent) -> Royalty<'_> {
        Royalty {
            rate: rate.value() / Decimal::ONE_HUNDRED,
            lessors: &terms.lessors,
        }
    }

    /// What the royalty leaves to a working interest.
    fn leaves(&self, working: Decimal) -> Decimal {
        working * (Decimal::ONE - self.rate)
    }

    /// A lessor's part of it.
    fn of_lessor(&self, owner: OwnerId) -> Decimal {
        let fractions = self.lessors.iter().filter(|lessor| lessor.owner_id == owner);
        let fraction: Decimal = fractions.map(|lessor| lessor.mineral_fraction.value()).sum();
        fraction * self.rate
    }
}

fn share(shares: &Shares, owner: OwnerId) -> Decimal {
    shares.get(&owner).map_or(Decimal::ZERO, |share| share.value())
}

/// Sets a share; one of nothing is not kept. The callers stay between 0 and 1.
fn set(shares: &mut Shares, owner: OwnerId, value: Decimal) {
    match DecimalInterest::new(value) {
        Ok(value) if !value.is_zero() => {
            shares.insert(owner, value);
        }
        Ok(_) | Err(_) => {
            shares.remove(&owner);
        }
    }
}

fn give(shares: &mut Shares, from: OwnerId, to: OwnerId, fraction: Decimal) {
    let (had, has) = (share(shares, from), share(shares, to));
    set(shares, from, had - fraction);
    set(shares, to, has + fraction);
}

fn add(shares: &mut Shares, to: OwnerId, fraction: Decimal) {
    let has = share(shares, to);
    set(shares, to, has + fraction);
}

impl Title {
    /// The title once an interest has passed.
    pub(in crate::lease) fn assigned(
        &self,
        assignment: &InterestAssignment,
        terms: &LeaseTerms,
    ) -> Result<Self, LeaseError> {
        let (from, to) = (assignment.from, assignment.to);
        if from == to {
            return Err(LeaseError::AssignedToItself { owner: from });
        }
        if assignment.fraction.is_zero() {
            return Err(LeaseError::FractionZero { owner: from });
        }
        self.tract_at(&assignment.tract, assignment.depths)?;
        let royalty = Royalty::of(terms, terms.royalty_rate);
        let mut after = self.clone();
        if let Some(tract) = after.tracts.get_mut(&assignment.tract) {
            tract.cut(assignment.depths);
            for slice in &mut tract.slices {
                if assignment.depths.covers(slice.depths) {
                    slice.pass(assignment, &royalty)?;
                }
            }
        }
        Ok(after)
    }

    /// Whether everything carved out so far still has room under another royalty.
    pub(in crate::lease) fn bears(&self, terms: &LeaseTerms, rate: Percent) -> Result<(), LeaseError> {
        let royalty = Royalty::of(terms, rate);
        for (name, tract) in &self.tracts {
            for slice in &tract.slices {
                let working = slice
                    .carved_from_working
                    .iter()
                    .map(|(owner, carved)| (owner, carved, royalty.leaves(share(&slice.working, *owner))));
                let lessors = slice
                    .carved_from_royalty
                    .iter()
                    .map(|(owner, carved)| (owner, carved, royalty.of_lessor(*owner)));
                for (owner, carved, room) in working.chain(lessors) {
                    if carved.value() > room {
                        return Err(LeaseError::BurdensExceedInterest {
                            owner: *owner,
                            tract: name.clone(),
                            depths: slice.depths,
                            room: room.normalize(),
                            fraction: *carved,
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

impl Slice {
    fn pass(&mut self, assignment: &InterestAssignment, royalty: &Royalty<'_>) -> Result<(), LeaseError> {
        match assignment.conveyance {
            Conveyance::WorkingInterest {
                reserved_overriding_royalty,
            } => self.pass_working(assignment, reserved_overriding_royalty, royalty),
            Conveyance::Held { royalty } => self.pass_held(assignment, royalty),
            Conveyance::Carved { royalty: interest } => self.carve(assignment, interest, royalty),
        }
    }

    fn owned(&self, assignment: &InterestAssignment, interest: InterestKind) -> Result<Decimal, LeaseError> {
        let shares = self.shares(interest);
        let owned = share(shares, assignment.from);
        if assignment.fraction.value() > owned {
            return Err(LeaseError::InterestNotOwned {
                owner: assignment.from,
                interest,
                tract: assignment.tract.clone(),
                depths: self.depths,
                owned: shares.get(&assignment.from).copied().unwrap_or_default(),
                fraction: assignment.fraction,
            });
        }
        Ok(owned)
    }

    /// A working interest passes with its part of what was carved out of it, and may leave a royalty behind.
    fn pass_working(
        &mut self,
        assignment: &InterestAssignment,
        reserved: Option<DecimalInterest>,
        royalty: &Royalty<'_>,
    ) -> Result<(), LeaseError> {
        let owned = self.owned(assignment, InterestKind::WorkingInterest)?;
        let (from, to, fraction) = (assignment.from, assignment.to, assignment.fraction.value());
        let burden = share(&self.carved_from_working, from);
        let moved = if fraction == owned {
            burden
        } else {
            // Towards the assignor, so that neither is left with more than the royalty leaves.
            self.moved_burden(burden, fraction, owned, royalty)
        };
        let room = royalty.leaves(fraction) - moved;
        let kept = reserved.unwrap_or_default();
        if kept.value() > room {
            return Err(self.no_room(assignment, room, kept));
        }
        give(&mut self.working, from, to, fraction);
        give(&mut self.carved_from_working, from, to, moved);
        add(&mut self.overriding, from, kept.value());
        add(&mut self.carved_from_working, to, kept.value());
        Ok(())
    }

    fn moved_burden(
        &self,
        burden: Decimal,
        fraction: Decimal,
        owned: Decimal,
        royalty: &Royalty<'_>,
    ) -> Decimal {
        let exact = burden * fraction / owned;
        let down = exact.round_dp_with_strategy(8, RoundingStrategy::ToZero);
        let stays_with = royalty.leaves(owned - fraction);
        if burden - down > stays_with {
            exact.round_dp_with_strategy(8, RoundingStrategy::AwayFromZero)
        } else {
            down
        }
    }

    fn pass_held(
        &mut self,
        assignment: &InterestAssignment,
        interest: InterestKind,
    ) -> Result<(), LeaseError> {
        let shares = match interest {
            InterestKind::WorkingInterest => return Err(LeaseError::WorkingInterestNotRoyalty),
            InterestKind::OverridingRoyalty | InterestKind::NonParticipatingRoyalty => {
                self.owned(assignment, interest)?;
                self.royalties(interest)
            }
        };
        give(
            shares,
            assignment.from,
            assignment.to,
            assignment.fraction.value(),
        );
        Ok(())
    }

    fn carve(
        &mut self,
        assignment: &InterestAssignment,
        interest: InterestKind,
        royalty: &Royalty<'_>,
    ) -> Result<(), LeaseError> {
        let (from, fraction) = (assignment.from, assignment.fraction);
        let (bears, room) = match interest {
            InterestKind::WorkingInterest => return Err(LeaseError::WorkingInterestNotRoyalty),
            InterestKind::OverridingRoyalty => {
                let room = royalty.leaves(share(&self.working, from));
                (&mut self.carved_from_working, room)
            }
            InterestKind::NonParticipatingRoyalty => (&mut self.carved_from_royalty, royalty.of_lessor(from)),
        };
        let room = room - share(bears, from);
        if fraction.value() > room {
            return Err(self.no_room(assignment, room, fraction));
        }
        add(bears, from, fraction.value());
        add(self.royalties(interest), assignment.to, fraction.value());
        Ok(())
    }

    /// The royalties of a kind; what is no overriding royalty here is a non-participating one.
    fn royalties(&mut self, interest: InterestKind) -> &mut Shares {
        match interest {
            InterestKind::OverridingRoyalty => &mut self.overriding,
            InterestKind::WorkingInterest | InterestKind::NonParticipatingRoyalty => {
                &mut self.non_participating
            }
        }
    }

    fn no_room(
        &self,
        assignment: &InterestAssignment,
        room: Decimal,
        fraction: DecimalInterest,
    ) -> LeaseError {
        LeaseError::BurdensExceedInterest {
            owner: assignment.from,
            tract: assignment.tract.clone(),
            depths: self.depths,
            room: room.max(Decimal::ZERO).normalize(),
            fraction,
        }
    }
}
