//! One signal that every task of a process listens to.

use tokio_util::sync::CancellationToken;

/// Asks the tasks of a process to finish; clones share one signal.
#[derive(Clone, Debug, Default)]
pub struct Shutdown(CancellationToken);

impl Shutdown {
    /// A signal nobody has given yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks every holder to finish.
    pub fn request(&self) {
        self.0.cancel();
    }

    /// Whether somebody asked.
    pub fn is_requested(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Completes when somebody asks.
    pub async fn requested(&self) {
        self.0.cancelled().await;
    }

    /// A signal that follows this one and may be given on its own.
    #[must_use]
    pub fn child(&self) -> Self {
        Self(self.0.child_token())
    }
}
