//! What an operator does about whole organizations: made, listed, moved, erased, renewed after a restore.
//!
//! Invariants
//! - Everything is done over the connection of the user that migrates; what changes something says who did it.
//! - A result goes to standard output, progress to standard error.

mod actor;
mod erase;
mod export;
mod import;
mod list;
mod progress;
mod reads;
mod restored;

use anyhow::{Context, Result, ensure};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::organization;
use wellflow_runtime::{DatabaseConfig, TenantPool};

use crate::admin::Admin;
use crate::cli::{Create, Organization};
use crate::config::Config;
use crate::database::{RolePasswords, Service, read_url, service_url};
use crate::home_files::HomeFiles;
use crate::output;
use crate::servers::Servers;

/// The longest slug.
const LONGEST: usize = 63;

/// Runs one of the commands.
pub(crate) async fn run(config: &Config, home: &Home, action: Organization) -> Result<()> {
    match action {
        Organization::Create(arguments) => create(config, home, &arguments).await,
        Organization::List => list::run(config, home).await,
        Organization::Log { organization } => list::log(config, home, organization.as_deref()).await,
        Organization::Export(arguments) => export::run(config, home, &arguments).await,
        Organization::Import(arguments) => import::run(config, home, &arguments).await,
        Organization::Erase(arguments) => erase::run(config, home, &arguments).await,
        Organization::Restored(arguments) => restored::run(config, home, &arguments).await,
    }
}

/// Makes an organization and prints its id; refused when the slug is taken.
async fn create(config: &Config, home: &Home, arguments: &Create) -> Result<()> {
    let Create {
        slug,
        name,
        reuse_slug,
        by,
    } = arguments;
    check(slug)?;
    ensure!(
        !name.trim().is_empty(),
        "the name of an organization is not blank"
    );
    let admin = admin(config, home).await?;
    let id = Uuid::now_v7();
    organization::create(
        admin.client(),
        id,
        slug,
        name.trim(),
        &actor::name(by),
        *reuse_slug,
    )
    .await?;
    output::line(id);
    Ok(())
}

/// The organization of an id, or of a slug; a slug is looked up in the database.
pub(crate) async fn find(config: &Config, home: &Home, slug_or_id: &str) -> Result<Uuid> {
    if let Ok(id) = slug_or_id.parse() {
        return Ok(id);
    }
    found(&admin(config, home).await?, slug_or_id).await
}

/// As [`find`], over a connection that is there already.
pub(crate) async fn found(admin: &Admin, slug_or_id: &str) -> Result<Uuid> {
    if let Ok(id) = slug_or_id.parse() {
        return Ok(id);
    }
    let found = admin.find_organization(slug_or_id).await?;
    found.with_context(|| format!("there is no organization {slug_or_id:?} in this database"))
}

pub(crate) async fn admin(config: &Config, home: &Home) -> Result<Admin> {
    Admin::connect("DATABASE_URL", Servers::attach(config, home).require_database()?).await
}

/// As [`pool`], to the database of the read models.
async fn read_pool(config: &Config, home: &Home, service: Service, connections: usize) -> Result<TenantPool> {
    let passwords = RolePasswords::load(&HomeFiles::open(home)?)?;
    let Some(url) = read_url(config, &passwords, service)? else {
        return pool(config, home, service, connections).await;
    };
    let database = DatabaseConfig::parse("WELLFLOW_READ_DATABASE_URL", &url)?;
    let pool = TenantPool::connect(&database, "organization", connections).await;
    pool.context("the database of the read models cannot be reached")
}

/// The pool of a service's role: rows of organizations are read as that role, each under its own policy.
pub(crate) async fn pool(
    config: &Config,
    home: &Home,
    service: Service,
    connections: usize,
) -> Result<TenantPool> {
    let servers = Servers::attach(config, home);
    let passwords = RolePasswords::load(&HomeFiles::open(home)?)?;
    let url = service_url(config, servers.database_url(), &passwords, service)?;
    let database = DatabaseConfig::parse("DATABASE_URL", &url)?;
    let pool = TenantPool::connect(&database, "organization", connections).await;
    pool.context("the database cannot be reached")
}

/// A slug stands in commands beside ids, so it must not look like one.
fn check(slug: &str) -> Result<()> {
    let letters = slug
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let form = letters && !slug.is_empty() && slug.len() <= LONGEST && !slug.starts_with('-');
    ensure!(
        form && slug.parse::<Uuid>().is_err(),
        "{slug:?} is no slug: use lower-case letters, digits and hyphens, up to {LONGEST}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_plain_and_no_id() {
        assert!(check("demo").is_ok() && check("gulf-coast-2").is_ok());
        for slug in ["", "Demo", "a b", "-x", "0199a0b0-0000-7000-8000-000000000000"] {
            assert!(check(slug).is_err(), "{slug}");
        }
    }
}
