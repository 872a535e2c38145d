//! Where each organization's ledger is expected to be when the next batch is written.
//!
//! An expectation is right as long as this lane is the organization's one writer and nothing it writes is refused. A
//! wrong one costs an attempt, never an event: what is written at an unexpected place is written again by the function
//! that judges each submission. After a miss that function writes for a while, for longer after every further miss.

use std::collections::HashMap;

use uuid::Uuid;

use crate::StoreError;
use crate::append::signed;
use crate::arrays::Places;
use crate::queue::Waiting;
use crate::submission::Outcome;

/// Organizations remembered by a lane.
const REMEMBERED: usize = 50_000;

/// The longest an organization is written with care after misses, in batches.
const MOST_CARE: u32 = 1_024;

#[derive(Debug, Default)]
struct Expectation {
    position: u64,
    /// The copy of the ledger that was last written to; `None` where the position is not known.
    incarnation: Option<Uuid>,
    /// Batches on their way.
    under_way: u32,
    /// Batches to be written with care before the position is trusted again.
    care: u32,
    misses: u32,
}

/// The expectations of a lane.
#[derive(Debug, Default)]
pub(crate) struct Expectations {
    organizations: HashMap<Uuid, Expectation>,
    /// The token of the newest batch that was sent to its places.
    newest: Option<i64>,
}

impl Expectations {
    /// The places a sorted batch will be written at, if all its organizations are where we think; it is on its way then.
    pub(crate) fn places(&mut self, batch: &[Waiting]) -> Result<Option<Places>, StoreError> {
        if self.organizations.len() > REMEMBERED {
            self.organizations.retain(|_, of| of.under_way > 0);
        }
        let mut expected: Vec<i64> = Vec::new();
        let mut incarnations: Vec<Uuid> = Vec::new();
        let mut certain = true;
        for group in batch.chunk_by(same_organization) {
            let Some(first) = group.first() else { continue };
            let of = self
                .organizations
                .entry(first.submission.organization_id)
                .or_default();
            of.under_way += 1;
            // What was decided on another copy is for the function that judges.
            let same = |w: &Waiting| {
                w.submission
                    .incarnation
                    .is_none_or(|it| of.incarnation == Some(it))
            };
            certain &= of.incarnation.is_some() && group.iter().all(same);
            expected.push(signed(of.position)?);
            incarnations.extend(of.incarnation);
        }
        for group in batch.chunk_by(same_organization) {
            let Some(first) = group.first() else { continue };
            if let Some(of) = self.organizations.get_mut(&first.submission.organization_id) {
                // What is written with care ends wherever it ends.
                of.incarnation = of.incarnation.filter(|_| certain);
                of.position += group.iter().map(|w| w.submission.events() as u64).sum::<u64>();
            }
        }
        if !certain {
            return Ok(None);
        }
        let token = i64::from_ne_bytes(Uuid::new_v4().as_u64_pair().1.to_ne_bytes());
        let after = self.newest.replace(token);
        Ok(Some(Places {
            token,
            after,
            expected,
            incarnations,
        }))
    }

    /// A batch was not where it expected to be.
    pub(crate) fn missed(&mut self, batch: &[Waiting]) {
        for group in batch.chunk_by(same_organization) {
            let Some(first) = group.first() else { continue };
            if let Some(of) = self.organizations.get_mut(&first.submission.organization_id) {
                of.incarnation = None;
                of.misses = of.misses.saturating_add(1);
                of.care = 2u32.saturating_pow(of.misses).min(MOST_CARE);
            }
        }
    }

    /// A batch was answered.
    pub(crate) fn settled(&mut self, organization_id: Uuid, outcomes: &[Outcome], with_care: bool) {
        let Some(of) = self.organizations.get_mut(&organization_id) else {
            return;
        };
        of.under_way = of.under_way.saturating_sub(1);
        if !with_care {
            of.misses = 0;
            return;
        }
        let committed = outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Committed { to, incarnation, .. } => Some((*to, *incarnation)),
            _ => None,
        });
        of.care = of.care.saturating_sub(1);
        match committed.max() {
            Some((to, incarnation)) if of.under_way == 0 && of.care == 0 => {
                of.position = to;
                of.incarnation = Some(incarnation);
            }
            _ => of.incarnation = None,
        }
    }
}

/// Whether two neighbours of a sorted batch are of one organization.
pub(crate) fn same_organization(one: &Waiting, other: &Waiting) -> bool {
    one.submission.organization_id == other.submission.organization_id
}
