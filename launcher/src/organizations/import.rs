//! `wellflow organization import`.

use std::fs::{self, File};

use anyhow::{Context, Result};
use serde_json::json;
use wellflow_embedded::Home;
use wellflow_event_store::organization::{self, ImportRequest};
use wellflow_event_store::{LedgerReader, Verifier};
use wellflow_runtime::Tenant;

use super::progress::Progress;
use super::{actor, admin, pool};
use crate::catalogue::catalogue;
use crate::cli::Takeover;
use crate::config::Config;
use crate::database::Service;
use crate::output;

/// Statements the verification runs at once.
const JOBS: usize = 2;

/// Takes the organization over, and prints which one it is as one JSON object.
pub(super) async fn run(config: &Config, home: &Home, arguments: &Takeover) -> Result<()> {
    if let Some(slug) = &arguments.slug {
        super::check(slug)?;
    }
    let path = &arguments.file;
    let mut file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let key = match &arguments.key {
        Some(key) => {
            let text =
                fs::read_to_string(key).with_context(|| format!("{} cannot be read", key.display()))?;
            let key = text
                .parse()
                .with_context(|| format!("{} holds no public key", key.display()))?;
            Some(key)
        }
        None => None,
    };
    let mut admin = admin(config, home).await?;
    let request = ImportRequest {
        slug: arguments.slug.clone(),
        actor: actor::name(&arguments.by),
        returning: arguments.returning,
        reuse_slug: arguments.reuse_slug,
        key,
    };
    let reader = LedgerReader::new(pool(config, home, Service::Projector, JOBS + 1).await?);
    let verifier = Verifier::new(reader, catalogue(), JOBS);
    let (written, verified) = (Progress::new("import"), Progress::new("verify"));
    let verify = async |tenant: &Tenant| {
        let progress = |events, of| {
            verified.of(of);
            verified.at(events);
        };
        match verifier.verify(tenant, progress).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(broken)) => Err(broken.to_string()),
            Err(error) => Err(error.to_string()),
        }
    };
    let imported = organization::import(admin.client_mut(), &mut file, &request, verify, |position| {
        written.at(position)
    });
    let imported = imported
        .await
        .with_context(|| format!("{} was not imported", path.display()))?;
    let header = &imported.checked.header;
    output::line(json!({
        "organization_id": header.organization_id,
        "slug": imported.slug,
        "incarnation": imported.incarnation,
        "position": header.position,
        "chain": header.chain,
        "counts": imported.checked.counts,
        "signed_with": imported.checked.signed_with,
    }));
    Ok(())
}
