//! `wellflow import bsee`.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_http::Role;

use super::{BseeImport, Progress, SUBJECT, Source, Target};
use crate::config::Config;
use crate::home_files::HomeFiles;
use crate::{cli, organizations, output, status, tokens};

/// Lanes of an import from the command line.
const LANES: usize = 4;

/// Runs the import the command line describes.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &cli::Bsee) -> Result<()> {
    let url = arguments
        .url
        .clone()
        .map_or_else(|| status::local_url(config.listen), Ok)?;
    let (boreholes, production) = (
        Source::open(&arguments.boreholes)?,
        Source::open(&arguments.production)?,
    );
    let (organization, token) = identity(config, home, arguments).await?;
    let import = BseeImport {
        organization,
        target: Target::new(&url, token)?,
        boreholes,
        production,
        report: arguments.report.clone(),
        lanes: LANES,
    };
    let tally = import.run(Progress::new("import")).await?;
    output::line(serde_json::to_string(&tally)?);
    Ok(())
}

async fn identity(config: &Config, home: &Home, arguments: &cli::Bsee) -> Result<(Uuid, SecretString)> {
    let Some(token) = arguments.token.clone().map(SecretString::from) else {
        let organization = organizations::find(config, home, &arguments.organization).await?;
        let token = tokens::sign(&HomeFiles::open(home)?, organization, Role::Owner, SUBJECT, 7)?;
        return Ok((organization, token));
    };
    let organization = organization_of(&token)?;
    let asked: Option<Uuid> = arguments.organization.parse().ok();
    ensure!(
        asked.is_none_or(|asked| asked == organization),
        "the token is for organization {organization}, not {}",
        arguments.organization
    );
    Ok((organization, token))
}

/// The organization a token speaks for. The service checks the token; here it only tells how wells are named.
fn organization_of(token: &SecretString) -> Result<Uuid> {
    #[derive(Deserialize)]
    struct Claims {
        org: Uuid,
    }
    let payload = token
        .expose_secret()
        .split('.')
        .nth(1)
        .context("the token has no payload")?;
    let payload = URL_SAFE_NO_PAD
        .decode(payload)
        .context("the token's payload is not base64url")?;
    let claims: Claims = serde_json::from_slice(&payload).context("the token names no organization")?;
    Ok(claims.org)
}
