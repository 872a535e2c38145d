//! The words by which things are found, as they are known now.
//!
//! - [`Entry`]: a thing with its words; [`write`] and [`forget`] are the projector's statements.
//! - [`find`] is query-api's.
//!
//! Invariants
//! - The words of a thing come and go with its entry.
//! - A thing is found by every word it has, and by the beginning of each.
//! - Of what is found at one position, every page goes on strictly after the last; ranks are of the position they are read at.

mod find;

pub use find::{CANDIDATES, Finding, Found, FoundKey, Query, find};

use std::collections::{BTreeMap, HashMap};

use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::{Statement, TenantTransaction};

use crate::{ReadModelError, to_bigint};

/// So many characters of a word are kept: no index takes words of any length.
const LONGEST: usize = 60;

/// A thing that is found by its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// See [`key`].
    pub key: Uuid,
    /// The kind of the stream.
    pub kind: &'static str,
    /// Its name or number; things of one rank are in its order.
    pub title: String,
    /// The newest version that is in it.
    pub version: u64,
    /// Whether nothing was known of it before: it has no words yet.
    pub is_new: bool,
    /// The words.
    pub words: Words,
    /// The answer as it is served.
    pub document: String,
}

/// What a thing's rows are kept under: things of different kinds may have the same id.
#[must_use]
pub fn key(kind: &str, id: Uuid) -> Uuid {
    Uuid::new_v5(&id, kind.as_bytes())
}

/// Words, each with what it says of the thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<String, i32>);

impl Words {
    /// A name: what the thing is called.
    pub fn name(&mut self, text: &str) {
        self.add(text, 4);
    }

    /// A number: found with and without what stands between its parts, from whichever part on.
    pub fn number(&mut self, text: &str) {
        self.add(text, 4);
        let parts = text.split(|c: char| !c.is_alphanumeric());
        let mut from_here = String::new();
        for part in parts.rev() {
            from_here.insert_str(0, part);
            self.add(&from_here, 4);
        }
    }

    /// What it belongs to: an operator, a field, a lease.
    pub fn belongs(&mut self, text: &str) {
        self.add(text, 2);
    }

    /// What is said of it.
    pub fn description(&mut self, text: &str) {
        self.add(text, 1);
    }

    fn add(&mut self, text: &str, weight: i32) {
        for word in words(text) {
            let known = self.0.entry(word).or_default();
            *known = weight.max(*known);
        }
    }
}

/// The words of a text, as they are kept and searched: letters and digits in lower case.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().chars().take(LONGEST).collect())
}

/// Writes entries in the place of those of the same things, and takes those away that are gone.
///
/// # Errors
/// [`ReadModelError`].
pub async fn write(
    tx: &TenantTransaction,
    organization_id: Uuid,
    entries: &[Entry],
    gone: &[Uuid],
) -> Result<(), ReadModelError> {
    if !gone.is_empty() {
        forget(tx, organization_id, gone).await?;
    }
    if entries.is_empty() {
        return Ok(());
    }
    let known = entries.iter().filter(|entry| !entry.is_new);
    let known: Vec<Uuid> = known.map(|entry| entry.key).collect();
    let mut kept = words_of(tx, organization_id, &known).await?;
    // Most changes of a thing leave its words as they are.
    let (mut words, mut outdated) = (Vec::new(), Vec::new());
    for entry in entries {
        let kept = kept.remove(&entry.key).unwrap_or_default();
        if kept == entry.words {
            continue;
        }
        let differing = entry.words.0.iter();
        words.extend(differing.map(|(word, weight)| (entry.key, word.as_str(), entry.kind, *weight)));
        if !kept.0.is_empty() {
            outdated.push(entry.key);
        }
    }
    let written: [&(dyn ToSql + Sync); 6] = [
        &organization_id,
        &entries.iter().map(|entry| entry.key).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.kind).collect::<Vec<_>>(),
        &entries
            .iter()
            .map(|entry| entry.title.to_lowercase())
            .collect::<Vec<_>>(),
        &entries
            .iter()
            .map(|entry| to_bigint(entry.version))
            .collect::<Vec<_>>(),
        &entries
            .iter()
            .map(|entry| entry.document.as_str())
            .collect::<Vec<_>>(),
    ];
    let forgotten: [&(dyn ToSql + Sync); 2] = [&organization_id, &outdated];
    let inserted: [&(dyn ToSql + Sync); 5] = [
        &organization_id,
        &words.iter().map(|(id, ..)| *id).collect::<Vec<_>>(),
        &words.iter().map(|(_, word, ..)| *word).collect::<Vec<_>>(),
        &words.iter().map(|(_, _, kind, _)| *kind).collect::<Vec<_>>(),
        &words.iter().map(|(.., weight)| *weight).collect::<Vec<_>>(),
    ];
    let mut statements: Vec<Statement<'_>> = vec![(include_str!("sql/upsert_entries.sql"), &written)];
    if !outdated.is_empty() {
        statements.push((include_str!("sql/forget_words.sql"), &forgotten));
    }
    if !words.is_empty() {
        statements.push((include_str!("sql/insert_words.sql"), &inserted));
    }
    tx.execute_all(&statements).await?;
    Ok(())
}

/// The words that are kept of some things.
async fn words_of(
    tx: &TenantTransaction,
    organization_id: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Words>, ReadModelError> {
    let mut kept: HashMap<Uuid, Words> = HashMap::new();
    if ids.is_empty() {
        return Ok(kept);
    }
    for row in tx
        .query(include_str!("sql/words_of.sql"), &[&organization_id, &ids])
        .await?
    {
        let words = kept.entry(row.try_get("id")?).or_default();
        words.0.insert(row.try_get("key")?, row.try_get("weight")?);
    }
    Ok(kept)
}

/// Removes everything of some things.
///
/// # Errors
/// [`ReadModelError`].
pub async fn forget(
    tx: &TenantTransaction,
    organization_id: Uuid,
    ids: &[Uuid],
) -> Result<(), ReadModelError> {
    for sql in [
        include_str!("sql/forget_entries.sql"),
        include_str!("sql/forget_words.sql"),
    ] {
        tx.execute(sql, &[&organization_id, &ids]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_with_and_without_what_stands_between_its_parts() {
        let mut words = Words::default();
        words.number("42-501-12345");
        words.description("Section 12, Block A-5; H&TC Survey");
        words.belongs("12");
        let found: Vec<_> = words
            .0
            .iter()
            .map(|(word, weight)| (word.as_str(), *weight))
            .collect();
        assert_eq!(
            found,
            [
                ("12", 2),
                ("12345", 4),
                ("42", 4),
                ("4250112345", 4),
                ("5", 1),
                ("501", 4),
                ("50112345", 4),
                ("a", 1),
                ("block", 1),
                ("h", 1),
                ("section", 1),
                ("survey", 1),
                ("tc", 1)
            ]
        );
        let long = "x".repeat(5_000);
        words.name(&long);
        assert!(words.0.keys().all(|word| word.len() <= LONGEST));
    }
}
