//! `wellflow verify`: whether the ledgers still are what was written, and contain what was signed.

mod progress;

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use futures::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::{
    Held, LedgerPublicKey, LedgerReader, SignedCheckpoint, Verdict, Verifier, organization,
};
use wellflow_runtime::{DatabaseConfig, Tenant, TenantPool};

use crate::admin::Admin;
use crate::catalogue::catalogue;
use crate::cli;
use crate::config::Config;
use crate::database::{RolePasswords, Service, service_url};
use crate::home_files::HomeFiles;
use crate::servers::Servers;
use crate::{evidence, organizations, output};

pub(crate) use progress::Progress;

/// Statements at once where nothing else is said, and the most of them by default.
const MOST_JOBS: usize = 8;

/// Verifies one organization's ledger, or every one, and holds them against checkpoints; ends in failure when anything
/// does not hold.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &cli::Verify) -> Result<()> {
    if let Some(file) = &arguments.evidence {
        return evidence::verify(home, file, arguments.key.as_deref());
    }
    let signed = checkpoints(home, &arguments.checkpoint, arguments.key.as_deref())?;
    let jobs = jobs(arguments.jobs);
    let verifier = verifier(config, home, jobs).await?;
    let named: BTreeSet<Uuid> = match &arguments.organization {
        Some(slug_or_id) => BTreeSet::from([organizations::find(config, home, slug_or_id).await?]),
        None => signed
            .iter()
            .map(|signed| signed.checkpoint.organization)
            .collect(),
    };
    let mut faults = 0;
    let ids = if named.is_empty() {
        faults += register(config, home, &verifier).await?;
        verifier
            .organizations()
            .await
            .context("the organizations cannot be listed")?
    } else {
        named
    };
    let progress = Progress::new("verifying");
    let held = stream::iter(&ids)
        .map(|id| hold(&verifier, *id, &signed, arguments, &progress))
        .buffered(jobs);
    let mut held = std::pin::pin!(held);
    while let Some((id, files, held)) = held.try_next().await? {
        faults += tell(id, &files, &held);
    }
    progress.finish();
    if faults > 0 {
        bail!("{faults} of what was verified is not what was written");
    }
    Ok(())
}

/// What concerns no ledger by itself: what befell organizations, and rows that belong to none. Gives how much of it does
/// not hold.
async fn register(config: &Config, home: &Home, verifier: &Verifier) -> Result<usize> {
    let mut faults = 0;
    let mut unfinished = BTreeSet::new();
    match Servers::attach(config, home).database_url() {
        None => output::error_line("the log of organizations is not verified: that takes DATABASE_URL"),
        Some(url) => {
            let mut admin = Admin::connect("DATABASE_URL", url).await?;
            let listed = organization::list(admin.client()).await;
            let listed = listed.context("the organizations cannot be listed")?;
            let not_live = listed.iter().filter(|listed| listed.state != "live");
            unfinished.extend(not_live.map(|listed| listed.organization_id));
            let log = organization::verify_log(admin.client_mut()).await;
            match log.context("the log of organizations cannot be read")? {
                Ok(log) => output::line(format_args!(
                    "the log of organizations holds together: {} entries, chain {}",
                    log.seq, log.chain
                )),
                Err(broken) => {
                    faults += 1;
                    let entry = broken
                        .seq
                        .map_or_else(String::new, |seq| format!(" at entry {seq}"));
                    output::line(format_args!(
                        "the log of organizations BROKEN{entry}: {}",
                        broken.reason
                    ));
                }
            }
        }
    }
    let strays = verifier.strays(&unfinished).await;
    let strays = strays.context("the tables of the ledger cannot be compared")?;
    for stray in &strays {
        output::line(format_args!("BROKEN at {stray}"));
    }
    Ok(faults + strays.len())
}

async fn hold<'a>(
    verifier: &Verifier,
    id: Uuid,
    signed: &[SignedCheckpoint],
    arguments: &'a cli::Verify,
    progress: &Progress,
) -> Result<(Uuid, Vec<&'a Path>, Held)> {
    // Named by hand, an organization is held against every checkpoint: one of another organization is told as such.
    let own =
        |signed: &SignedCheckpoint| arguments.organization.is_some() || signed.checkpoint.organization == id;
    let (files, checkpoints): (Vec<_>, Vec<_>) = arguments
        .checkpoint
        .iter()
        .zip(signed)
        .filter(|(_, signed)| own(signed))
        .map(|(file, signed)| (file.as_path(), signed.checkpoint.clone()))
        .unzip();
    let watch = progress.ledger(id);
    let held = verifier
        .hold(&Tenant::authenticated(id), &checkpoints, |position, of| {
            watch.at(position, of)
        })
        .await;
    watch.done();
    let held = held.with_context(|| format!("the ledger of {id} cannot be read"))?;
    Ok((id, files, held))
}

/// Prints what came of a ledger; gives how much of it does not hold.
fn tell(id: Uuid, files: &[&Path], held: &Held) -> usize {
    output::line(sentence(id, &held.verdict));
    for (file, outcome) in files.iter().zip(&held.checkpoints) {
        let file = file.display();
        match outcome {
            Ok(()) => output::line(format_args!("{id} contains what {file} signed")),
            Err(unproven) => output::line(format_args!("{id} BROKEN against {file}: {unproven}")),
        }
    }
    let unproven = held.checkpoints.iter().filter(|outcome| outcome.is_err()).count();
    unproven + usize::from(held.verdict.is_err())
}

/// Opens checkpoints with a key named by its file, or with this installation's own.
pub(crate) fn checkpoints(
    home: &Home,
    files: &[PathBuf],
    key: Option<&Path>,
) -> Result<Vec<SignedCheckpoint>> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let key = public_key(home, key)?;
    let open = |file: &PathBuf| {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        SignedCheckpoint::open(&text, &key).with_context(|| format!("{} proves nothing", file.display()))
    };
    files.iter().map(open).collect()
}

/// The key named by its file, or this installation's own.
pub(crate) fn public_key(home: &Home, key: Option<&Path>) -> Result<LedgerPublicKey> {
    let Some(file) = key else {
        return HomeFiles::open(home)?.ledger_public_key();
    };
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    text.parse()
        .with_context(|| format!("{} holds no public key", file.display()))
}

/// How many statements run at once.
pub(crate) fn jobs(asked: Option<NonZero<usize>>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    asked.map_or(cores.min(MOST_JOBS), NonZero::get)
}

/// Reads as the projector's role: it may list the organizations, and reads each under that organization's own policy.
pub(crate) async fn verifier(config: &Config, home: &Home, jobs: usize) -> Result<Verifier> {
    let servers = Servers::attach(config, home);
    let passwords = RolePasswords::load(&HomeFiles::open(home)?)?;
    let url = service_url(config, servers.database_url(), &passwords, Service::Projector)?;
    let database = DatabaseConfig::parse("DATABASE_URL", &url)?;
    // A connection for every statement, and one for what is read beside them.
    let pool = TenantPool::connect(&database, "verify", jobs + 1).await;
    let reader = LedgerReader::new(pool.context("the database cannot be reached")?);
    Ok(Verifier::new(reader, catalogue(), jobs))
}

fn sentence(id: Uuid, verdict: &Verdict) -> String {
    let verified = match verdict {
        Ok(verified) => verified,
        Err(broken) => return format!("{id} BROKEN at {broken}"),
    };
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let unread = match verified.unread {
        0 => String::new(),
        unread => format!("; {unread} events of unknown types, whose meaning was not compared"),
    };
    format!(
        "{id} holds together: {} events, {} commits, {} streams, {} commands, {} outbox rows, {} business keys, {} \
         snapshots{unread}; chain {}, Merkle root {}",
        verified.events,
        verified.commits,
        verified.streams,
        verified.commands,
        verified.published,
        verified.claims,
        verified.snapshots,
        hex(&verified.chain),
        hex(&verified.root)
    )
}
