//! The journals of all workers, put together by command.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;

use super::journal::{self, Answer, Done, Entry, What};
use super::plan::{Sending, World};
use crate::faults::report::Report;

/// Everything that was sent under one command id; index 1 is the impostor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sends {
    pub(crate) sent: [u16; 2],
    pub(crate) refused: [u16; 2],
    /// Told that the key belongs to another command.
    pub(crate) reused: [bool; 2],
    /// Attempts whose end was not known to the sender.
    pub(crate) unknown: u16,
    /// Answers that said "carried out now".
    pub(crate) fresh: u16,
    /// The one outcome all answers agree on.
    pub(crate) done: [Option<Box<Done>>; 2],
}

/// Everything that was sent, by the command's number.
#[derive(Debug)]
pub(crate) struct Book(Vec<Sends>);

/// When an attempt was under way: which journal, from when to when.
type Span = (usize, u64, u64);

impl Book {
    pub(crate) fn read(world: &World, journals: &[PathBuf], report: &mut Report) -> Self {
        let length = usize::try_from(world.commands).unwrap();
        let mut book = Self(vec![Sends::default(); length]);
        let mut spans: HashMap<u64, Vec<Span>> = HashMap::new();
        for (journal, path) in journals.iter().enumerate() {
            let mut open: HashMap<(u64, bool), VecDeque<u64>> = HashMap::new();
            journal::read(path, |entry| {
                note_span(world, journal, &entry, &mut open, &mut spans);
                book.note(entry, report);
            });
        }
        for spans in spans.values() {
            let mut meetings = Vec::new();
            for (index, one) in spans.iter().enumerate() {
                let met = spans[index + 1..]
                    .iter()
                    .filter(|other| one.1 < other.2 && other.1 < one.2);
                meetings.extend(met.map(|other| one.0 == other.0));
            }
            report.count(
                "commands under way twice at once in one process",
                meetings.contains(&true).into(),
            );
            report.count(
                "commands under way at once in two processes",
                meetings.contains(&false).into(),
            );
        }
        book
    }

    pub(crate) fn of(&self, number: u64) -> &Sends {
        &self.0[usize::try_from(number).unwrap_or(usize::MAX)]
    }

    fn note(&mut self, entry: Entry, report: &mut Report) {
        let number = entry.number;
        let sends = &mut self.0[usize::try_from(number).unwrap()];
        let which = usize::from(entry.forged);
        match entry.what {
            What::Sent => {
                report.count("attempts", 1);
                sends.sent[which] += 1;
            }
            What::Unknown => {
                report.count("attempts answered 'not known' and repeated", 1);
                sends.unknown += 1;
            }
            What::Answered(Answer::Refused(why)) => {
                report.count(&format!("answers 'refused', {why}"), 1);
                sends.refused[which] += 1;
                sends.reused[which] |= why == "key-reused";
            }
            What::Answered(Answer::Done(done)) => {
                let sort = if done.replayed { "done before" } else { "done" };
                report.count(&format!("answers '{sort}'"), 1);
                sends.fresh += u16::from(!done.replayed);
                match &mut sends.done[which] {
                    Some(first) => {
                        let agree = merge(first, &done);
                        report.demand(agree, || {
                            format!("command {number} was answered {first:?} and {done:?}")
                        });
                    }
                    none => *none = Some(Box::new(done)),
                }
            }
        }
    }
}

/// Adds what a further answer tells; false where it contradicts the first.
fn merge(first: &mut Done, again: &Done) -> bool {
    fn same<T: Clone + PartialEq>(first: &mut Option<T>, again: &Option<T>) -> bool {
        if first.is_none() {
            first.clone_from(again);
        }
        again.is_none() || first == again
    }
    same(&mut first.version, &again.version)
        & same(&mut first.from, &again.from)
        & same(&mut first.event_ids, &again.event_ids)
        & (first.position == again.position)
}

/// Remembers when attempts were under way, of those commands that are meant to meet themselves.
fn note_span(
    world: &World,
    journal: usize,
    entry: &Entry,
    open: &mut HashMap<(u64, bool), VecDeque<u64>>,
    spans: &mut HashMap<u64, Vec<Span>>,
) {
    let number = entry.number;
    let meets = World::is_shared(number / world.block)
        || matches!(world.plan(number).sending, Sending::Twice | Sending::WithImpostor);
    if !meets {
        return;
    }
    let under_way = open.entry((number, entry.forged)).or_default();
    match entry.what {
        What::Sent => under_way.push_back(entry.at),
        What::Unknown => {}
        What::Answered(_) => {
            if let Some(start) = under_way.pop_front() {
                spans.entry(number).or_default().push((journal, start, entry.at));
            }
        }
    }
}
