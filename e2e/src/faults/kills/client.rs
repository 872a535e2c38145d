//! Clients: each sends command after command until a fault has struck; and sends again what was not answered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::book::Book;
use super::request::{Known, Outcome, Request, Told, send};
use crate::faults::random::Random;

/// Commands of one client in one round, at most.
const MOST: usize = 200;
/// A client gives up for the round after so many commands without an answer.
const PATIENT: usize = 4;
/// A command that gets no answer for good in so long is a fault of its own.
const DEADLINE: Duration = Duration::from_secs(90);

/// What all clients share.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) http: reqwest::Client,
    /// The processes that run, as far as is known.
    pub(crate) urls: Mutex<Vec<String>>,
    /// One per organization.
    pub(crate) tokens: Vec<String>,
    pub(crate) known: Mutex<Vec<Known>>,
    pub(crate) book: Mutex<Book>,
    pub(crate) struck: AtomicBool,
}

impl Office {
    /// Sends once to the process of that number, writing down before and after.
    pub(crate) async fn ask(&self, index: usize, request: &Request, process: usize) -> Outcome {
        self.book.lock().unwrap().sent(index);
        let url = self.url(process);
        let outcome = match url {
            Some(url) => send(&self.http, &url, &self.tokens[request.organization], request).await,
            None => Outcome::Unanswered("nobody runs".to_owned()),
        };
        self.book.lock().unwrap().answered(index, &outcome);
        if let Outcome::Done(told) = &outcome {
            self.learn(request, told);
        }
        outcome
    }

    fn url(&self, process: usize) -> Option<String> {
        let urls = self.urls.lock().unwrap();
        (!urls.is_empty()).then(|| urls[process % urls.len()].clone())
    }

    fn learn(&self, request: &Request, told: &Told) {
        let mut known = self.known.lock().unwrap();
        let known = &mut known[request.organization];
        if request.path.ends_with("/wells") {
            if !told.replayed {
                known.wells.push(told.subject.clone());
            }
        } else if let Some(month) = known.months.iter_mut().find(|month| month.0 == told.subject) {
            month.1 = told.version;
        } else {
            known.months.push((told.subject.clone(), told.version));
        }
    }

    /// One client's part of a round; the records it got no answer for good to.
    pub(crate) async fn client(self: Arc<Self>, mut random: Random) -> Vec<usize> {
        let mut unanswered = Vec::new();
        for _ in 0..MOST {
            if self.struck.load(Ordering::Relaxed) {
                break;
            }
            let organization = random.index(self.tokens.len());
            let known = self.known.lock().unwrap()[organization].clone();
            let request = Request::next(&mut random, organization, &known);
            let index = self.book.lock().unwrap().open(request.clone());
            let answered = match random.below(100) {
                0..15 => self.twice_at_once(index, &request, &mut random).await,
                15..27 => self.given_up(index, &request, &mut random).await,
                27..31 => self.then_forged(index, &request, &mut random).await,
                _ => is_answer(&self.ask(index, &request, random.index(2)).await),
            };
            if !answered {
                unanswered.push(index);
                // Of two processes the other one may still be there; but nobody knocks for ever.
                if unanswered.len() >= PATIENT {
                    break;
                }
            }
        }
        unanswered
    }

    /// The same request on two connections, to one process or to both.
    async fn twice_at_once(&self, index: usize, request: &Request, random: &mut Random) -> bool {
        let (one, other) = (random.index(2), random.index(2));
        let (first, second) = tokio::join!(self.ask(index, request, one), self.ask(index, request, other));
        if let (Outcome::Done(first), Outcome::Done(second)) = (&first, &second) {
            let met = first.replayed != second.replayed;
            self.book.lock().unwrap().report().count(
                "sent twice at once, one answer new and one the first outcome",
                met.into(),
            );
        }
        is_answer(&first) && is_answer(&second)
    }

    /// Given up after a moment, while the service is at it, and sent again at once.
    async fn given_up(&self, index: usize, request: &Request, random: &mut Random) -> bool {
        let patience = Duration::from_micros(200 + random.below(6_000));
        let (one, other) = (random.index(2), random.index(2));
        if let Ok(outcome) = tokio::time::timeout(patience, self.ask(index, request, one)).await {
            return is_answer(&outcome);
        }
        let gone = Outcome::Unanswered("given up by the client".to_owned());
        self.book.lock().unwrap().answered(index, &gone);
        let outcome = self.ask(index, request, other).await;
        if let Outcome::Done(told) = &outcome {
            let what = if told.replayed {
                "given up in flight and repeated: the first attempt was carried out"
            } else {
                "given up in flight and repeated: the second attempt was carried out"
            };
            self.book.lock().unwrap().report().count(what, 1);
        }
        is_answer(&outcome)
    }

    async fn then_forged(&self, index: usize, request: &Request, random: &mut Random) -> bool {
        let outcome = self.ask(index, request, random.index(2)).await;
        if matches!(outcome, Outcome::Done(_)) {
            let forged = request.forged();
            if let Some(url) = self.url(random.index(2)) {
                let answer = send(&self.http, &url, &self.tokens[request.organization], &forged).await;
                self.book.lock().unwrap().forged(index, &answer);
            }
        }
        is_answer(&outcome)
    }

    /// Sends a command that was not answered until it is; then once more.
    pub(crate) async fn settle(self: Arc<Self>, index: usize, mut random: Random) {
        let request = self.book.lock().unwrap().records()[index].request.clone();
        let (started, mut pause) = (Instant::now(), Duration::from_millis(5));
        loop {
            let outcome = self.ask(index, &request, random.index(2)).await;
            if is_answer(&outcome) {
                let what = match outcome {
                    Outcome::Done(told) if told.replayed => {
                        "not answered, and carried out before it was sent again"
                    }
                    Outcome::Done(_) => "not answered, and carried out when it was sent again",
                    _ => "not answered, and refused when it was sent again",
                };
                self.book.lock().unwrap().report().count(what, 1);
                break;
            }
            assert!(
                started.elapsed() < DEADLINE,
                "no answer for good to {request:?}: {outcome:?}"
            );
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(500));
        }
        self.again(index, random).await;
    }

    /// Sends a command again that was answered before.
    pub(crate) async fn again(self: Arc<Self>, index: usize, mut random: Random) {
        let record = self.book.lock().unwrap().records()[index].clone();
        let outcome = self.ask(index, &record.request, random.index(2)).await;
        if let (Some(_), Outcome::Done(told)) = (&record.told, &outcome) {
            let key = &record.request.key;
            let mut book = self.book.lock().unwrap();
            book.report()
                .count("answered before, and given the same answer again", 1);
            book.report()
                .demand(told.replayed, || format!("{key}: carried out again, {told:?}"));
        }
    }
}

fn is_answer(outcome: &Outcome) -> bool {
    !matches!(outcome, Outcome::Unanswered(_))
}
