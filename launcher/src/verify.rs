//! `wellflow verify`: whether the ledgers still are what was written.

use anyhow::{Context, Result, bail};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::{LedgerReader, Verdict};
use wellflow_runtime::{DatabaseConfig, Tenant, TenantPool};

use crate::config::Config;
use crate::database::{RolePasswords, Service, service_url};
use crate::home_files::HomeFiles;
use crate::servers::Servers;
use crate::{organizations, output};

/// Connections of the command; an organization is read by one of them.
const CONNECTIONS: usize = 2;

/// Verifies one organization's ledger, or every one; ends in failure when any does not hold together.
pub(crate) async fn run(config: &Config, home: &Home, organization: Option<&str>) -> Result<()> {
    let reader = reader(config, home).await?;
    let ids = match organization {
        Some(slug_or_id) => vec![organizations::find(config, home, slug_or_id).await?],
        None => {
            let tips = reader
                .tips()
                .await
                .context("the organizations cannot be listed")?;
            tips.into_iter().map(|(id, _)| id).collect()
        }
    };
    let mut broken = 0;
    for id in &ids {
        let progress = |position| tracing::info!(organization = %id, position, "verifying");
        let verdict = reader.verify(&Tenant::authenticated(*id), progress).await;
        let verdict = verdict.with_context(|| format!("the ledger of {id} cannot be read"))?;
        broken += usize::from(verdict.is_err());
        output::line(sentence(*id, &verdict));
    }
    if broken > 0 {
        bail!("{broken} of {} ledgers are not what was written", ids.len());
    }
    Ok(())
}

/// The projector's role: it may list the organizations, and reads each under that organization's own policy.
async fn reader(config: &Config, home: &Home) -> Result<LedgerReader> {
    let servers = Servers::attach(config, home);
    let passwords = RolePasswords::load(&HomeFiles::open(home)?)?;
    let url = service_url(config, servers.database_url(), &passwords, Service::Projector)?;
    let database = DatabaseConfig::parse("DATABASE_URL", &url)?;
    let pool = TenantPool::connect(&database, "verify", CONNECTIONS).await;
    Ok(LedgerReader::new(pool.context("the database cannot be reached")?))
}

fn sentence(id: Uuid, verdict: &Verdict) -> String {
    match verdict {
        Ok(verified) => {
            let chain: String = verified.chain.iter().map(|byte| format!("{byte:02x}")).collect();
            let (events, commits, streams) = (verified.events, verified.commits, verified.streams);
            format!(
                "{id} holds together: {events} events, {commits} commits, {streams} streams, chain {chain}"
            )
        }
        Err(broken) => format!("{id} BROKEN at {:?}: {}", broken.place, broken.reason),
    }
}
