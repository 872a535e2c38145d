//! What was sent over HTTP and what came back, by key; written down by the senders.

use super::request::{Outcome, Request, Told, expected_refusals};
use crate::faults::report::Report;

/// Everything about one key.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) request: Request,
    pub(crate) sent: u64,
    pub(crate) unanswered: u64,
    pub(crate) refused: u64,
    /// Answers that said "carried out now".
    pub(crate) fresh: u64,
    /// The one outcome all answers agree on.
    pub(crate) told: Option<Told>,
}

#[derive(Debug)]
pub(crate) struct Book {
    records: Vec<Record>,
    report: Report,
}

impl Book {
    pub(crate) fn new() -> Self {
        Self {
            records: Vec::new(),
            report: Report::new(),
        }
    }

    pub(crate) fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    pub(crate) fn into_parts(self) -> (Vec<Record>, Report) {
        (self.records, self.report)
    }

    /// Opens a record before the first sending.
    pub(crate) fn open(&mut self, request: Request) -> usize {
        self.records.push(Record {
            request,
            sent: 0,
            unanswered: 0,
            refused: 0,
            fresh: 0,
            told: None,
        });
        self.records.len() - 1
    }

    /// Written down before a sending.
    pub(crate) fn sent(&mut self, index: usize) {
        self.records[index].sent += 1;
        self.report.count("requests", 1);
    }

    /// Written down right after its answer, or after it was given up.
    pub(crate) fn answered(&mut self, index: usize, outcome: &Outcome) {
        let (record, report) = (&mut self.records[index], &mut self.report);
        let key = &record.request.key;
        match outcome {
            Outcome::Unanswered(why) => {
                record.unanswered += 1;
                report.count(&format!("no answer: {why}"), 1);
                report.demand(!why.starts_with("500") && !why.contains("unreadable"), || {
                    format!("{key}: {why}")
                });
            }
            Outcome::Refused(slug) => {
                record.refused += 1;
                report.count(&format!("refused: {slug}"), 1);
                report.demand(expected_refusals().contains(slug.as_str()), || {
                    format!("{key}: refused, {slug}")
                });
                let told = &record.told;
                report.demand(told.is_none(), || {
                    format!("{key}: refused with {slug} after {told:?}")
                });
            }
            Outcome::Done(told) => {
                record.fresh += u64::from(!told.replayed);
                let fresh = record.fresh;
                report.demand(fresh <= 1, || {
                    format!("{key}: carried out {fresh} times, now {told:?}")
                });
                match &record.told {
                    None => record.told = Some(told.clone()),
                    Some(first) => report.demand(first.same(told), || {
                        format!("{key}: answered {first:?} first and {told:?} now")
                    }),
                }
            }
        }
    }

    /// What came back for another command under a key that was answered before.
    pub(crate) fn forged(&mut self, index: usize, outcome: &Outcome) {
        let key = &self.records[index].request.key;
        self.report.count("other commands sent under a used key", 1);
        match outcome {
            Outcome::Refused(slug) if slug == "idempotency-key-reused" => {}
            Outcome::Unanswered(_) => {}
            other => self
                .report
                .violation(format!("{key}: another command under it was answered {other:?}")),
        }
    }
}
