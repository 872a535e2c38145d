//! The two signals that ask a process to end.

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};
use wellflow_runtime::Shutdown;

/// Turns the first SIGINT or SIGTERM into a request to finish; a second one ends the process at once.
pub(crate) fn listen(shutdown: &Shutdown) -> Result<()> {
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be listened for")?;
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be listened for")?;
    let shutdown = shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        shutdown.request();
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        // The private servers notice that their parent is gone and stop by themselves.
        std::process::exit(130);
    });
    Ok(())
}
