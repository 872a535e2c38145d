//! What the projector tells every reader that keeps wells in memory.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A batch was committed. One with `from_position == to_position` says only that the projector is there, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalidation {
    /// Whose wells.
    pub organization: Uuid,
    /// The checkpoint before the batch; a reader that stands elsewhere has missed something.
    pub from_position: u64,
    /// The checkpoint after it.
    pub to_position: u64,
    /// The wells the batch changed; `None` when there are too many to name, which stands for all of them.
    pub well_ids: Option<Vec<Uuid>>,
}

/// More changed wells than this are not named.
const NAMED_MAX: usize = 1_000;

impl Invalidation {
    /// The message about a batch.
    pub fn batch(organization: Uuid, from_position: u64, to_position: u64, well_ids: Vec<Uuid>) -> Self {
        let well_ids = (well_ids.len() <= NAMED_MAX).then_some(well_ids);
        Self {
            organization,
            from_position,
            to_position,
            well_ids,
        }
    }

    /// The message that nothing changed and the projector is there.
    pub fn still_at(organization: Uuid, position: u64) -> Self {
        Self {
            organization,
            from_position: position,
            to_position: position,
            well_ids: Some(Vec::new()),
        }
    }
}
