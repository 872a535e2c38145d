//! Readings under way: whoever asks for the same well at the same time waits for the one that reads it.
//!
//! Invariants
//! - Nobody is given what was read before he asked: a reading that is over is shared no more.
//! - A reading that fails, or whose client goes away, is begun again by one of those who wait for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::OnceCell;
use uuid::Uuid;

/// Places of readings that came to nothing may be left behind up to this number.
const LEFT_BEHIND: usize = 1_000;

type Key = (Uuid, Uuid);
type Places<T> = HashMap<Key, Weak<OnceCell<T>>>;

/// Readings under way, by organization and well; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Flights<T>(Arc<Mutex<Places<T>>>);

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone> Flights<T> {
    /// What is read of a well, by this caller or by one who asked before and has not read it yet; and whether it was another.
    ///
    /// # Errors
    /// Those of the caller's own reading.
    pub(crate) async fn share<E>(
        &self,
        key: Key,
        read: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<(T, bool), E> {
        let place = self.place(key);
        let mut own = false;
        let found = place
            .get_or_try_init(async || {
                own = true;
                let read = read().await;
                // Whoever comes from now on reads anew.
                self.leave(key, &place);
                read
            })
            .await?;
        Ok((found.clone(), !own))
    }

    fn place(&self, key: Key) -> Arc<OnceCell<T>> {
        let mut places = self.places();
        if let Some(place) = places.get(&key).and_then(Weak::upgrade) {
            return place;
        }
        if places.len() >= LEFT_BEHIND {
            places.retain(|_, place| place.strong_count() > 0);
        }
        let place = Arc::new(OnceCell::new());
        places.insert(key, Arc::downgrade(&place));
        place
    }

    fn leave(&self, key: Key, place: &Arc<OnceCell<T>>) {
        let mut places = self.places();
        if places
            .get(&key)
            .is_some_and(|other| std::ptr::eq(other.as_ptr(), Arc::as_ptr(place)))
        {
            places.remove(&key);
        }
    }

    fn places(&self) -> MutexGuard<'_, Places<T>> {
        // A panic elsewhere leaves a whole map behind: every change is one insert or removal.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Notify;

    use super::*;

    const KEY: Key = (Uuid::nil(), Uuid::nil());

    /// Reads that are held until they are let go, each with another number.
    #[derive(Default)]
    struct Held {
        reads: AtomicU32,
        begun: Notify,
        go: Notify,
    }

    impl Held {
        async fn read(&self, fails: bool) -> Result<u32, &'static str> {
            let nth = self.reads.fetch_add(1, Ordering::SeqCst) + 1;
            self.begun.notify_one();
            self.go.notified().await;
            if fails { Err("no connection") } else { Ok(nth) }
        }
    }

    #[tokio::test]
    async fn those_who_ask_at_the_same_time_share_one_reading_and_the_next_reads_anew() {
        let (flights, held) = (Flights::<u32>::default(), Held::default());
        let first = flights.share(KEY, async || held.read(false).await);
        let second = flights.share(KEY, async || held.read(false).await);
        let other = (Uuid::nil(), Uuid::max());
        let elsewhere = flights.share(other, async || Ok::<_, &str>(70));
        let lets_go = async {
            held.begun.notified().await;
            held.go.notify_one();
        };
        let (first, second, elsewhere, ()) = tokio::join!(first, second, elsewhere, lets_go);
        assert_eq!((first, second), (Ok((1, false)), Ok((1, true))));
        assert_eq!(elsewhere, Ok((70, false)));
        held.go.notify_one();
        let third = flights.share(KEY, async || held.read(false).await).await;
        assert_eq!(third, Ok((2, false)));
        assert!(flights.places().is_empty());
    }

    #[tokio::test]
    async fn a_reading_that_comes_to_nothing_is_begun_again_by_who_waits() {
        let (flights, held) = (Flights::<u32>::default(), Held::default());
        let fails = flights.share(KEY, async || held.read(true).await);
        let waits = flights.share(KEY, async || held.read(false).await);
        let lets_go = async {
            for _ in 0..2 {
                held.begun.notified().await;
                held.go.notify_one();
            }
        };
        let (fails, waits, ()) = tokio::join!(fails, waits, lets_go);
        assert_eq!((fails, waits), (Err("no connection"), Ok((2, false))));

        // And by who waits for a client that goes away.
        let goes = flights.share(KEY, async || held.read(false).await);
        let mut goes = Box::pin(goes);
        assert!(futures::poll!(&mut goes).is_pending());
        let waits = flights.share(KEY, async || held.read(false).await);
        let mut waits = Box::pin(waits);
        assert!(futures::poll!(&mut waits).is_pending());
        drop(goes);
        assert!(futures::poll!(&mut waits).is_pending());
        held.go.notify_one();
        assert_eq!(waits.await, Ok((4, false)));
    }
}
