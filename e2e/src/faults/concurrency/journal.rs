//! What a worker sent and what it was answered, written before and right after.
//!
//! Each line is one `write` to a file nobody else writes: what was written survives a SIGKILL of the writer, because it is
//! the kernel's by then. A last line without its end was not finished, so what it announces did not happen yet.
//!
//! ```text
//! S <number> <forged> <µs>                                              about to be sent
//! C <number> <forged> <µs> <position> <version|-> <from|-> <ids|->      carried out now
//! D <number> <forged> <µs> <position> <version|-> <from|-> <ids|->      the answer to an earlier sending
//! R <number> <forged> <µs> <why>                                        refused
//! U <number> <forged> <µs>                                              an attempt whose end nobody knows; it is sent again
//! ```

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

/// A journal being written.
#[derive(Debug)]
pub(crate) struct Journal(File);

/// What a command was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Done(Done),
    /// In one word.
    Refused(String),
}

/// A command that was carried out, as far as its sender was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    /// Whether it is the answer to an earlier sending.
    pub(crate) replayed: bool,
    pub(crate) position: u64,
    pub(crate) version: Option<u64>,
    pub(crate) from: Option<u64>,
    pub(crate) event_ids: Option<Vec<Uuid>>,
}

/// A line read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) number: u64,
    pub(crate) forged: bool,
    pub(crate) at: u64,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Sent,
    Unknown,
    Answered(Answer),
}

impl Journal {
    pub(crate) fn create(path: &Path) -> Self {
        Self(File::create_new(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    pub(crate) fn sent(&self, number: u64, forged: bool) {
        self.line(&format!("S {number} {} {}\n", u8::from(forged), now()));
    }

    pub(crate) fn unknown(&self, number: u64, forged: bool) {
        self.line(&format!("U {number} {} {}\n", u8::from(forged), now()));
    }

    pub(crate) fn answered(&self, number: u64, forged: bool, answer: &Answer) {
        let at = now();
        let forged = u8::from(forged);
        match answer {
            Answer::Refused(why) => self.line(&format!("R {number} {forged} {at} {why}\n")),
            Answer::Done(done) => {
                let sort = if done.replayed { 'D' } else { 'C' };
                let figure = |figure: Option<u64>| figure.map_or("-".to_owned(), |figure| figure.to_string());
                let (position, version, from) = (done.position, figure(done.version), figure(done.from));
                let ids = done.event_ids.as_ref().map_or("-".to_owned(), |ids| {
                    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
                    format!("[{}]", ids.join(","))
                });
                self.line(&format!(
                    "{sort} {number} {forged} {at} {position} {version} {from} {ids}\n"
                ));
            }
        }
    }

    fn line(&self, line: &str) {
        // One call for the whole line: lines of the worker's many tasks never mix.
        let written = (&self.0).write(line.as_bytes()).unwrap();
        assert_eq!(written, line.len(), "the journal's disk is full");
    }
}

/// Reads a journal; the line the writer died in is left out.
pub(crate) fn read(path: &Path, mut each: impl FnMut(Entry)) {
    let text = std::fs::read_to_string(path).unwrap();
    for line in text.split_inclusive('\n') {
        if let Some(line) = line.strip_suffix('\n') {
            each(entry(line).unwrap_or_else(|| panic!("{}: {line}", path.display())));
        }
    }
}

fn entry(line: &str) -> Option<Entry> {
    let mut words = line.split(' ');
    let sort = words.next()?;
    let number = words.next()?.parse().ok()?;
    let forged = words.next()? == "1";
    let at = words.next()?.parse().ok()?;
    let what = match sort {
        "S" => What::Sent,
        "U" => What::Unknown,
        "R" => What::Answered(Answer::Refused(words.next()?.to_owned())),
        "C" | "D" => What::Answered(Answer::Done(Done {
            replayed: sort == "D",
            position: words.next()?.parse().ok()?,
            version: figure(words.next()?)?,
            from: figure(words.next()?)?,
            event_ids: ids(words.next()?)?,
        })),
        _ => return None,
    };
    Some(Entry {
        number,
        forged,
        at,
        what,
    })
}

/// A figure, or `-` for none.
fn figure(word: &str) -> Option<Option<u64>> {
    if word == "-" {
        return Some(None);
    }
    word.parse().ok().map(Some)
}

fn ids(word: &str) -> Option<Option<Vec<Uuid>>> {
    if word == "-" {
        return Some(None);
    }
    let inside = word.strip_prefix('[')?.strip_suffix(']')?;
    let ids = inside.split(',').filter(|id| !id.is_empty());
    ids.map(|id| id.parse().ok())
        .collect::<Option<Vec<_>>>()
        .map(Some)
}

/// Microseconds since 1970, by the clock all processes share.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
