//! What only the migrating user may do: the schema, the passwords of the service roles, organizations.

use anyhow::{Context, Result};
use secrecy::ExposeSecret;
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::organization;
use wellflow_runtime::DatabaseConfig;

use crate::config::Config;
use crate::database::{RolePasswords, Service, is_unix_socket, password_of};
use crate::home_files::HomeFiles;

/// One connection of the migrating user; its driver ends with it.
#[derive(Debug)]
pub(crate) struct Admin {
    client: Client,
}

impl Admin {
    /// Connects; `setting` is where the address came from.
    pub(crate) async fn connect(setting: &str, url: &str) -> Result<Self> {
        let (client, connection) = DatabaseConfig::parse(setting, url)?.connect("wellflow").await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "the connection of the migrating user ended");
            }
        });
        Ok(Self { client })
    }

    /// The connection itself, for questions of the launcher's other parts.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The connection itself, for transactions of the launcher's other parts.
    pub(crate) fn client_mut(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Makes the database `wellflow` of a private cluster.
    pub(crate) async fn ensure_database(&self) -> Result<()> {
        let exists: bool = self
            .client
            .query_one(include_str!("sql/database_exists.sql"), &[])
            .await?
            .try_get(0)?;
        if !exists {
            let made = self
                .client
                .execute(include_str!("sql/create_database.sql"), &[])
                .await;
            made.context("the database wellflow cannot be made")?;
        }
        Ok(())
    }

    /// Brings the schema up to date; gives the versions this run applied.
    pub(crate) async fn migrate(&mut self) -> Result<Vec<String>> {
        let report = wellflow_migrations::run(&mut self.client).await?;
        Ok(report.applied)
    }

    /// Says to a database of the read models that its ledger is elsewhere.
    pub(crate) async fn declare_ledger_elsewhere(&self) -> Result<()> {
        let declared = self
            .client
            .execute(include_str!("sql/declare_ledger_elsewhere.sql"), &[])
            .await;
        declared.context("the read models cannot be told that their ledger is elsewhere")?;
        Ok(())
    }

    /// Sets the passwords of the service roles where the server is reached over the network.
    ///
    /// A service with an address of its own gets the password written there; the others get one that is kept in the home.
    pub(crate) async fn set_role_passwords(
        &mut self,
        config: &Config,
        url: &str,
        files: &HomeFiles,
    ) -> Result<RolePasswords> {
        if is_unix_socket(url)
            && Service::ALL
                .iter()
                .all(|service| config.service_urls.of(*service).is_none())
        {
            return Ok(RolePasswords::default());
        }
        let all_given = Service::ALL
            .iter()
            .all(|service| config.service_urls.of(*service).is_some());
        let kept = if all_given {
            RolePasswords::default()
        } else {
            RolePasswords::load_or_make(files)?
        };
        for service in Service::ALL {
            let password = match config.service_urls.of(service) {
                Some(own) => password_of(own.expose_secret())?,
                None => kept.of(service).map(str::to_owned),
            };
            if let Some(password) = password {
                self.set_role_password(service, &password).await?;
            }
        }
        Ok(kept)
    }

    async fn set_role_password(&mut self, service: Service, password: &str) -> Result<()> {
        let transaction = self.client.transaction().await?;
        transaction
            .execute(
                include_str!("sql/remember_role_password.sql"),
                &[&service.role(), &password],
            )
            .await?;
        let set = transaction
            .execute(include_str!("sql/set_role_password.sql"), &[])
            .await;
        set.with_context(|| format!("the password of role {} cannot be set", service.role()))?;
        transaction.commit().await?;
        Ok(())
    }

    /// The organization with this slug.
    pub(crate) async fn find_organization(&self, slug: &str) -> Result<Option<Uuid>> {
        let row = self
            .client
            .query_opt(include_str!("sql/find_organization.sql"), &[&slug])
            .await?;
        row.map(|row| row.try_get(0))
            .transpose()
            .context("the organization has no id")
    }

    /// The organization with this slug, made where there is none.
    pub(crate) async fn ensure_organization(
        &self,
        id: Uuid,
        slug: &str,
        name: &str,
        actor: &str,
    ) -> Result<Uuid> {
        if let Some(found) = self.find_organization(slug).await? {
            return Ok(found);
        }
        let made = organization::create(&self.client, id, slug, name, actor, false).await;
        made.with_context(|| format!("the organization {slug} cannot be made"))?;
        Ok(id)
    }
}
