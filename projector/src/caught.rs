//! Code that gives up in a panic stops what it was at, and nothing beside it.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use wellflow_read_model::ProjectionKey;

use crate::ProjectorError;

/// What gives up in a panic stops itself alone.
///
/// # Errors
/// [`ProjectorError::Panicked`].
pub(crate) async fn caught<T>(
    projection: ProjectionKey,
    work: impl Future<Output = T>,
) -> Result<T, ProjectorError> {
    // What it was at is thrown away: a transaction takes itself back.
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.map_err(|_| ProjectorError::Panicked {
        projection: projection.name,
    })
}

#[cfg(test)]
mod tests {
    use wellflow_read_model::SEARCH;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_of_its_projection() {
        let fine = caught(SEARCH, async { 7 }).await;
        assert_eq!(fine.ok(), Some(7));
        let gave_up = caught(SEARCH, async {
            let nothing: [u8; 0] = [];
            nothing[usize::from(std::process::id() == 0)]
        });
        let error = gave_up.await.expect_err("it panics");
        assert!(error.needs_attention() && error.poison().is_none());
        assert!(
            error.chain().starts_with("search gave up in a panic"),
            "{}",
            error.chain()
        );
    }
}
