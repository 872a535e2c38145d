//! Making organizations, listing them, and saying that one was restored.

use chrono::{DateTime, Utc};
use tokio_postgres::Client;
use uuid::Uuid;

use super::OrganizationError;
use crate::record::unsigned;

const CREATE: &str = include_str!("../sql/organization_create.sql");
const LIST: &str = include_str!("../sql/organization_list.sql");
const LOG_EXPORT: &str = include_str!("../sql/organization_log_export.sql");
const RENEW: &str = include_str!("../sql/organization_renew_incarnation.sql");

/// An organization that is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The organization.
    pub organization_id: Uuid,
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// When it was made, or its import begun.
    pub created_at: DateTime<Utc>,
    /// `live`, `importing` or `erasing`.
    pub state: String,
    /// Which copy of its ledger this is; `None` unless it is live.
    pub incarnation: Option<Uuid>,
    /// Its newest position, which is the number of its events; 0 for an empty ledger.
    pub position: u64,
    /// The instant of its newest commit.
    pub recorded_at: Option<DateTime<Utc>>,
}

/// Makes an organization with an empty ledger. `reuse_slug`: the slug may have belonged to one that was erased.
///
/// # Errors
/// [`OrganizationError::Refused`] when the id or the slug is taken, or was erased.
pub async fn create(
    admin: &Client,
    organization_id: Uuid,
    slug: &str,
    name: &str,
    actor: &str,
    reuse_slug: bool,
) -> Result<(), OrganizationError> {
    admin
        .execute(CREATE, &[&organization_id, &slug, &name, &actor, &reuse_slug])
        .await?;
    Ok(())
}

/// Every organization that is here, by slug.
///
/// # Errors
/// [`OrganizationError::Database`].
pub async fn list(admin: &Client) -> Result<Vec<Listed>, OrganizationError> {
    let rows = admin.query(LIST, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                organization_id: row.get("organization_id"),
                slug: row.get("slug"),
                name: row.get("name"),
                created_at: row.get("created_at"),
                state: row.get("state"),
                incarnation: row.get("incarnation"),
                position: unsigned(row.get("last_position"))?,
                recorded_at: row.get("recorded_at"),
            })
        })
        .collect()
}

/// Says that what is here is another copy of the organization's ledger than consumers know; gives its incarnation.
///
/// # Errors
/// [`OrganizationError::Refused`] for an organization that is not here as a whole.
pub async fn renew_incarnation(
    admin: &Client,
    organization_id: Uuid,
    actor: &str,
) -> Result<Uuid, OrganizationError> {
    let row = admin.query_one(RENEW, &[&organization_id, &actor]).await?;
    Ok(row.get("incarnation"))
}

/// Writes an entry about an export.
pub(crate) async fn log_export(
    admin: &Client,
    organization_id: Uuid,
    action: &str,
    actor: &str,
    detail: &str,
) -> Result<(), OrganizationError> {
    admin
        .execute(LOG_EXPORT, &[&organization_id, &action, &actor, &detail])
        .await?;
    Ok(())
}
