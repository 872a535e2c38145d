//! `wellflow replay`: every ledger replayed beside the rows that are served, and what both come to.

use anyhow::{Result, bail, ensure};
use wellflow_embedded::Home;
use wellflow_event_store::LedgerReader;
use wellflow_projector::{RebuildError, Rebuilder, Replayed, projections};
use wellflow_runtime::Tenant;

use crate::cli::Replay;
use crate::config::Config;
use crate::database::Service;
use crate::organizations::{admin, pool};
use crate::output;
use crate::rebuild::{Pace, live};

/// Connections a replay uses.
const CONNECTIONS: usize = 4;

/// Prints a line for each projection of each organization; an error when one of them is not what its ledger comes to.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &Replay) -> Result<()> {
    let known: Vec<&str> = projections().iter().map(|key| key.name).collect();
    let asked: Vec<&str> = match &arguments.projection {
        Some(one) => known.iter().copied().filter(|name| name == one).collect(),
        None => known.clone(),
    };
    ensure!(
        !asked.is_empty(),
        "there is no projection {:?}: there are {}",
        arguments.projection.as_deref().unwrap_or_default(),
        known.join(", ")
    );
    let admin = admin(config, home).await?;
    let live = live(&admin, arguments.organization.as_deref()).await?;
    let pool = pool(config, home, Service::Projector, CONNECTIONS).await?;
    let rebuilder = Rebuilder::new(pool.clone(), LedgerReader::new(pool));
    let (mut left, mut total) = (0, 0);
    for (organization_id, slug) in live {
        let tenant = Tenant::authenticated(organization_id);
        for projection in &asked {
            total += 1;
            match one(&rebuilder, &tenant, &slug, projection).await {
                Ok(true) => {}
                Ok(false) => left += 1,
                Err(error) => {
                    left += 1;
                    let error = anyhow::Error::new(error);
                    output::error_line(format_args!("{slug}: {projection}: {error:#}"));
                }
            }
        }
    }
    match left {
        0 => Ok(()),
        _ => bail!("{left} of {total} projections are not shown to be what their ledgers come to"),
    }
}

/// Whether both are the same.
async fn one(
    rebuilder: &Rebuilder,
    tenant: &Tenant,
    slug: &str,
    projection: &str,
) -> Result<bool, RebuildError> {
    let mut pace = Pace::new(slug);
    let replayed = rebuilder
        .replay(projection, tenant, |step| pace.tell(step))
        .await?;
    let Replayed {
        position,
        live,
        replayed: again,
        differences,
    } = &replayed;
    let verdict = if replayed.is_same() {
        "the same"
    } else {
        "they differ"
    };
    output::line(format_args!(
        "{slug}: {projection} at position {position}: live {} rows {}, replayed {} rows {}: {verdict}",
        live.rows, live.sha256, again.rows, again.sha256
    ));
    for difference in differences {
        let columns = if difference.columns.is_empty() {
            String::new()
        } else {
            format!(" in {}", difference.columns.join(", "))
        };
        output::line(format_args!(
            "{slug}: {} {}, {} in all: {}{columns}",
            difference.table, difference.kind, difference.total, difference.key
        ));
    }
    Ok(replayed.is_same())
}
