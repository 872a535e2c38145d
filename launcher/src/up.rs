//! `wellflow up`: everything in one process on one port, and `wellflow migrate`.
//!
//! The port is taken first and the record is stopped last. Between the two: servers, schema, keys, services, demo. `/readyz`
//! says what is still missing.

mod banner;
mod demo;

use std::net::TcpListener;

use anyhow::{Context, Result};
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::organization;
use wellflow_http::{Readiness, Role, Surface, serve};
use wellflow_runtime::{Shutdown, TenantPool};

use crate::admin::Admin;
use crate::cli;
use crate::config::Config;
use crate::database::RolePasswords;
use crate::home_files::HomeFiles;
use crate::servers::Servers;
use crate::services::{COMMAND_API_DOCUMENT, Parts, QUERY_API_DOCUMENT, close, listen};
use crate::{output, signals, status, tokens};

/// The component of `/readyz` that waits for the demo.
const DEMO: &str = "demo";
/// How long the printed token holds.
const TOKEN_DAYS: u32 = 30;

/// Brings the schema up to date; on a private cluster of its own where no database is set and none is running.
pub(crate) async fn migrate(config: &Config, home: &Home) -> Result<()> {
    let attached = Servers::attach(config, home);
    let servers = if attached.database_url().is_some() {
        attached
    } else {
        Servers::start(config, home).await?
    };
    let prepared = prepare(config, home, &servers).await;
    servers.stop();
    let prepared = prepared?;
    match prepared.applied.as_slice() {
        [] => output::line("the schema is up to date"),
        applied => output::line(format_args!("applied {}", applied.join(", "))),
    }
    if !prepared.applied_there.is_empty() {
        let applied = prepared.applied_there.join(", ");
        output::line(format_args!("applied to the read models' database {applied}"));
    }
    Ok(())
}

/// Starts everything and serves until told to stop.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &cli::Up) -> Result<()> {
    let listener = listen(config)?;
    let stop = Shutdown::new();
    signals::listen(&stop)?;
    let servers = Servers::start(config, home).await?;
    let result = Box::pin(with_servers(config, home, arguments, listener, &servers, &stop)).await;
    servers.stop();
    result
}

/// What has to be there before a service can start.
struct Prepared {
    admin: Admin,
    files: HomeFiles,
    passwords: RolePasswords,
    applied: Vec<String>,
    /// In the database of the read models, where that is another.
    applied_there: Vec<String>,
}

async fn prepare(config: &Config, home: &Home, servers: &Servers) -> Result<Prepared> {
    let url = servers.require_database()?;
    let mut admin = Admin::connect("DATABASE_URL", url).await?;
    let applied = admin.migrate().await?;
    let files = HomeFiles::open(home)?;
    let mut passwords = admin.set_role_passwords(config, url, &files).await?;
    let mut applied_there = Vec::new();
    if let Some(reads) = &config.read_database_url {
        let mut there = Admin::connect("WELLFLOW_READ_DATABASE_URL", reads.expose_secret()).await?;
        // The whole schema: the roles and what the read models refer to come with it, and its ledger stays empty.
        applied_there = there.migrate().await?;
        if reads.expose_secret() != url {
            there.declare_ledger_elsewhere().await?;
        }
        let kept = there
            .set_role_passwords(config, reads.expose_secret(), &files)
            .await?;
        if passwords.is_empty() {
            passwords = kept;
        }
    }
    files.token_key()?;
    files.installation()?;
    Ok(Prepared {
        admin,
        files,
        passwords,
        applied,
        applied_there,
    })
}

async fn with_servers(
    config: &Config,
    home: &Home,
    arguments: &cli::Up,
    listener: TcpListener,
    servers: &Servers,
    stop: &Shutdown,
) -> Result<()> {
    let prepared = prepare(config, home, servers).await?;
    let organization = match arguments.no_demo {
        true => None,
        false => demo_organization(&prepared).await?,
    };
    let parts = Parts::new(config, servers, prepared.passwords.clone())?;
    if organization.is_some() {
        parts.readiness.set_not_ready(DEMO, "not loaded yet");
    }
    let site = Site {
        url: status::local_url(listener.local_addr()?)?,
        files: prepared.files,
        organization,
        readiness: parts.readiness.clone(),
        described: servers.described.clone(),
        is_documented: config.api_docs.unwrap_or(config.listen.ip().is_loopback()),
        stop: stop.clone(),
    };
    drop(prepared.admin);
    let running = Running::start(&parts, stop).await?;
    let result = running.serve(listener, &site, &parts).await;
    running.stop(&parts).await?;
    result
}

/// The demo's organization, made where there is none; `None` where somebody erased it: it does not come back by itself.
async fn demo_organization(prepared: &Prepared) -> Result<Option<Uuid>> {
    let id = Uuid::new_v5(&prepared.files.installation()?, crate::demo::SLUG.as_bytes());
    let admin = &prepared.admin;
    let erased = organization::tombstone(admin.client(), id).await?.is_some();
    if erased && admin.find_organization(crate::demo::SLUG).await?.is_none() {
        return Ok(None);
    }
    let made = admin.ensure_organization(id, crate::demo::SLUG, crate::demo::NAME, "wellflow up");
    Ok(Some(made.await?))
}

/// What the process knows about itself once the port is taken.
struct Site {
    url: String,
    files: HomeFiles,
    organization: Option<Uuid>,
    readiness: Readiness,
    described: Vec<String>,
    /// Whether the OpenAPI documents are served.
    is_documented: bool,
    stop: Shutdown,
}

/// The three services, each with its own pool and role.
struct Running {
    commands: wellflow_command_api::CommandApi,
    queries: wellflow_query_api::QueryApi,
    projector: JoinHandle<()>,
    /// The query API's pool of the ledger comes first.
    pools: Vec<TenantPool>,
}

impl Running {
    async fn start(parts: &Parts<'_>, stop: &Shutdown) -> Result<Self> {
        let (commands, command_pool) = parts.command_api().await?;
        let (queries, query_pools) = parts.query_api(stop).await?;
        let (projector, projector_pools) = parts.projector().await?;
        let projector = tokio::spawn(wellflow_projector::run(projector, parts.shutdown.clone()));
        Ok(Self {
            commands,
            queries,
            projector,
            pools: query_pools
                .into_iter()
                .chain([command_pool])
                .chain(projector_pools)
                .collect(),
        })
    }

    async fn serve(&self, listener: TcpListener, site: &Site, parts: &Parts<'_>) -> Result<()> {
        let surface = Surface::new(site.files.verifier()?, parts.readiness.clone())
            .with_metrics(&parts.metrics)
            .with_api(
                wellflow_command_api::COMMAND_PROBLEMS,
                wellflow_command_api::routes(),
            )
            .with_api(wellflow_query_api::PROBLEMS, wellflow_query_api::routes());
        let surface = if site.is_documented {
            surface.with_documents(&[COMMAND_API_DOCUMENT, QUERY_API_DOCUMENT])
        } else {
            surface
        };
        let commands = wellflow_command_api::configure(self.commands.clone());
        let queries = wellflow_query_api::configure(self.queries.clone());
        let configure = move |app: &mut actix_web::web::ServiceConfig| {
            // The commands' scope takes every POST there is.
            queries(app);
            commands(app);
        };
        let serving = serve(listener, surface, configure, site.stop.clone());
        tokio::pin!(serving);
        let opened = tokio::select! {
            served = &mut serving => return served.context("the server failed"),
            opened = Box::pin(open(site, &self.pools[0])) => opened,
        };
        if opened.is_err() {
            site.stop.request();
        }
        let served = serving.await.context("the server failed");
        opened.and(served)
    }

    /// The projector finishes its turn, then nobody needs the pools any more.
    async fn stop(self, parts: &Parts<'_>) -> Result<()> {
        parts.shutdown.request();
        self.projector.await.context("the projector was interrupted")?;
        close(&self.pools);
        Ok(())
    }
}

/// Loads the demo through the open port, and says that everything is ready.
async fn open(site: &Site, queries: &TenantPool) -> Result<()> {
    let mut token = None;
    if let Some(organization) = site.organization {
        let importing = tokens::sign(
            &site.files,
            organization,
            (Role::Owner, None),
            crate::import::SUBJECT,
            1,
        )?;
        let loaded = demo::load(&site.url, importing, organization, queries, &site.readiness).await;
        loaded.context("the demo cannot be loaded")?;
        site.readiness.set_ready(DEMO, "loaded");
        token = Some(tokens::sign(
            &site.files,
            organization,
            (Role::Owner, None),
            "demo",
            TOKEN_DAYS,
        )?);
    }
    demo::until_ready(&site.url, &site.stop).await?;
    banner::print(site.organization.zip(token.as_ref()), &site.url, &site.described)?;
    Ok(())
}
