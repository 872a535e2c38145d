//! `wellflow import bsee`, `ny-dec` and `co-form7`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_http::Role;

use super::co_form7::CoForm7Import;
use super::ny_dec::NyDecImport;
use super::{BoemImport, BoemLists, BseeImport, Progress, SUBJECT, Source, Tally, Target};
use crate::cli::{AgencyFile, Bsee, Destination};
use crate::config::Config;
use crate::home_files::HomeFiles;
use crate::{organizations, output, status, tokens};

/// Lanes of an import from the command line.
const LANES: usize = 4;

/// Who New York's list is imported as.
const NY_DEC_SUBJECT: &str = "ny-dec-import";
/// Who Colorado's reports are imported as.
const CO_FORM7_SUBJECT: &str = "co-form7-import";

/// Imports BSEE's two files, or BOEM's lists.
pub(crate) async fn bsee(config: &Config, home: &Home, arguments: &Bsee) -> Result<()> {
    let open = |path: &Option<PathBuf>| path.as_deref().map(Source::open).transpose();
    let (boreholes, production) = (open(&arguments.boreholes)?, open(&arguments.production)?);
    let lists = BoemLists {
        owners: open(&arguments.owners)?,
        leases: open(&arguments.leases)?,
        listed_on: arguments.listed_on,
    };
    let (organization, target) = destination(config, home, &arguments.destination, SUBJECT).await?;
    let (Some(boreholes), Some(production)) = (boreholes, production) else {
        let import = BoemImport {
            organization,
            target,
            lists,
            report: arguments.destination.report.clone(),
            lanes: LANES,
        };
        return print(&import.run(Progress::new("import")).await?);
    };
    let import = BseeImport {
        organization,
        target,
        boreholes,
        production,
        report: arguments.destination.report.clone(),
        lanes: LANES,
    };
    print(&import.run(Progress::new("import")).await?)
}

/// Imports New York's list of wells.
pub(crate) async fn ny_dec(config: &Config, home: &Home, arguments: &AgencyFile) -> Result<()> {
    let wells = Source::open(&arguments.file)?;
    let (organization, target) = destination_of_file(config, home, arguments, NY_DEC_SUBJECT).await?;
    let import = NyDecImport {
        organization,
        target,
        wells,
        report: arguments.destination.report.clone(),
        lanes: LANES,
    };
    print(&import.run(Progress::new("import")).await?)
}

/// Imports Colorado's monthly reports.
pub(crate) async fn co_form7(config: &Config, home: &Home, arguments: &AgencyFile) -> Result<()> {
    let reports = Source::open(&arguments.file)?;
    let (organization, target) = destination_of_file(config, home, arguments, CO_FORM7_SUBJECT).await?;
    let import = CoForm7Import {
        organization,
        target,
        reports,
        report: arguments.destination.report.clone(),
        lanes: LANES,
    };
    print(&import.run(Progress::new("import")).await?)
}

/// Prints the counts; an import of which the service refused something ends in failure, whatever else it took over.
fn print(tally: &Tally) -> Result<()> {
    output::line(serde_json::to_string(tally)?);
    let (refused, commands) = (tally.refused, tally.commands);
    if refused > 0 {
        let rules: Vec<&str> = tally.refused_by.iter().map(String::as_str).collect();
        bail!(
            "{refused} of {commands} commands were refused ({}); --report FILE names each row and why",
            rules.join(", ")
        );
    }
    Ok(())
}

/// As [`destination`]; nobody and nowhere where nothing is to be sent.
async fn destination_of_file(
    config: &Config,
    home: &Home,
    arguments: &AgencyFile,
    subject: &str,
) -> Result<(Uuid, Option<Target>)> {
    if arguments.dry_run {
        return Ok((Uuid::nil(), None));
    }
    let (organization, target) = destination(config, home, &arguments.destination, subject).await?;
    Ok((organization, Some(target)))
}

/// The organization the facts belong to, and where they go in the name of `subject`.
async fn destination(
    config: &Config,
    home: &Home,
    arguments: &Destination,
    subject: &str,
) -> Result<(Uuid, Target)> {
    let url = arguments
        .url
        .clone()
        .map_or_else(|| status::local_url(config.listen), Ok)?;
    let (organization, token) = identity(config, home, arguments, subject).await?;
    Ok((organization, Target::new(&url, token)?))
}

async fn identity(
    config: &Config,
    home: &Home,
    arguments: &Destination,
    subject: &str,
) -> Result<(Uuid, SecretString)> {
    let Some(token) = arguments.token.clone().map(SecretString::from) else {
        let organization = organizations::find(config, home, &arguments.organization).await?;
        let token = tokens::sign(
            &HomeFiles::open(home)?,
            organization,
            (Role::Owner, None),
            subject,
            7,
        )?;
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
