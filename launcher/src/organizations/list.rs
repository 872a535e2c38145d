//! `wellflow organization list` and `log`.

use anyhow::Result;
use serde_json::json;
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::organization::{self, Listed};

use crate::config::Config;
use crate::output;

/// Entries of the log read at once.
const ENTRIES: u32 = 2_000;

/// Prints one line for every organization that is here, under a heading.
pub(super) async fn run(config: &Config, home: &Home) -> Result<()> {
    let admin = super::admin(config, home).await?;
    for line in table(&organization::list(admin.client()).await?) {
        output::line(line);
    }
    Ok(())
}

/// Columns as wide as their widest value; the name comes last, it may hold anything.
fn table(organizations: &[Listed]) -> Vec<String> {
    let mut rows = vec![["SLUG", "ID", "STATE", "EVENTS", "NEWEST", "NAME"].map(str::to_owned)];
    rows.extend(organizations.iter().map(|one| {
        [
            one.slug.clone(),
            one.organization_id.to_string(),
            one.state.clone(),
            one.position.to_string(),
            one.recorded_at
                .map_or_else(|| "-".to_owned(), |at| at.to_rfc3339()),
            one.name.clone(),
        ]
    }));
    let widest = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..5).map(widest).collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (text, width) in row.iter().zip(&widths) {
                line.push_str(&format!("{text:width$}  "));
            }
            line.push_str(&row[5]);
            line
        })
        .collect()
}

/// Prints entries of the organization log, the oldest first.
pub(super) async fn log(config: &Config, home: &Home, organization: Option<&str>) -> Result<()> {
    let admin = super::admin(config, home).await?;
    let only = named(&admin, organization).await?;
    let mut after = 0;
    loop {
        let entries = organization::entries(admin.client(), after, ENTRIES).await?;
        let Some(last) = entries.last() else {
            return Ok(());
        };
        after = last.seq;
        for entry in entries {
            let known = [entry.organization_id.to_string(), entry.slug.clone()];
            if only.as_ref().is_none_or(|only| known.contains(only)) {
                output::line(json!({
                    "seq": entry.seq,
                    "at": entry.at,
                    "action": entry.action,
                    "organization_id": entry.organization_id,
                    "slug": entry.slug,
                    "name": entry.name,
                    "incarnation": entry.incarnation,
                    "actor": entry.actor,
                    "detail": serde_json::from_str::<serde_json::Value>(&entry.detail)?,
                    "chain": entry.chain,
                }));
            }
        }
    }
}

/// An organization that is here, by its id; one that was erased is still found in the log by what it was called.
async fn named(admin: &crate::admin::Admin, organization: Option<&str>) -> Result<Option<String>> {
    let Some(name) = organization else {
        return Ok(None);
    };
    let id: Option<Uuid> = match name.parse() {
        Ok(id) => Some(id),
        Err(_) => admin.find_organization(name).await?,
    };
    Ok(Some(id.map_or_else(|| name.to_owned(), |id| id.to_string())))
}
