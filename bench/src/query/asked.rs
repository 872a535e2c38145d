//! One well at a random instant, whatever its history; a page of the fleet at a random instant, and now.

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::client::{Client, instant};
use super::dice::Dice;
use super::field::{Fleet, Streams, WELLS};
use crate::load::quantile;

/// Items of a page.
const PAGE: usize = 100;
/// Pages of a picture that are gone through.
const PAGES: usize = 10;

/// Times of one question, in microseconds.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Timed {
    pub(crate) what: String,
    pub(crate) answers: usize,
    pub(crate) p50_us: u32,
    pub(crate) p99_us: u32,
}

impl Timed {
    fn of(what: String, mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        Self {
            what,
            answers: micros.len(),
            p50_us: quantile(&micros, 0.50),
            p99_us: quantile(&micros, 0.99),
        }
    }
}

#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

/// Each of the streams at random instants, in turn; every answer is the version that was known then.
pub(crate) async fn as_of(client: &Client, streams: &Streams, rounds: usize) -> Result<Vec<Timed>> {
    let mut dice = Dice::new(1);
    let mut micros = vec![Vec::new(); streams.wells.len()];
    // What comes first in a process is not counted.
    let warm = rounds / 10;
    for round in 0..rounds + warm {
        for place in 0..streams.wells.len() {
            // None is always first, or always after the same one.
            let nth = (place + round) % streams.wells.len();
            let stream = &streams.wells[nth];
            let at = dice.between(stream.span()?);
            let answer = client
                .get(&format!("/api/v1/wells/{}?as_of={}", stream.id, instant(at)))
                .await?;
            let told: Versioned = serde_json::from_str(&answer.body)?;
            let known = stream.version_at(at);
            ensure!(
                told.version == known,
                "version {} is told, {known} was known at {at}",
                told.version
            );
            if round >= warm {
                micros[nth].push(answer.micros);
            }
        }
    }
    let lengths = streams.wells.iter().map(|stream| stream.recorded_at.len());
    let timed = lengths
        .zip(micros)
        .map(|(length, micros)| Timed::of(format!("{length} events"), micros));
    Ok(timed.collect())
}

/// Pages now, and as of random instants.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Paged {
    pub(crate) now: Timed,
    pub(crate) then: Timed,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<serde::de::IgnoredAny>,
    next_cursor: Option<String>,
}

/// Pages of a list, one after the other.
struct Walk<'a> {
    client: &'a Client,
    question: String,
    cursor: Option<String>,
    is_over: bool,
    items: usize,
}

impl<'a> Walk<'a> {
    fn new(client: &'a Client, question: String) -> Self {
        Self {
            client,
            question,
            cursor: None,
            is_over: false,
            items: 0,
        }
    }

    /// The next page; microseconds, and whether it was a whole one.
    async fn next(&mut self) -> Result<(u32, bool)> {
        let cursor = self
            .cursor
            .as_ref()
            .map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let answer = self.client.get(&format!("{}{cursor}", self.question)).await?;
        let page: Items = serde_json::from_str(&answer.body)?;
        self.items += page.items.len();
        self.is_over = page.next_cursor.is_none();
        self.cursor = page.next_cursor;
        Ok((answer.micros, page.items.len() == PAGE))
    }
}

/// The same pages now and as of random instants, side by side. `filter` is what else is asked, as `&status=producing`.
pub(crate) async fn pages(client: &Client, fleet: &Fleet, filter: &str, instants: usize) -> Result<Paged> {
    let mut dice = Dice::new(2);
    let (mut now, mut then) = (Vec::new(), Vec::new());
    for nth in 0..=instants {
        let at = instant(dice.between(fleet.span));
        let question = format!("/api/v1/wells?limit={PAGE}{filter}");
        let mut of_then = Walk::new(client, format!("{question}&as_of={at}"));
        let mut of_now = Walk::new(client, question);
        for _ in 0..PAGES {
            let [(of_now, _), (of_then, is_whole)] = [of_now.next().await?, of_then.next().await?];
            // The first instant is not counted; fewer items are no page of a hundred.
            if nth > 0 && is_whole {
                now.push(of_now);
                then.push(of_then);
            }
        }
    }
    ensure!(!then.is_empty(), "no page was whole");
    Ok(Paged {
        now: Timed::of(format!("now{filter}"), now),
        then: Timed::of(format!("as of an instant{filter}"), then),
    })
}

/// Both lists from the first page to the last: every well is there once, at any instant.
pub(crate) async fn whole(client: &Client, fleet: &Fleet) -> Result<Paged> {
    let at = instant(Dice::new(3).between(fleet.span));
    let question = format!("/api/v1/wells?limit={PAGE}");
    let mut of_then = Walk::new(client, format!("{question}&as_of={at}"));
    let mut of_now = Walk::new(client, question);
    let (mut now, mut then) = (Vec::new(), Vec::new());
    while !of_now.is_over {
        now.push(of_now.next().await?.0);
        then.push(of_then.next().await?.0);
    }
    let wells = usize::try_from(WELLS).context("a number of wells")?;
    ensure!(
        of_then.is_over && [of_now.items, of_then.items] == [wells; 2],
        "a list is not whole"
    );
    Ok(Paged {
        now: Timed::of("now, the whole list".to_owned(), now),
        then: Timed::of("as of an instant, the whole list".to_owned(), then),
    })
}
