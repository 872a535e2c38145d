//! A lane: drains what waits, writes it as one transaction, answers each waiter by itself.
//!
//! There is no timer: a lone submission is written at once, and batches grow by themselves while others are being
//! flushed. A second batch sets out while one is under way as soon as it is worth a transaction of its own; the database
//! prepares it while it waits for the first one's lock. No two submissions under way touch the same stream (unless
//! both only check it), claim the same key or carry the same command id.

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use wellflow_runtime::{Pool, Shutdown};

use crate::hint::Hints;
use crate::ledger::LedgerConfig;
use crate::queue::{Queue, Waiting};
use crate::touch::{Held, Touch};
use crate::write::Writer;

/// One writer.
pub(crate) struct Lane {
    writer: Writer,
    config: LedgerConfig,
    receiver: mpsc::UnboundedReceiver<Waiting>,
    queue: Queue,
    held: Held,
    under_way: JoinSet<Vec<Touch>>,
    /// Whether the newest batch under way is written with care.
    careful: bool,
}

impl Lane {
    pub(crate) fn new(
        pool: Pool,
        config: LedgerConfig,
        hints: Hints,
        receiver: mpsc::UnboundedReceiver<Waiting>,
    ) -> Self {
        Self {
            writer: Writer::new(pool, hints),
            config,
            receiver,
            queue: Queue::default(),
            held: Held::default(),
            under_way: JoinSet::new(),
            careful: false,
        }
    }

    pub(crate) async fn run(mut self, shutdown: Shutdown) {
        let mut open = true;
        loop {
            if open && shutdown.is_requested() {
                // Nothing new is accepted from now on; what was accepted is still answered.
                self.receiver.close();
            }
            tokio::select! {
                biased;
                Some(written) = self.under_way.join_next() => self.settle(written),
                received = self.receiver.recv(), if open => match received {
                    Some(waiting) => self.queue.push(waiting),
                    None => open = false,
                },
                () = shutdown.requested(), if open && !shutdown.is_requested() => continue,
                else => return,
            }
            while let Some(written) = self.under_way.try_join_next() {
                self.settle(written);
            }
            while let Ok(waiting) = self.receiver.try_recv() {
                self.queue.push(waiting);
            }
            self.set_out();
        }
    }

    /// Sends batches on their way, as many as are worth it.
    fn set_out(&mut self) {
        while self.queue.len() > 0 && self.under_way.len() < self.config.depth.max(1) {
            // What is written with care ends wherever it ends: the next batch learns from it where to begin.
            let overlaps = !self.under_way.is_empty();
            if overlaps && (self.careful || self.queue.len() < self.config.overlap) {
                return;
            }
            let mut batch = self.queue.next_batch(&self.config, &mut self.held);
            if batch.is_empty() {
                return;
            }
            crate::arrays::sort(&mut batch);
            let touches = batch
                .iter()
                .flat_map(|waiting| waiting.submission.touches.iter().copied())
                .collect();
            let writer = self.writer.clone();
            let places = writer.places(&batch);
            self.careful = places.is_none();
            self.under_way.spawn(async move {
                writer.write(batch, places).await;
                touches
            });
        }
    }

    fn settle(&mut self, written: Result<Vec<Touch>, tokio::task::JoinError>) {
        match written {
            Ok(touches) => self.held.release(&touches),
            // A writer that panicked has answered nobody: its waiters see their lane gone. What it held is not known.
            Err(error) => {
                tracing::error!(error = %error, "a batch was not written");
                if self.under_way.is_empty() {
                    self.held = Held::default();
                }
            }
        }
    }
}
