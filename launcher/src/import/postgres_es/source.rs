//! Reads an events table page by page.

use anyhow::{Context, Result, ensure};
use tokio_postgres::Client;
use wellflow_runtime::DatabaseConfig;

const PAGE: &str = include_str!("sql/page.sql");
const READ_ONLY: &str = include_str!("sql/read_only.sql");

/// Rows read at once.
const ROWS: i64 = 1_000;

/// A row of the source, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) aggregate_type: String,
    pub(crate) aggregate_id: String,
    pub(crate) sequence: i64,
    pub(crate) event_type: String,
    pub(crate) event_version: String,
    /// JSON text.
    pub(crate) payload: String,
    /// JSON text.
    pub(crate) metadata: String,
}

impl Row {
    pub(crate) fn same_stream(&self, other: &Self) -> bool {
        (&self.aggregate_type, &self.aggregate_id) == (&other.aggregate_type, &other.aggregate_id)
    }
}

/// A table, or a view, with the columns of postgres-es.
pub struct EventsTable {
    client: Client,
    page: String,
}

impl std::fmt::Debug for EventsTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventsTable").finish_non_exhaustive()
    }
}

impl EventsTable {
    /// Connects to the source, for reading alone. `table` may name its schema before a point.
    ///
    /// # Errors
    /// When the name is no name of a table, or the source cannot be reached.
    pub async fn open(database: &DatabaseConfig, table: &str) -> Result<Self> {
        let table = quoted(table)?;
        let connected = database.connect("wellflow import").await;
        let (client, connection) = connected.context("the source database cannot be reached")?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "the connection to the source ended");
            }
        });
        client
            .batch_execute(READ_ONLY)
            .await
            .context("the source takes no settings")?;
        Ok(Self {
            client,
            page: PAGE.replace("{table}", &table),
        })
    }

    pub(super) fn pages(&self) -> Pages<'_> {
        Pages {
            table: self,
            after: Some((String::new(), String::new(), -1)),
        }
    }
}

/// The rows in the order of their key.
pub(super) struct Pages<'a> {
    table: &'a EventsTable,
    /// The key of the last row; `None` after the last page.
    after: Option<(String, String, i64)>,
}

impl Pages<'_> {
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Row>>> {
        let Some((aggregate_type, aggregate_id, sequence)) = self.after.take() else {
            return Ok(None);
        };
        let key: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
            [&aggregate_type, &aggregate_id, &sequence, &ROWS];
        let rows = self.table.client.query(&self.table.page, &key).await?;
        let rows = rows.iter().map(read).collect::<Result<Vec<Row>, _>>()?;
        self.after = rows
            .last()
            .map(|row| (row.aggregate_type.clone(), row.aggregate_id.clone(), row.sequence));
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}

fn read(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    Ok(Row {
        aggregate_type: row.try_get("aggregate_type")?,
        aggregate_id: row.try_get("aggregate_id")?,
        sequence: row.try_get("sequence")?,
        event_type: row.try_get("event_type")?,
        event_version: row.try_get("event_version")?,
        payload: row.try_get("payload")?,
        metadata: row.try_get("metadata")?,
    })
}

/// The name as an identifier that stands for nothing else.
fn quoted(table: &str) -> Result<String> {
    let parts: Vec<&str> = table.split('.').collect();
    let plain = |part: &&str| {
        !part.is_empty()
            && part.len() <= 63
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    ensure!(
        parts.len() <= 2 && parts.iter().all(plain),
        "{table:?} is no name of a table: use letters, digits and _, with at most one point"
    );
    let quoted: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
    Ok(quoted.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_named_plainly() {
        assert_eq!(quoted("events").unwrap(), "\"events\"");
        assert_eq!(quoted("old.My_events2").unwrap(), "\"old\".\"My_events2\"");
        for name in ["", "a.b.c", "a b", "e\"; DROP TABLE e; --", ".events"] {
            assert!(quoted(name).is_err(), "{name}");
        }
    }
}
