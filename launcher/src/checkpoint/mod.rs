//! `wellflow checkpoint`: signs what ledgers hold, and proves things with what was signed.
//!
//! Invariants
//! - A file that was written is never replaced by another one.
//! - What needs the ledger reads it; what needs files and a public key alone asks no database.

mod file;

use std::path::Path;

use anyhow::{Context, Result, bail};
use futures::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::{EventProof, LedgerKey, SignedCheckpoint, Verifier};
use wellflow_runtime::Tenant;

use crate::cli;
use crate::config::Config;
use crate::home_files::HomeFiles;
use crate::verify::{Progress, checkpoints, jobs, verifier};
use crate::{organizations, output};

/// Does what was asked for.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &cli::Checkpoint) -> Result<()> {
    match &arguments.action {
        None => sign(config, home, &arguments.sign).await,
        Some(cli::CheckpointAction::Prove(arguments)) => prove(config, home, arguments).await,
        Some(cli::CheckpointAction::Check(arguments)) => check(home, arguments),
        Some(cli::CheckpointAction::Compare(arguments)) => compare(home, arguments),
    }
}

/// Writes a signed checkpoint of one organization's ledger, or of every one that is not empty; prints the files.
async fn sign(config: &Config, home: &Home, arguments: &cli::SignCheckpoint) -> Result<()> {
    let previous = checkpoints(home, &arguments.previous, arguments.key.as_deref())?;
    let jobs = jobs(arguments.jobs);
    let verifier = verifier(config, home, jobs).await?;
    let ids: Vec<Uuid> = match &arguments.organization {
        Some(slug_or_id) => vec![organizations::find(config, home, slug_or_id).await?],
        None if !previous.is_empty() => previous
            .iter()
            .map(|signed| signed.checkpoint.organization)
            .collect(),
        None => {
            let all = verifier.organizations().await;
            all.context("the organizations cannot be listed")?
                .into_iter()
                .collect()
        }
    };
    let named = arguments.organization.is_some() || !previous.is_empty();
    if let Some(stranger) = previous
        .iter()
        .find(|signed| !ids.contains(&signed.checkpoint.organization))
    {
        bail!(
            "a previous checkpoint is of another organization, {}",
            stranger.checkpoint.organization
        );
    }
    let out = file::Out::new(&arguments.out, ids.len())?;
    let key = HomeFiles::open(home)?.ledger_key()?;
    let progress = Progress::new("reading");
    let made = stream::iter(&ids)
        .map(|id| sign_one(&verifier, *id, &previous, &progress, &key))
        .buffered(jobs);
    let mut made = std::pin::pin!(made);
    let mut faults = 0;
    while let Some((id, made)) = made.try_next().await? {
        match made {
            Ok((signed, _)) if signed.checkpoint.position == 0 && !named => {}
            Ok((signed, text)) => output::line(out.write(&signed.checkpoint, &text)?.display()),
            Err(reason) => {
                faults += 1;
                output::line(format_args!("{id} is not signed: {reason}"));
            }
        }
    }
    progress.finish();
    if faults > 0 {
        bail!("{faults} of {} ledgers were not signed", ids.len());
    }
    Ok(())
}

type Made = std::result::Result<(SignedCheckpoint, String), String>;

async fn sign_one(
    verifier: &Verifier,
    id: Uuid,
    previous: &[SignedCheckpoint],
    progress: &Progress,
    key: &LedgerKey,
) -> Result<(Uuid, Made)> {
    // Of several, the newest of the organization.
    let previous = previous
        .iter()
        .filter(|signed| signed.checkpoint.organization == id)
        .max_by_key(|signed| signed.checkpoint.recorded_at);
    let watch = progress.ledger(id);
    let made = verifier
        .checkpoint(&Tenant::authenticated(id), previous, |position, of| {
            watch.at(position, of)
        })
        .await;
    watch.done();
    let checkpoint = match made.with_context(|| format!("the ledger of {id} cannot be read"))? {
        Ok(checkpoint) => checkpoint,
        Err(unsigned) => return Ok((id, Err(unsigned.to_string()))),
    };
    let text = checkpoint.sign(key).context("the checkpoint cannot be signed")?;
    let signed =
        SignedCheckpoint::open(&text, &key.public_key()).context("the checkpoint cannot be read back")?;
    Ok((id, Ok((signed, text))))
}

/// Proves that an event is among those that were signed.
async fn prove(config: &Config, home: &Home, arguments: &cli::ProveEvent) -> Result<()> {
    let signed = one(home, &arguments.checkpoint, arguments.key.as_deref())?.checkpoint;
    let verifier = verifier(config, home, jobs(None)).await?;
    let tenant = Tenant::authenticated(signed.organization);
    let progress = Progress::new("reading");
    let watch = progress.ledger(signed.organization);
    let proof = verifier
        .prove(&tenant, arguments.position, &signed, |position, of| {
            watch.at(position, of)
        })
        .await;
    watch.done();
    progress.finish();
    let proof = proof
        .context("the ledger cannot be read")?
        .context("there is no proof")?;
    let text = serde_json::to_string_pretty(&proof).context("the proof cannot be written")?;
    match &arguments.out {
        Some(path) => output::line(file::keep(path, &text)?.display()),
        None => output::line(text),
    }
    Ok(())
}

/// Checks such a proof: files and the public key alone.
fn check(home: &Home, arguments: &cli::CheckProof) -> Result<()> {
    let signed = one(home, &arguments.checkpoint, arguments.key.as_deref())?.checkpoint;
    let path = arguments.proof.display();
    let text = std::fs::read_to_string(&arguments.proof).with_context(|| format!("{path} cannot be read"))?;
    let proof: EventProof = serde_json::from_str(&text).with_context(|| format!("{path} is no proof"))?;
    proof
        .proves(&signed)
        .with_context(|| format!("{path} proves nothing"))?;
    output::line(format_args!(
        "the event at position {} is among the {} that were signed",
        proof.position, signed.merkle_size
    ));
    Ok(())
}

/// Whether a later checkpoint goes on from an earlier one: files and the public key alone.
fn compare(home: &Home, arguments: &cli::CompareCheckpoints) -> Result<()> {
    let earlier = one(home, &arguments.earlier, arguments.key.as_deref())?;
    let later = one(home, &arguments.later, arguments.key.as_deref())?;
    if let Err(reason) = later.goes_on_from(&earlier) {
        bail!("the later checkpoint does not go on from the earlier one: {reason}");
    }
    output::line(format_args!(
        "nothing up to position {} was rewritten between the two; the later one is at position {}",
        earlier.checkpoint.position, later.checkpoint.position
    ));
    Ok(())
}

fn one(home: &Home, path: &Path, key: Option<&Path>) -> Result<SignedCheckpoint> {
    let mut opened = checkpoints(home, &[path.to_owned()], key)?;
    opened.pop().context("there is no checkpoint")
}
