//! `wellflow organization export`.

use std::fs::{self, OpenOptions};
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use wellflow_embedded::Home;
use wellflow_event_store::LedgerReader;
use wellflow_event_store::organization::{self, Exported};

use super::progress::Progress;
use super::{actor, admin, found, pool};
use crate::cli::Export;
use crate::config::Config;
use crate::database::Service;
use crate::home_files::HomeFiles;
use crate::output;

/// Writes the file, and prints what is in it as one JSON object.
pub(super) async fn run(config: &Config, home: &Home, arguments: &Export) -> Result<()> {
    let file = &arguments.file;
    ensure!(!file.exists(), "{} exists already", file.display());
    let admin = admin(config, home).await?;
    let id = found(&admin, &arguments.organization).await?;
    let reader = LedgerReader::new(pool(config, home, Service::Query, 1).await?);
    let key = match arguments.sign {
        true => Some(HomeFiles::open(home)?.ledger_key()?),
        false => None,
    };
    let progress = Progress::new("export");
    let listed = organization::list(admin.client()).await?;
    let listed = listed.iter().find(|listed| listed.organization_id == id);
    progress.of(listed.map_or(0, |listed| listed.position));
    // A file under its name is whole: until then it has another one, which goes again when the export fails.
    let unfinished = Unfinished(beside(file));
    let out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished.0)
        .with_context(|| format!("{} cannot be written", unfinished.0.display()))?;
    let synced = out.try_clone()?;
    let exported = organization::export(
        admin.client(),
        &reader,
        id,
        &actor::name(&arguments.by),
        key.as_ref(),
        BufWriter::with_capacity(1 << 20, out),
        |position| progress.at(position),
    )
    .await?;
    synced.sync_all()?;
    fs::hard_link(&unfinished.0, file).with_context(|| format!("{} cannot be made", file.display()))?;
    output::line(told(&exported));
    Ok(())
}

fn told(exported: &Exported) -> serde_json::Value {
    let header = &exported.header;
    json!({
        "organization_id": header.organization_id,
        "slug": header.slug,
        "position": header.position,
        "chain": header.chain,
        "counts": exported.counts,
        "sha256": exported.sha256,
    })
}

/// A file that is removed unless it got its name.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}
