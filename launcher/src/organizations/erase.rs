//! `wellflow organization erase`.

use std::cell::Cell;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use redis::aio::ConnectionManager;
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::organization::{self, Listed, TOMBSTONE_PURPOSE, Tombstone};
use wellflow_read_model::cache::keys_of;
use wellflow_runtime::RedisLink;

use super::progress::Progress;
use super::{actor, admin, reads};
use crate::admin::Admin;
use crate::cli::Erase;
use crate::config::Config;
use crate::home_files::HomeFiles;
use crate::output;
use crate::servers::Servers;

/// Keys Redis looks at in one call.
const KEYS: usize = 1_000;

/// Removes the organization, and prints its tombstone.
///
/// Every part may be done again: an erasure that was cut off is gone on with, and one that is done has its tombstone
/// written again.
pub(super) async fn run(config: &Config, home: &Home, arguments: &Erase) -> Result<()> {
    let admin = admin(config, home).await?;
    let asked = &arguments.organization;
    let listed = organization::list(admin.client()).await?;
    let here = listed
        .into_iter()
        .find(|one| one.slug == *asked || one.organization_id.to_string() == *asked);
    let files = HomeFiles::open(home)?;
    let tombstone = match here {
        Some(one) => {
            confirmed(arguments, &one.slug)?;
            // Before anything goes: a tombstone nobody can sign would come too late.
            files.ledger_key()?;
            remove(&admin, &one, arguments).await?
        }
        None => {
            let tombstone = erased_before(&admin, asked).await?;
            confirmed(arguments, &tombstone.slug)?;
            Some(tombstone)
        }
    };
    match &tombstone {
        Some(tombstone) => {
            reads::erase(config, tombstone.organization_id).await?;
            forget_in_redis(config, home, tombstone.organization_id).await?;
            write(&files, arguments.tombstone.clone(), tombstone)
        }
        None => {
            output::line("the unfinished import is removed");
            Ok(())
        }
    }
}

fn confirmed(arguments: &Erase, slug: &str) -> Result<()> {
    let (yes, asked) = (&arguments.yes, &arguments.organization);
    ensure!(yes == slug, "--yes {yes}: the slug of {asked} is {slug}");
    Ok(())
}

async fn remove(admin: &Admin, one: &Listed, arguments: &Erase) -> Result<Option<Tombstone>> {
    let progress = Progress::new("erase");
    // Each event has about two rows besides its own: the outbox's, and its share of all others.
    progress.of(one.position.saturating_mul(3));
    let removed = Cell::new(0);
    let actor = actor::name(&arguments.by);
    let erased = organization::erase(admin.client(), one.organization_id, &actor, |batch| {
        removed.set(removed.get() + batch.rows);
        progress.at(removed.get());
    });
    Ok(erased.await?)
}

/// The tombstone of an organization that is gone already, by id or by the slug it had.
async fn erased_before(admin: &Admin, asked: &str) -> Result<Tombstone> {
    let id = match asked.parse() {
        Ok(id) => Some(id),
        Err(_) => organization::erased_under(admin.client(), asked).await?,
    };
    let tombstone = match id {
        Some(id) => organization::tombstone(admin.client(), id).await?,
        None => None,
    };
    tombstone.with_context(|| format!("there is no organization {asked} in this database"))
}

/// Writes the signed tombstone, and prints it.
fn write(files: &HomeFiles, path: Option<PathBuf>, tombstone: &Tombstone) -> Result<()> {
    let text = files.ledger_key()?.sign_document(TOMBSTONE_PURPOSE, tombstone)?;
    let path = match path {
        Some(path) => path,
        None => {
            let folder = files.path().join("tombstones");
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
            folder.join(format!("{}.json", tombstone.organization_id))
        }
    };
    files.write_private(&path, format!("{text}\n").as_bytes())?;
    output::error_line(format_args!("the tombstone is in {}", path.display()));
    output::line(text);
    Ok(())
}

/// Removes every key of the organization, where Redis is configured or runs beside a private database.
async fn forget_in_redis(config: &Config, home: &Home, organization_id: Uuid) -> Result<()> {
    let servers = Servers::attach(config, home);
    let link = RedisLink::connect(servers.redis_url.as_ref())?;
    let Some(mut connection) = link.connection() else {
        return Ok(());
    };
    let forgotten = forget(&mut connection, organization_id).await;
    if let Err(error) = forgotten {
        bail!(
            "every row is removed, but Redis could not be asked to forget the organization: {error}. Its entries expire \
             within ten minutes and are served to nobody; run the same command again to remove them now"
        );
    }
    Ok(())
}

async fn forget(connection: &mut ConnectionManager, organization_id: Uuid) -> Result<(), redis::RedisError> {
    let mut cursor: u64 = 0;
    loop {
        let (next, keys): (u64, Vec<String>) = redis::cmd("SCAN")
            .arg(cursor)
            .arg("MATCH")
            .arg(keys_of(organization_id))
            .arg("COUNT")
            .arg(KEYS)
            .query_async(connection)
            .await?;
        if !keys.is_empty() {
            redis::cmd("UNLINK")
                .arg(keys)
                .query_async::<()>(connection)
                .await?;
        }
        if next == 0 {
            return Ok(());
        }
        cursor = next;
    }
}
