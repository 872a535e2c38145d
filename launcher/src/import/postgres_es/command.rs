//! `wellflow import postgres-es`.

use anyhow::{Context, Result, bail};
use wellflow_embedded::Home;
use wellflow_event_store::{Ledger, LedgerConfig};
use wellflow_runtime::{DatabaseConfig, Shutdown, Tenant, TenantPool};

use super::{EventsTable, Mapping, PostgresEsImport, kinds};
use crate::config::Config;
use crate::database::{RolePasswords, Service, service_url};
use crate::home_files::HomeFiles;
use crate::servers::Servers;
use crate::{cli, organizations, output};

/// Connections of the command, one a lane.
const CONNECTIONS: usize = 2;

/// Runs the import the command line describes; ends in failure when a row was not taken over.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &cli::PostgresEs) -> Result<()> {
    let mapping = mapping(arguments)?;
    let source = DatabaseConfig::parse("--from", &arguments.from)?;
    let table = EventsTable::open(&source, &arguments.table).await?;
    let organization = organizations::find(config, home, &arguments.organization).await?;
    let pool = pool(config, home).await?;
    let shutdown = Shutdown::new();
    let ledger_config = LedgerConfig {
        lanes: CONNECTIONS,
        ..LedgerConfig::default()
    };
    let import = PostgresEsImport {
        name: name(arguments)?,
        table,
        mapping,
        tenant: Tenant::authenticated(organization),
        ledger: Ledger::start(&pool, ledger_config, &shutdown),
        report: arguments.report.clone(),
    };
    let tally = import.run().await?;
    shutdown.request();
    output::line(serde_json::to_string(&tally)?);
    if tally.missing() > 0 {
        bail!("{} of {} rows were not taken over", tally.missing(), tally.rows);
    }
    Ok(())
}

fn mapping(arguments: &cli::PostgresEs) -> Result<Mapping> {
    let mut mapping = Mapping::new(kinds())
        .effective_at_field(arguments.effective_at_field.clone())
        .effective_at(arguments.effective_at);
    for said in &arguments.kind {
        mapping = mapping.aggregate(said)?;
    }
    for said in &arguments.event {
        mapping = mapping.event(said)?;
    }
    for aggregate_type in &arguments.leave_out {
        mapping = mapping.leave_out(aggregate_type);
    }
    for field in &arguments.drop {
        mapping = mapping.drop_field(field);
    }
    Ok(mapping)
}

/// What the source is called: what was said, else its database and table.
fn name(arguments: &cli::PostgresEs) -> Result<String> {
    if let Some(name) = &arguments.source {
        return Ok(name.clone());
    }
    let config: tokio_postgres::Config = arguments.from.parse().context("--from is not understood")?;
    let database = config.get_dbname().context("--from names no database")?;
    Ok(format!("{database}/{}", arguments.table))
}

/// The role that appends, and nothing more.
async fn pool(config: &Config, home: &Home) -> Result<TenantPool> {
    let servers = Servers::attach(config, home);
    let passwords = RolePasswords::load(&HomeFiles::open(home)?)?;
    let url = service_url(config, servers.database_url(), &passwords, Service::Command)?;
    let database = DatabaseConfig::parse("DATABASE_URL", &url)?;
    let pool = TenantPool::connect(&database, "import", CONNECTIONS).await;
    pool.context("the database cannot be reached")
}
