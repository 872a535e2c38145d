//! Who has to wait after a failure, and how long: a projection of an organization, or the whole organization.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;
use uuid::Uuid;
use wellflow_read_model::ProjectionKey;

use crate::part::PROJECTIONS;

/// The first wait; each failure after it doubles the next.
const FIRST: Duration = Duration::from_millis(250);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(30);

/// What failed: a projection, or with `None` the organization as a whole.
pub(crate) type Part = Option<ProjectionKey>;

/// Who has to wait.
#[derive(Debug, Default)]
pub(crate) struct BackOffs(HashMap<(Uuid, Part), BackOff>);

#[derive(Debug)]
struct BackOff {
    failures: u32,
    until: Instant,
}

impl BackOffs {
    pub(crate) fn failed(&mut self, organization_id: Uuid, part: Part) {
        let fresh = BackOff {
            failures: 0,
            until: Instant::now(),
        };
        let back_off = self.0.entry((organization_id, part)).or_insert(fresh);
        let wait = (FIRST * (1 << back_off.failures.min(7))).min(LONGEST);
        back_off.failures += 1;
        back_off.until = Instant::now() + wait;
    }

    pub(crate) fn succeeded(&mut self, organization_id: Uuid, part: Part) {
        self.0.remove(&(organization_id, part));
    }

    pub(crate) fn rests(&self, organization_id: Uuid, part: Part) -> bool {
        self.0
            .get(&(organization_id, part))
            .is_some_and(|back_off| back_off.until > Instant::now())
    }

    /// Whether there is nothing of the organization that may be tried.
    pub(crate) fn rests_wholly(&self, organization_id: Uuid) -> bool {
        let rests = |key| self.rests(organization_id, Some(key));
        self.rests(organization_id, None) || PROJECTIONS.into_iter().all(rests)
    }

    /// When something of the organization that failed is to be tried again; `None` where nothing failed.
    pub(crate) fn next(&self, organization_id: Uuid) -> Option<DateTime<Utc>> {
        if self.0.is_empty() {
            return None;
        }
        let parts = PROJECTIONS.into_iter().map(Some).chain([None]);
        let until = parts
            .filter_map(|part| self.0.get(&(organization_id, part)))
            .map(|back_off| back_off.until)
            .min()?;
        Some(Utc::now() + until.saturating_duration_since(Instant::now()))
    }
}

#[cfg(test)]
mod tests {
    use wellflow_read_model::{MONTHLY_PRODUCTION, WELL_SUMMARY};

    use super::*;

    #[test]
    fn a_projection_that_fails_rests_alone() {
        let id = Uuid::from_u128(1);
        let mut back_offs = BackOffs::default();
        for _ in 0..40 {
            back_offs.failed(id, Some(WELL_SUMMARY));
        }
        assert!(back_offs.rests(id, Some(WELL_SUMMARY)));
        assert!(!back_offs.rests(id, Some(MONTHLY_PRODUCTION)) && !back_offs.rests(id, None));
        let next = back_offs.next(id).unwrap() - Utc::now();
        assert!(
            next > chrono::TimeDelta::seconds(29) && !back_offs.rests_wholly(id),
            "{next}"
        );
        let others = || PROJECTIONS.into_iter().filter(|key| *key != WELL_SUMMARY);
        for other in others() {
            assert!(!back_offs.rests_wholly(id));
            back_offs.failed(id, Some(other));
        }
        assert!(back_offs.rests_wholly(id) && back_offs.next(id).unwrap() - Utc::now() < next);
        for projection in PROJECTIONS {
            back_offs.succeeded(id, Some(projection));
        }
        assert_eq!(back_offs.next(id), None);
        assert!(!back_offs.rests(id, Some(WELL_SUMMARY)));
    }
}
