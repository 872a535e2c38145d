//! When the tables have grown so much that the planner should look at them again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;
use wellflow_read_model::{ProjectionKey, statistics};
use wellflow_runtime::TenantPool;

use crate::part::{OfEach, PROJECTIONS};

/// Events between two looks: what was known of a small table is soon wrong, and a look that finds nothing costs less than one of them.
const EVERY: u64 = 1_000;

/// Events each projection has taken in so far; clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statistics {
    taken: Arc<OfEach<AtomicU64>>,
    /// Held by the one who looks.
    looking: Arc<Mutex<()>>,
}

impl Statistics {
    /// Counts what was taken in between two positions of each projection, and looks at the tables of those it is time for,
    /// beside the turns that follow.
    pub(crate) fn took(&self, pool: &TenantPool, before: OfEach<u64>, after: OfEach<u64>) {
        let moves = before.into_iter().zip(after);
        let counted = self.taken.iter().zip(PROJECTIONS).zip(moves);
        let due = counted.filter_map(|((counted, projection), (from, to))| {
            let taken = to.saturating_sub(from);
            let before = counted.fetch_add(taken, Ordering::Relaxed);
            ((before + taken) / EVERY > before / EVERY).then_some(projection)
        });
        let due: Vec<ProjectionKey> = due.collect();
        // Whoever looks already sees to it that another look is not far.
        if let (false, Ok(looking)) = (due.is_empty(), Arc::clone(&self.looking).try_lock_owned()) {
            let pool = pool.clone();
            tokio::spawn(async move {
                for projection in due {
                    look(&pool, projection).await;
                }
                drop(looking);
            });
        }
    }
}

/// Looks at the tables of a projection. What fails is left to the next look, and to autovacuum.
pub(crate) async fn look(pool: &TenantPool, projection: ProjectionKey) {
    match statistics::gather(pool.pool(), projection).await {
        Ok(0) => {}
        Ok(tables) => tracing::debug!(
            projection = projection.name,
            tables,
            "the planner knows more of them"
        ),
        Err(error) => tracing::debug!(
            projection = projection.name, error = %error, "the planner knows no more than before"
        ),
    }
}
