//! Writes the rows of one stream in their order, each as a command of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use chrono::Utc;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wellflow_event_store::{
    Actor, Ledger, Metadata, Outcome, Source, StoreError, StreamPart, Submission, command_id,
};
use wellflow_runtime::Tenant;

use super::mapping::Mapping;
use super::source::Row;
use super::translate::Translated;

/// Who imports; the same in every run, because command ids belong to one subject.
const SUBJECT: &str = "postgres-es-import";

/// Attempts at a row while the ledger is busy or its database away.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowOutcome {
    /// Written now.
    Imported,
    /// Written by an earlier run.
    AlreadyThere,
    /// Its aggregate type stays behind on purpose.
    LeftOut,
    /// It cannot be taken over, for this reason.
    Refused(String),
    /// A row before it in its stream, of this sequence, was refused.
    Withheld(i64),
}

/// Where a stream stands after its rows so far.
#[derive(Debug)]
pub(super) struct Known {
    aggregate_type: String,
    aggregate_id: String,
    /// The sequence of the row that was refused.
    refused: Option<i64>,
}

impl Known {
    pub(super) fn is_of(&self, row: &Row) -> bool {
        (&self.aggregate_type, &self.aggregate_id) == (&row.aggregate_type, &row.aggregate_id)
    }
}

/// Where rows go.
#[derive(Clone, Copy)]
pub(super) struct Destination<'a> {
    pub(super) name: &'a str,
    pub(super) mapping: &'a Mapping,
    pub(super) tenant: &'a Tenant,
    pub(super) ledger: &'a Ledger,
}

/// A stream afterwards, and what became of its rows.
pub(super) type Written<'r> = (Known, Vec<(&'r Row, RowOutcome)>);

impl Destination<'_> {
    /// Writes rows of one stream, of which `known` tells what an earlier page came to.
    pub(super) async fn write<'r>(&self, rows: &'r [Row], known: Option<Known>) -> Result<Written<'r>> {
        let first = rows.first().context("a stream without rows")?;
        let mut known = known.unwrap_or_else(|| Known {
            aggregate_type: first.aggregate_type.clone(),
            aggregate_id: first.aggregate_id.clone(),
            refused: None,
        });
        let mut outcomes = Vec::with_capacity(rows.len());
        for row in rows {
            let outcome = match known.refused {
                Some(sequence) => RowOutcome::Withheld(sequence),
                None => self.row(row).await?,
            };
            if let RowOutcome::Refused(_) = outcome {
                known.refused = Some(row.sequence);
            }
            outcomes.push((row, outcome));
        }
        Ok((known, outcomes))
    }

    async fn row(&self, row: &Row) -> Result<RowOutcome> {
        if self.mapping.leaves_out(&row.aggregate_type) {
            return Ok(RowOutcome::LeftOut);
        }
        let translated = match self.mapping.translate(row, Utc::now()) {
            Ok(translated) => translated,
            Err(reason) => return Ok(RowOutcome::Refused(reason)),
        };
        let expected = translated.sequence - 1;
        let outcome = self.submit(&self.submission(row, translated)?).await?;
        Ok(match outcome {
            Outcome::Committed { .. } => RowOutcome::Imported,
            Outcome::Duplicate { .. } => RowOutcome::AlreadyThere,
            Outcome::KeyReused => RowOutcome::Refused(
                "an earlier run took it over as something else: the row or the mapping has changed since"
                    .to_owned(),
            ),
            Outcome::Conflict { actual, .. } => RowOutcome::Refused(format!(
                "it follows version {expected} and its stream stands at {actual}"
            )),
            Outcome::Claimed {
                kind,
                key,
                aggregate_id,
            } => RowOutcome::Refused(match aggregate_id {
                Some(owner) => format!("{kind} {key} belongs to {owner}"),
                None => format!("{kind} {key} is given up but owned by nobody"),
            }),
            // It names no copy of the ledger, so none is refused.
            Outcome::Restored => bail!("the ledger was restored while rows were written; start again"),
            Outcome::UnknownOrganization => {
                bail!(
                    "organization {} has no ledger here",
                    self.tenant.organization_id()
                )
            }
        })
    }

    /// Sends a row until its outcome is known; the same command is written at most once.
    async fn submit(&self, submission: &Submission) -> Result<Outcome, StoreError> {
        let mut attempts = 1;
        loop {
            match self.ledger.submit(submission.clone()).await {
                Err(error) if error.is_transient() && attempts < ATTEMPTS => {
                    tracing::warn!(error = %error, attempts, "a row is sent again");
                    attempts += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                other => return other,
            }
        }
    }

    fn submission(&self, row: &Row, translated: Translated) -> Result<Submission> {
        let organization = self.tenant.organization_id();
        let place = (self.name, &row.aggregate_type, &row.aggregate_id, row.sequence);
        let key = serde_json::to_string(&place)?;
        let metadata = Metadata {
            actor: Actor {
                subject: SUBJECT.to_owned(),
                role: "owner".to_owned(),
            },
            // Everything that came out of one source belongs together.
            correlation_id: command_id(organization, SUBJECT, self.name),
            causation_id: None,
            source: Source::Import,
            request_id: None,
            context: translated.context,
        };
        let fingerprint = fingerprint(row, &translated.event, &metadata.context)?;
        let part = StreamPart {
            stream: translated.stream,
            expected: translated.sequence - 1,
            events: vec![translated.event],
        };
        let id: Uuid = command_id(organization, SUBJECT, &key);
        let sealed = Submission::seal(self.tenant, id, fingerprint, &metadata, vec![part]);
        sealed.with_context(|| format!("{key} cannot be sealed"))
    }
}

/// What the row says, and what it became.
fn fingerprint(
    row: &Row,
    event: &wellflow_event_store::NewEvent,
    context: &BTreeMap<String, String>,
) -> Result<[u8; 32]> {
    let said = serde_json::to_vec(&(
        (&row.event_type, &row.event_version, &row.payload),
        (event.event_type, event.event_version, &event.payload),
        (event.effective_at.timestamp_micros(), context),
    ))?;
    Ok(Sha256::digest(said).into())
}
