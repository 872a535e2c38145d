//! `wellflow evidence` and `wellflow verify --evidence`: the history of one thing, written for somebody who trusts neither
//! the database nor whoever runs it, and checked by him with a public key alone.
//!
//! Invariants
//! - Nothing is written that was not verified in the same reading, and a file is never replaced.
//! - Checking opens no connection.

mod words;

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::SignedCheckpoint;
use wellflow_event_store::evidence::{Ask, Evidence, check};
use wellflow_query_api::evidence::{DIVISION, LEASE, MADE_BY, OWNER, WELL, shown};
use wellflow_runtime::Tenant;

use crate::config::Config;
use crate::verify::{Progress, jobs, public_key, verifier};
use crate::{cli, output};

/// Writes evidence; prints the file, or the evidence where none is named.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &cli::Evidence) -> Result<()> {
    let (kind, id) = asked(&arguments.resource)?;
    let path = arguments.checkpoint.display();
    let text =
        std::fs::read_to_string(&arguments.checkpoint).with_context(|| format!("{path} cannot be read"))?;
    let key = public_key(home, arguments.key.as_deref())?;
    let signed = SignedCheckpoint::open(&text, &key).with_context(|| format!("{path} proves nothing"))?;
    // A file may be laid out anew; in evidence it is one line.
    let text: serde_json::Value =
        serde_json::from_str(&text).with_context(|| format!("{path} is no JSON"))?;
    let text = text.to_string();
    let organization = signed.checkpoint.organization;
    let verifier = verifier(config, home, jobs(arguments.jobs)).await?;
    let ask = Ask {
        kind,
        id,
        as_of: arguments.as_of,
    };
    let progress = Progress::new("reading");
    let watch = progress.ledger(organization);
    let tenant = Tenant::authenticated(organization);
    let made = verifier
        .evidence(
            (&tenant, &ask, MADE_BY),
            (&text, &signed),
            &shown,
            |position, of| watch.at(position, of),
        )
        .await;
    watch.done();
    progress.finish();
    let evidence = made
        .context("the ledger cannot be read")?
        .context("there is no evidence")?;
    match &arguments.out {
        Some(path) => {
            keep(path, evidence)?;
            output::line(path.display());
        }
        None => write(&mut std::io::stdout().lock(), evidence).context("the evidence cannot be written")?,
    }
    Ok(())
}

/// Checks evidence and says what it proves.
pub(crate) fn verify(home: &Home, path: &Path, key: Option<&Path>) -> Result<()> {
    let key = public_key(home, key)?;
    let shown_path = path.display();
    let file = File::open(path).with_context(|| format!("{shown_path} cannot be read"))?;
    match check(BufReader::new(file), &key, &shown) {
        Ok(checked) => {
            output::line(words::proven(&checked, &key.key_id()));
            Ok(())
        }
        Err(unfounded) => Err(unfounded).with_context(|| format!("{shown_path} does not hold")),
    }
}

fn asked(resource: &cli::Resource) -> Result<(String, Uuid)> {
    let of = |kind: &str, id: Option<Uuid>| id.map(|id| (kind.to_owned(), id));
    let asked = of(WELL, resource.well)
        .or(of(LEASE, resource.lease))
        .or(of(OWNER, resource.owner))
        .or(of(DIVISION, resource.division))
        .or(resource.stream.clone());
    asked.context("of what evidence is wanted is not said")
}

/// Writes a file that was not there; what cannot be written whole is removed.
fn keep(path: &Path, evidence: Evidence) -> Result<()> {
    let shown = path.display();
    let file = match File::create_new(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{shown} exists: it is not replaced");
        }
        Err(error) => return Err(error).with_context(|| format!("{shown} cannot be made")),
    };
    let mut file = BufWriter::new(file);
    let written = write(&mut file, evidence).and_then(|()| Ok(file.get_ref().sync_all()?));
    if written.is_err() {
        std::fs::remove_file(path).with_context(|| format!("half of {shown} is left"))?;
    }
    written.with_context(|| format!("{shown} cannot be written"))
}

fn write(to: &mut impl Write, evidence: Evidence) -> Result<()> {
    for line in evidence.lines() {
        to.write_all(line?.as_bytes())?;
    }
    Ok(to.flush()?)
}
