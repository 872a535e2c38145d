//! `wellflow organization restored`.

use anyhow::Result;
use wellflow_embedded::Home;
use wellflow_event_store::organization;

use super::{actor, admin, found};
use crate::cli::Restored;
use crate::config::Config;
use crate::output;

/// Gives one organization, or every one, a new incarnation; prints each id with it.
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
    for id in ids {
        let incarnation = organization::renew_incarnation(admin.client(), id, &actor).await?;
        output::line(format_args!("{id} {incarnation}"));
    }
    Ok(())
}
