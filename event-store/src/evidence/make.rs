//! Making evidence: the events of a stream up to a point, and their ways to a signed root.

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::{Evidence, Question};
use crate::append::signed as to_signed;
use crate::checkpoint::{contains, instant};
use crate::merkle::{Accumulator, Hash, Inclusions, Prover, leaf_hash};
use crate::verify::{Questions, shared_ranges};
use crate::{
    Broken, Checkpoint, LedgerReader, Point, RecordedEvent, SignedCheckpoint, StoreError, Unproven, Verifier,
};

const DIGESTS: &str = include_str!("../sql/digests.sql");

/// Digests per round trip.
const DIGESTS_AT_ONCE: i64 = 20_000;

/// What evidence is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The stream's kind.
    pub kind: String,
    /// The stream.
    pub id: Uuid,
    /// The point; the checkpoint's instant where none is named.
    pub as_of: Option<DateTime<Utc>>,
}

/// Why there is no evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoEvidence {
    /// The ledger does not hold together.
    #[error("the ledger does not hold together: {0}")]
    Broken(Broken),
    /// The ledger does not contain what was signed.
    #[error("the checkpoint does not hold: {0}")]
    Checkpoint(Unproven),
    /// Nothing of the stream was recorded by the point.
    #[error("nothing of {kind} {id} was recorded by {as_of}")]
    Unknown {
        /// The stream's kind.
        kind: String,
        /// The stream.
        id: Uuid,
        /// The point.
        as_of: String,
    },
    /// What was recorded after the checkpoint was signed by nobody.
    #[error("the checkpoint is of {signed}; {as_of} is later, and what was recorded between was not signed")]
    Later {
        /// The checkpoint's instant.
        signed: String,
        /// The point.
        as_of: String,
    },
}

/// Shows what the events of a stream come to at a point, as JSON; nothing where none of it is in effect.
pub(super) type Show<'a> =
    &'a (dyn Fn(&Question, &[RecordedEvent], Point) -> Result<Option<String>, StoreError> + Sync);

impl Verifier {
    /// Verifies an organization's ledger, holds it against a checkpoint and gives evidence of a stream. `text`: the signed
    /// document `signed` was opened from; `show`: what the stream's events come to.
    ///
    /// # Errors
    /// [`StoreError`] when the ledger cannot be read; that there is no evidence is [`NoEvidence`].
    pub async fn evidence(
        &self,
        (tenant, ask, made_by): (&Tenant, &Ask, &str),
        (text, signed): (&str, &SignedCheckpoint),
        show: Show<'_>,
        progress: impl Fn(u64, u64),
    ) -> Result<Result<Evidence, NoEvidence>, StoreError> {
        let signed = &signed.checkpoint;
        let made = self.reader().told(tenant, ask, signed).await?;
        let (question, events) = match made {
            Ok(made) => made,
            Err(none) => return Ok(Err(none)),
        };
        let incarnation = self.reader().incarnation(tenant).await?;
        let positions: Vec<u64> = events.iter().map(|event| event.position).collect();
        let questions = Questions {
            marks: vec![instant(signed)],
            inclusion_of: Some((positions.clone(), signed.merkle_size)),
            ..Questions::default()
        };
        let findings = Box::pin(self.find(tenant, questions, progress)).await?;
        let mark = findings.marks.first().and_then(Option::as_ref);
        if let Err(unproven) = contains(tenant, signed, mark, &findings, incarnation)
            && !matches!(unproven, Unproven::OtherIncarnation { .. })
        {
            return Ok(Err(NoEvidence::Checkpoint(unproven)));
        }
        if let Err(broken) = findings.verdict {
            return Ok(Err(NoEvidence::Broken(broken)));
        }
        let paths = findings
            .inclusion
            .and_then(|nodes| paths(&events, nodes, signed))
            .ok_or_else(|| StoreError::Inconsistent("the events cannot be proven".to_owned()))?;
        let state = show(&question, &events, question.point())?;
        Ok(Ok(Evidence {
            question,
            made_by: made_by.to_owned(),
            checkpoint: Some(text.trim().to_owned()),
            events,
            paths,
            state,
        }))
    }
}

impl LedgerReader {
    /// The question with its point, and the events of its stream up to there.
    async fn told(
        &self,
        tenant: &Tenant,
        ask: &Ask,
        signed: &Checkpoint,
    ) -> Result<Result<(Question, Vec<RecordedEvent>), NoEvidence>, StoreError> {
        let signed_at = signed.recorded_at.unwrap_or(DateTime::UNIX_EPOCH);
        let as_of = ask.as_of.unwrap_or(signed_at);
        if as_of > signed_at {
            let [signed, as_of] = [signed_at, as_of].map(written);
            return Ok(Err(NoEvidence::Later { signed, as_of }));
        }
        let position = if as_of == signed_at {
            signed.position
        } else {
            self.position_at(tenant, as_of).await?.unwrap_or(0)
        };
        let question = Question {
            organization: tenant.organization_id(),
            kind: ask.kind.clone(),
            id: ask.id,
            as_of,
            position,
        };
        let events = self.up_to(tenant, &question).await?;
        if events.is_empty() {
            return Ok(Err(NoEvidence::Unknown {
                kind: question.kind,
                id: question.id,
                as_of: written(as_of),
            }));
        }
        Ok(Ok((question, events)))
    }

    /// The events of the stream a question is about, up to its point.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn up_to(
        &self,
        tenant: &Tenant,
        question: &Question,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let mut events = Vec::new();
        let known = |event: &RecordedEvent| event.position <= question.position;
        self.read_on(tenant, &question.kind, question.id, &mut events, u64::MAX, known)
            .await?;
        // Sequences and positions of a stream rise together.
        events.truncate(events.partition_point(known));
        Ok(events)
    }

    /// What is stated of the ways of events, in the order of their positions, to the root somebody signed; `None` when this
    /// ledger has another root, or the events are not among those that were signed. Reads the digests of all that were.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn paths(
        &self,
        tenant: &Tenant,
        events: &[RecordedEvent],
        signed: &Checkpoint,
    ) -> Result<Option<Vec<Vec<Hash>>>, StoreError> {
        let size = signed.merkle_size;
        let positions: Vec<u64> = events.iter().map(|event| event.position).collect();
        let mut prover = Prover::new(size, shared_ranges(&positions, size).concat());
        let mut tree = Accumulator::default();
        while tree.size() < size {
            let (after, last) = (to_signed(tree.size())?, to_signed(size)?);
            let organization = tenant.organization_id();
            let rows = self
                .pool()
                .lookup(tenant, DIGESTS, &[&organization, &after, &last, &DIGESTS_AT_ONCE])
                .await?;
            if rows.is_empty() {
                return Ok(None);
            }
            for row in rows {
                let leaf = leaf_hash(row.get("digest"));
                prover.push(leaf);
                tree.push(leaf);
            }
        }
        if tree.root() != signed.merkle_root.0 {
            return Ok(None);
        }
        Ok(prover.finish().and_then(|nodes| paths(events, nodes, signed)))
    }
}

/// The nodes, event by event; `None` unless they prove every one of them.
fn paths(events: &[RecordedEvent], nodes: Vec<Hash>, signed: &Checkpoint) -> Option<Vec<Vec<Hash>>> {
    let size = signed.merkle_size;
    let positions: Vec<u64> = events.iter().map(|event| event.position).collect();
    let mut inclusions = Inclusions::new(size, signed.merkle_root.0);
    let mut nodes = nodes.into_iter();
    let ranges = shared_ranges(&positions, size);
    let proven = events.iter().zip(ranges).map(|(event, ranges)| {
        let path: Vec<Hash> = nodes.by_ref().take(ranges.len()).collect();
        let index = event.position.checked_sub(1)?;
        let leaf = leaf_hash(&event.digest);
        inclusions.verify(index, &leaf, &path).ok().map(|()| path)
    });
    proven.collect()
}

impl Question {
    /// The point as a fold takes it.
    pub fn point(&self) -> Point {
        Point {
            position: Some(self.position),
            effective: Some(self.as_of),
        }
    }
}

pub(super) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
