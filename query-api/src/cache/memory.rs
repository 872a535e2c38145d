//! Wells in this process's memory.
//!
//! Each organization has a watermark: everything kept of it holds at that position or later. The watermark follows the
//! projector's messages as long as each begins where the one before ended; the wells a message names are dropped. A
//! message that begins elsewhere means that something was missed: everything of the organization is dropped.
//!
//! Invariants
//! - Nothing is kept of an organization before a message of it was heard, nor used after 15 s without one.
//! - A well read before the watermark is not kept: a message about it may have gone by.
//! - What was kept, or was being read, before the projector was silent for so long is never used again: rows that answer
//!   differently are served only after such a silence.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::Utc;
use moka::sync::Cache;
use uuid::Uuid;
use wellflow_read_model::cache::{CachedWell, Invalidation, MARK_LIFE_MS};

/// Bytes of documents kept.
const CAPACITY_BYTES: u64 = 64 << 20;
/// How long a well is kept at most.
const LIFE: Duration = Duration::from_secs(600);
/// How long the projector may be silent about an organization.
const SILENCE: Duration = Duration::from_millis(MARK_LIFE_MS);

#[derive(Clone)]
pub(super) struct Memory {
    wells: Cache<(Uuid, Uuid), Arc<Kept>>,
    organizations: Arc<RwLock<Organizations>>,
}

#[derive(Default)]
struct Organizations {
    standing: HashMap<Uuid, Standing>,
    /// Given to an organization whenever it starts over; entries of an older one do not count.
    generations: u64,
}

struct Standing {
    watermark: u64,
    generation: u64,
    heard_at: Instant,
}

struct Kept {
    well: CachedWell,
    read_at: u64,
    generation: u64,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory")
            .field("wells", &self.wells.entry_count())
            .finish_non_exhaustive()
    }
}

impl Memory {
    pub(super) fn new() -> Self {
        let weight = |_: &(Uuid, Uuid), kept: &Arc<Kept>| {
            u32::try_from(kept.well.document.len())
                .unwrap_or(u32::MAX)
                .saturating_add(200)
        };
        let wells = Cache::builder()
            .max_capacity(CAPACITY_BYTES)
            .weigher(weight)
            .time_to_live(LIFE)
            .build();
        Self {
            wells,
            organizations: Arc::default(),
        }
    }

    /// A well, and the position at which it is known to be so.
    pub(super) fn get(&self, organization_id: Uuid, well_id: Uuid) -> Option<(CachedWell, u64)> {
        let organizations = self.organizations.read().unwrap_or_else(PoisonError::into_inner);
        let standing = organizations.standing.get(&organization_id)?;
        let kept = self.wells.get(&(organization_id, well_id))?;
        let counts = kept.generation == standing.generation
            && standing.heard_at.elapsed() < SILENCE
            && !kept.well.is_over(Utc::now());
        counts.then(|| (kept.well.clone(), kept.read_at.max(standing.watermark)))
    }

    /// How far the projector was heard to be; `None` where it is silent.
    pub(super) fn watermark(&self, organization_id: Uuid) -> Option<u64> {
        let organizations = self.organizations.read().unwrap_or_else(PoisonError::into_inner);
        let standing = organizations.standing.get(&organization_id)?;
        (standing.heard_at.elapsed() < SILENCE).then_some(standing.watermark)
    }

    /// What a well that is read from now on belongs to; `None` where nothing is kept of the organization.
    pub(super) fn generation(&self, organization_id: Uuid) -> Option<u64> {
        let organizations = self.organizations.read().unwrap_or_else(PoisonError::into_inner);
        let standing = organizations.standing.get(&organization_id)?;
        (standing.heard_at.elapsed() < SILENCE).then_some(standing.generation)
    }

    /// Keeps a well that was so at `read_at`, and was read in that generation. The lock is held while it is put in: a
    /// message cannot pass in between.
    pub(super) fn put(
        &self,
        (organization_id, well_id): (Uuid, Uuid),
        well: &CachedWell,
        read_at: u64,
        generation: Option<u64>,
    ) {
        let organizations = self.organizations.read().unwrap_or_else(PoisonError::into_inner);
        let Some(standing) = organizations.standing.get(&organization_id) else {
            return;
        };
        if read_at >= standing.watermark && generation == Some(standing.generation) {
            let kept = Kept {
                well: well.clone(),
                read_at,
                generation: standing.generation,
            };
            self.wells.insert((organization_id, well_id), Arc::new(kept));
        }
    }

    /// Takes a message of the projector into account.
    pub(super) fn hear(&self, message: &Invalidation) {
        let mut organizations = self.organizations.write().unwrap_or_else(PoisonError::into_inner);
        let Organizations {
            standing,
            generations,
        } = &mut *organizations;
        let unbroken = standing.get_mut(&message.organization).filter(|standing| {
            standing.watermark == message.from_position && standing.heard_at.elapsed() < SILENCE
        });
        match (unbroken, &message.well_ids) {
            (Some(standing), Some(well_ids)) => {
                for well_id in well_ids {
                    self.wells.invalidate(&(message.organization, *well_id));
                }
                standing.watermark = message.to_position;
                standing.heard_at = Instant::now();
            }
            (None, _) | (_, None) => {
                *generations += 1;
                let fresh = Standing {
                    watermark: message.to_position,
                    generation: *generations,
                    heard_at: Instant::now(),
                };
                standing.insert(message.organization, fresh);
            }
        }
    }

    /// Forgets everything: messages may have been missed.
    pub(super) fn forget(&self) {
        self.organizations
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .standing
            .clear();
        self.wells.invalidate_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: Uuid = Uuid::from_u128(1);
    const WELL: Uuid = Uuid::from_u128(2);

    fn well(position: u64) -> CachedWell {
        CachedWell {
            position,
            version: 1,
            settled: true,
            next_boundary_at: None,
            document: "{}".to_owned(),
        }
    }

    fn batch(from: u64, to: u64, wells: &[Uuid]) -> Invalidation {
        Invalidation::batch(ORG, from, to, wells.to_vec())
    }

    fn position(memory: &Memory) -> Option<u64> {
        memory.get(ORG, WELL).map(|(_, position)| position)
    }

    fn put(memory: &Memory, well: &CachedWell, read_at: u64) {
        memory.put((ORG, WELL), well, read_at, memory.generation(ORG));
    }

    fn silence(memory: &Memory) {
        let mut organizations = memory.organizations.write().unwrap();
        for standing in organizations.standing.values_mut() {
            standing.heard_at = Instant::now().checked_sub(SILENCE).unwrap();
        }
    }

    #[test]
    fn what_was_kept_or_being_read_before_a_silence_is_never_used_again() {
        let memory = Memory::new();
        memory.hear(&Invalidation::still_at(ORG, 10));
        put(&memory, &well(5), 10);
        let before = memory.generation(ORG);
        silence(&memory);
        assert_eq!((position(&memory), memory.generation(ORG)), (None, None));
        memory.hear(&Invalidation::still_at(ORG, 10));
        assert_eq!(position(&memory), None);
        memory.put((ORG, WELL), &well(5), 10, before);
        assert_eq!(position(&memory), None);
        put(&memory, &well(5), 10);
        assert_eq!(position(&memory), Some(10));
    }

    #[test]
    fn nothing_is_kept_of_an_organization_never_heard_of() {
        let memory = Memory::new();
        put(&memory, &well(5), 10);
        assert_eq!(position(&memory), None);
    }

    #[test]
    fn an_unbroken_chain_carries_what_it_does_not_name() {
        let memory = Memory::new();
        memory.hear(&Invalidation::still_at(ORG, 10));
        put(&memory, &well(5), 10);
        assert_eq!(position(&memory), Some(10));
        memory.hear(&batch(10, 12, &[Uuid::from_u128(3)]));
        assert_eq!(position(&memory), Some(12));
        memory.hear(&batch(12, 13, &[WELL]));
        assert_eq!(position(&memory), None);
    }

    #[test]
    fn a_gap_a_step_back_and_an_unnamed_crowd_drop_the_organization() {
        for message in [
            batch(11, 12, &[]),
            Invalidation::still_at(ORG, 9),
            Invalidation {
                organization: ORG,
                from_position: 10,
                to_position: 12,
                well_ids: None,
            },
        ] {
            let memory = Memory::new();
            memory.hear(&Invalidation::still_at(ORG, 10));
            put(&memory, &well(5), 10);
            memory.hear(&message);
            assert_eq!(position(&memory), None, "{message:?}");
            put(&memory, &well(5), message.to_position);
            assert_eq!(position(&memory), Some(message.to_position));
        }
    }

    #[test]
    fn a_well_read_before_the_watermark_is_not_kept() {
        let memory = Memory::new();
        memory.hear(&batch(9, 12, &[WELL]));
        put(&memory, &well(5), 11);
        assert_eq!(position(&memory), None);
    }

    #[test]
    fn a_lost_subscription_forgets_everything() {
        let memory = Memory::new();
        memory.hear(&Invalidation::still_at(ORG, 10));
        put(&memory, &well(5), 10);
        memory.forget();
        memory.hear(&Invalidation::still_at(ORG, 10));
        assert_eq!(position(&memory), None);
    }

    #[test]
    fn a_well_past_its_boundary_is_not_served() {
        let memory = Memory::new();
        memory.hear(&Invalidation::still_at(ORG, 10));
        let over = CachedWell {
            next_boundary_at: Some(Utc::now()),
            ..well(5)
        };
        put(&memory, &over, 10);
        assert_eq!(position(&memory), None);
    }
}
