//! Making checkpoints, and holding a ledger against them.

use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::{Checkpoint, FORMAT, Previous, Sha256Hash, SignedCheckpoint, Unproven};
use crate::merkle::{empty_root, verify_consistency};
use crate::verify::{Findings, Instant, Mark, Questions};
use crate::{Broken, StoreError, Verdict, Verifier};

/// A ledger, held against checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whether it holds together by itself.
    pub verdict: Verdict,
    /// Whether it contains what each of them signed, in the order they were given.
    pub checkpoints: Vec<Result<(), Unproven>>,
}

/// Why no checkpoint was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// The ledger does not hold together.
    #[error("the ledger does not hold together: {0}")]
    Broken(Broken),
    /// The ledger does not contain what the previous checkpoint signed.
    #[error("the previous checkpoint does not hold: {0}")]
    Previous(#[source] Unproven),
    /// There is no such ledger.
    #[error("the organization has no ledger")]
    Unknown,
}

impl Held {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.verdict.is_ok() && self.checkpoints.iter().all(Result::is_ok)
    }
}

impl Verifier {
    /// Verifies an organization's ledger and holds it against checkpoints of it, in one reading.
    ///
    /// # Errors
    /// [`StoreError`] when the ledger cannot be read.
    pub async fn hold(
        &self,
        tenant: &Tenant,
        checkpoints: &[Checkpoint],
        progress: impl Fn(u64, u64),
    ) -> Result<Held, StoreError> {
        let incarnation = self.reader().incarnation(tenant).await?;
        let questions = Questions {
            marks: checkpoints.iter().map(instant).collect(),
            ..Questions::default()
        };
        let findings = Box::pin(self.find(tenant, questions, progress)).await?;
        let checkpoints = checkpoints.iter().zip(&findings.marks);
        let checkpoints = checkpoints
            .map(|(signed, mark)| contains(tenant, signed, mark.as_ref(), &findings, incarnation))
            .collect();
        Ok(Held {
            verdict: findings.verdict,
            checkpoints,
        })
    }

    /// Verifies an organization's ledger and states what it held at its newest commit; goes on from a previous checkpoint,
    /// which it must contain.
    ///
    /// # Errors
    /// [`StoreError`] when the ledger cannot be read; that it may not be signed is [`Unsigned`].
    pub async fn checkpoint(
        &self,
        tenant: &Tenant,
        previous: Option<&SignedCheckpoint>,
        progress: impl Fn(u64, u64),
    ) -> Result<Result<Checkpoint, Unsigned>, StoreError> {
        let Some(incarnation) = self.reader().incarnation(tenant).await? else {
            return Ok(Err(Unsigned::Unknown));
        };
        let questions = Questions {
            marks: previous
                .iter()
                .map(|signed| instant(&signed.checkpoint))
                .collect(),
            consistent_with: previous.map(|signed| signed.checkpoint.merkle_size),
            ..Questions::default()
        };
        let findings = Box::pin(self.find(tenant, questions, progress)).await?;
        if let Err(broken) = findings.verdict {
            return Ok(Err(Unsigned::Broken(broken)));
        }
        if let Some(signed) = previous {
            let mark = findings.marks.first().and_then(Option::as_ref);
            match contains(tenant, &signed.checkpoint, mark, &findings, Some(incarnation)) {
                // The copy is another one: the new checkpoint says which, and goes on from the same events.
                Ok(()) | Err(Unproven::OtherIncarnation { .. }) => {}
                Err(unproven) => return Ok(Err(Unsigned::Previous(unproven))),
            }
        }
        let (position, recorded_at, chain, root) = match findings.tip {
            Some(tip) => (tip.position, tip.at.utc(), tip.chain, tip.root),
            None => (0, None, [0; 32], empty_root()),
        };
        let previous = previous
            .map(|signed| going_on(signed, position, &root, findings.consistency.as_deref()))
            .transpose()?;
        Ok(Ok(Checkpoint {
            format: FORMAT,
            organization: tenant.organization_id(),
            incarnation,
            position,
            recorded_at,
            chain: Sha256Hash(chain),
            merkle_size: position,
            merkle_root: Sha256Hash(root),
            previous,
        }))
    }
}

/// How a tree goes on from a signed one; proven before it is said.
fn going_on(
    signed: &SignedCheckpoint,
    size: u64,
    root: &[u8; 32],
    proof: Option<&[[u8; 32]]>,
) -> Result<Previous, StoreError> {
    let before = &signed.checkpoint;
    let proof = proof
        .filter(|proof| verify_consistency(before.merkle_size, size, &before.merkle_root.0, root, proof));
    let proof = proof.ok_or_else(|| {
        StoreError::Inconsistent("the tree contains the previous one and does not go on from it".to_owned())
    })?;
    Ok(Previous {
        sha256: signed.sha256,
        merkle_size: before.merkle_size,
        consistency: proof.iter().copied().map(Sha256Hash).collect(),
    })
}

/// The instant of the commit a checkpoint is about; an empty ledger's is before every other.
pub(crate) fn instant(checkpoint: &Checkpoint) -> Instant {
    checkpoint.recorded_at.map_or(Instant::FIRST, Instant::of)
}

/// Whether a reading met what was signed.
pub(crate) fn contains(
    tenant: &Tenant,
    signed: &Checkpoint,
    mark: Option<&Mark>,
    findings: &Findings,
    incarnation: Option<Uuid>,
) -> Result<(), Unproven> {
    if signed.organization != tenant.organization_id() {
        return Err(Unproven::OtherOrganization {
            signed: signed.organization,
        });
    }
    match (signed.recorded_at, mark) {
        (None, _) => {}
        (Some(_), Some(mark)) => same(signed, mark)?,
        (Some(_), None) => return Err(absent(signed, findings)),
    }
    match incarnation {
        Some(found) if found != signed.incarnation => Err(Unproven::OtherIncarnation {
            signed: signed.incarnation,
            found,
        }),
        _ => Ok(()),
    }
}

fn same(signed: &Checkpoint, mark: &Mark) -> Result<(), Unproven> {
    let rewritten = |reason: String| {
        Err(Unproven::Rewritten {
            signed: signed.position,
            reason,
        })
    };
    let at = mark.at;
    if mark.position != signed.position {
        let position = mark.position;
        return rewritten(format!("the commit of {at} ends at position {position} now"));
    }
    if mark.root != signed.merkle_root.0 {
        return rewritten("the Merkle root over the events up to there is another one".to_owned());
    }
    if mark.chain != signed.chain.0 {
        return rewritten(format!("the chain at the commit of {at} is another one"));
    }
    Ok(())
}

/// There is no commit at the instant that was signed.
fn absent(signed: &Checkpoint, findings: &Findings) -> Unproven {
    let at = instant(signed);
    let reached = findings.reached;
    if reached.is_some_and(|reached| reached.at > at) {
        return Unproven::Rewritten {
            signed: signed.position,
            reason: format!("there is no commit of {at} any more"),
        };
    }
    if findings.verdict.is_err() {
        return Unproven::NotReached {
            signed: signed.position,
        };
    }
    Unproven::Shortened {
        position: reached.map_or(0, |reached| reached.position),
        signed: signed.position,
        recorded_at: at.to_string(),
    }
}
