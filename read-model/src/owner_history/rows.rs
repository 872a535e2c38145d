//! The projector's side of owners.

use std::collections::BTreeSet;
use std::fmt;

use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::history::{Changes, Keys, Span, Spans, retire};
use crate::{ReadModelError, to_bigint};

/// What an owner's record showed over a stretch of time.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnerRow {
    /// Where it stands.
    pub span: Span,
    /// The name; empty where it is withheld.
    pub name: String,
    /// Earlier names.
    pub former_names: Vec<String>,
    /// The status, for example `active`.
    pub status: String,
    /// The kind, for example `company`.
    pub kind: String,
    /// The roles, for example `lessor`.
    pub roles: Vec<String>,
    /// The newest version of the stream that is in it.
    pub version: u64,
    /// The answer with everything that is known.
    pub document: String,
}

impl fmt::Debug for OwnerRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnerRow")
            .field("span", &self.span)
            .field("status", &self.status)
            .field("kind", &self.kind)
            .field("roles", &self.roles)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl OwnerRow {
    fn keys(&self) -> BTreeSet<(&'static str, String)> {
        let names = std::iter::once(&self.name).chain(&self.former_names);
        let of_names = names.flat_map(|name| words(name)).map(|word| ("word", word));
        let of_roles = self.roles.iter().map(|role| ("role", role.clone()));
        of_names.chain(of_roles).collect()
    }
}

/// The words of a name, as they are searched: letters and digits in lower case.
pub fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Writes what a batch changed.
///
/// # Errors
/// [`ReadModelError`].
pub async fn write(
    tx: &TenantTransaction,
    organization_id: Uuid,
    changes: &Changes<OwnerRow>,
) -> Result<(), ReadModelError> {
    let remove = [
        include_str!("sql/remove.sql"),
        include_str!("sql/remove_keys.sql"),
    ];
    retire(
        tx,
        organization_id,
        changes,
        include_str!("sql/close.sql"),
        &remove,
    )
    .await?;
    if changes.new.is_empty() {
        return Ok(());
    }
    insert(tx, organization_id, &changes.new).await?;
    insert_keys(tx, organization_id, &changes.new).await
}

/// Removes the organization's rows; they are about to be built anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn clear(tx: &TenantTransaction, organization_id: Uuid) -> Result<(), ReadModelError> {
    for sql in [include_str!("sql/clear.sql"), include_str!("sql/clear_keys.sql")] {
        tx.execute(sql, &[&organization_id]).await?;
    }
    Ok(())
}

/// Removes everything of some owners; it is about to be written anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn forget(
    tx: &TenantTransaction,
    organization_id: Uuid,
    ids: &[Uuid],
) -> Result<(), ReadModelError> {
    for sql in [
        include_str!("sql/forget.sql"),
        include_str!("sql/forget_keys.sql"),
    ] {
        tx.execute(sql, &[&organization_id, &ids]).await?;
    }
    Ok(())
}

async fn insert(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[OwnerRow],
) -> Result<(), ReadModelError> {
    let spans: Spans = rows.iter().map(|row| &row.span).collect();
    let parameters: [&(dyn ToSql + Sync); 13] = [
        &organization_id,
        &spans.ids,
        &spans.from_positions,
        &spans.to_positions,
        &spans.effective_from,
        &spans.effective_to,
        &spans.from_days,
        &spans.to_days,
        &rows.iter().map(|row| row.name.to_lowercase()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.status.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(),
        &rows.iter().map(|row| to_bigint(row.version)).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert.sql"), &parameters).await?;
    Ok(())
}

async fn insert_keys(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[OwnerRow],
) -> Result<(), ReadModelError> {
    let keys: Vec<_> = rows
        .iter()
        .flat_map(|row| {
            row.keys()
                .into_iter()
                .map(|(kind, key)| (row.span.place, kind, key))
        })
        .collect();
    if keys.is_empty() {
        return Ok(());
    }
    let places: Keys = keys.iter().map(|(place, ..)| place).collect();
    let parameters: [&(dyn ToSql + Sync); 6] = [
        &organization_id,
        &places.ids,
        &places.from_positions,
        &places.effective_from,
        &keys.iter().map(|(_, kind, _)| *kind).collect::<Vec<_>>(),
        &keys.iter().map(|(.., key)| key.as_str()).collect::<Vec<_>>(),
    ];
    tx.execute(include_str!("sql/insert_keys.sql"), &parameters)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_searched_by_its_words() {
        assert_eq!(
            words("O'Brien-Ölquist, T. & Sons"),
            ["o", "brien", "ölquist", "t", "sons"]
        );
        assert!(words(" -- ").is_empty());
    }
}
