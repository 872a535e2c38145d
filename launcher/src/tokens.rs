//! Signing tokens with the key of this installation.

use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::Utc;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_http::Role;
use wellflow_http::auth::Grant;

use crate::cli;
use crate::config::Config;
use crate::home_files::HomeFiles;
use crate::{organizations, output};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A token for one subject in one organization, which may be one of its owners.
pub(crate) fn sign(
    files: &HomeFiles,
    organization: Uuid,
    (role, owner_id): (Role, Option<Uuid>),
    subject: &str,
    days: u32,
) -> Result<SecretString> {
    let grant = Grant {
        installation: files.installation()?,
        subject: subject.to_owned(),
        organization_id: organization,
        role,
        owner_id,
        lifetime: DAY * days,
    };
    files
        .token_key()?
        .sign(&grant, Utc::now())
        .context("the token cannot be signed")
}

/// Prints one token.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &cli::Token) -> Result<()> {
    let role = Role::from_str(&arguments.role)?;
    let organization = organizations::find(config, home, &arguments.organization).await?;
    let token = sign(
        &HomeFiles::open(home)?,
        organization,
        (role, arguments.owner),
        &arguments.subject,
        arguments.days,
    )?;
    output::line(token.expose_secret());
    Ok(())
}
