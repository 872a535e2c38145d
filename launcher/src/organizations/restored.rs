//! `wellflow organization restored`.

use anyhow::{Context, Result};
use wellflow_embedded::Home;
use wellflow_event_store::{LedgerReader, organization};
use wellflow_runtime::Tenant;

use super::{actor, admin, found, pool, read_pool};
use crate::cli::Restored;
use crate::config::Config;
use crate::database::Service;
use crate::output;

/// Gives one organization, or every one, a new incarnation, and sends its read models back to the ledger's beginning: a
/// running projector builds them anew. Prints each id with its incarnation.
pub(super) async fn run(config: &Config, home: &Home, arguments: &Restored) -> Result<()> {
    let admin = admin(config, home).await?;
    let actor = actor::name(&arguments.by);
    let ids = match &arguments.organization {
        Some(organization) => vec![found(&admin, organization).await?],
        None => {
            let listed = organization::list(admin.client()).await?;
            let live = listed.into_iter().filter(|one| one.incarnation.is_some());
            live.map(|one| one.organization_id).collect()
        }
    };
    let rows = read_pool(config, home, Service::Projector, 1).await?;
    let reader = LedgerReader::new(pool(config, home, Service::Projector, 1).await?);
    for id in ids {
        let incarnation = organization::renew_incarnation(admin.client(), id, &actor).await?;
        let tenant = Tenant::authenticated(id);
        let rebuilt = wellflow_projector::start_over(&rows, &reader, &tenant);
        rebuilt.await.with_context(|| {
            format!("{id} has a new incarnation, but its read models could not be sent back: run this again")
        })?;
        output::line(format_args!("{id} {incarnation}"));
    }
    Ok(())
}
