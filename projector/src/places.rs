//! Where the projector stands, as its checkpoints say.

use std::collections::HashMap;

use uuid::Uuid;
use wellflow_event_store::{Progress, Standing};
use wellflow_read_model::{ReadModelError, checkpoint};
use wellflow_runtime::TenantPool;

use crate::part::PROJECTIONS;
use crate::warm::Warm;

/// The checkpoints of all projections as one place each organization: where the slowest stands.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) pool: TenantPool,
    /// Offered the organizations the sweep passes.
    pub(crate) warm: Warm,
}

impl Progress for Places {
    type Error = ReadModelError;

    async fn places(&self, organizations: &[Uuid]) -> Result<HashMap<Uuid, Standing>, ReadModelError> {
        self.warm.offer(organizations);
        let mut places: HashMap<Uuid, (usize, Standing)> = HashMap::with_capacity(organizations.len());
        for projection in PROJECTIONS {
            for (id, found) in checkpoint::many(self.pool.pool(), projection, organizations).await? {
                let place = Standing {
                    position: found.position,
                    incarnation: found.incarnation,
                };
                let (count, slowest) = places.entry(id).or_insert((0, place));
                *count += 1;
                slowest.position = slowest.position.min(found.position);
                if slowest.incarnation != found.incarnation {
                    // Of two copies at once: no ledger is that, and a turn says what is wrong.
                    slowest.incarnation = Uuid::nil();
                }
            }
        }
        let places = places.into_iter().map(|(id, (count, mut place))| {
            if count < PROJECTIONS.len() {
                place.position = 0;
            }
            (id, place)
        });
        Ok(places.collect())
    }
}
