//! Two sets of read models, row by row: what was disturbed against what nobody disturbed.

use futures::StreamExt;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::faults::report::Report;

/// A table of the read models, and how its rows are read.
#[derive(Clone, Debug)]
pub(crate) struct Rows(String);

impl Rows {
    /// Every table that holds rows of organizations. Whose turn it is and who holds it is nobody's read model: that is said
    /// by the statement.
    pub(crate) async fn tables(client: &Client) -> Vec<Self> {
        let rows = client
            .query(include_str!("../sql/projector_tables.sql"), &[])
            .await
            .unwrap();
        rows.iter().map(|row| Self(row.get(0))).collect()
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// An organization's rows as text, in one order. An epoch says how often rows were begun anew, and is of no row.
    fn select(&self) -> String {
        format!(
            "SELECT (to_jsonb(t) - 'epoch')::text AS line FROM {} AS t WHERE organization_id = $1 \
             ORDER BY (to_jsonb(t) - 'epoch')::text COLLATE \"C\"",
            self.0
        )
    }

    /// How many rows there are, and a sum over what they hold.
    pub(crate) fn sum(&self) -> String {
        format!(
            "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} AS t",
            self.0
        )
    }
}

/// Every row of every table of every organization, each against its counterpart.
pub(crate) async fn all(disturbed: &Client, clean: &Client, organizations: &[Uuid], report: &mut Report) {
    let tables = Rows::tables(clean).await;
    report.demand(!tables.is_empty(), || "there are no read models".to_owned());
    for table in &tables {
        let mut rows = 0;
        for organization in organizations {
            rows += one(table, disturbed, clean, *organization, report).await;
        }
        report.count(&format!("rows compared of {}", table.name()), rows);
    }
}

async fn one(
    table: &Rows,
    disturbed: &Client,
    clean: &Client,
    organization: Uuid,
    report: &mut Report,
) -> u64 {
    let select = table.select();
    let is = disturbed.query_raw(&select, [organization]).await.unwrap();
    let should = clean.query_raw(&select, [organization]).await.unwrap();
    let (mut is, mut should) = (Box::pin(is), Box::pin(should));
    let mut rows = 0;
    loop {
        let (row, counterpart) = (is.next().await, should.next().await);
        let text = |row: Option<Result<tokio_postgres::Row, tokio_postgres::Error>>| -> Option<String> {
            row.map(|row| row.unwrap().get("line"))
        };
        let (row, counterpart) = (text(row), text(counterpart));
        if row.is_none() && counterpart.is_none() {
            return rows;
        }
        rows += 1;
        if row != counterpart {
            let (name, nth) = (table.name(), rows);
            report.violation(format!(
                "{organization}, {name}, row {nth}: {row:?}, undisturbed {counterpart:?}"
            ));
            return rows;
        }
    }
}
