//! When the tables have grown so much that the planner should look at them again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use wellflow_read_model::{ProjectionKey, statistics};
use wellflow_runtime::TenantPool;

use crate::part::{OfEach, PROJECTIONS};

/// Events between two looks: what was known of a small table is soon wrong, and a look costs less than one of them.
const EVERY: u64 = 1_000;

/// Events each projection has taken in since it was last looked at; clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statistics(Arc<OfEach<AtomicU64>>);

impl Statistics {
    /// Counts what was taken in between two positions of each projection, and looks at the tables of those it is time for.
    pub(crate) async fn took(&self, pool: &TenantPool, before: OfEach<u64>, after: OfEach<u64>) {
        let moves = before.into_iter().zip(after);
        for ((counted, projection), (from, to)) in self.0.iter().zip(PROJECTIONS).zip(moves) {
            let taken = to.saturating_sub(from);
            let counted_before = counted.fetch_add(taken, Ordering::Relaxed);
            if (counted_before + taken) / EVERY > counted_before / EVERY {
                look(pool, projection).await;
            }
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
