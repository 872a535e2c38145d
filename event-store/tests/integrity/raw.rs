//! Stored values as bytes, whatever their type, and the columns there are.

use tokio_postgres::Client;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// A value as the server sends and takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raw(pub(crate) Vec<u8>);

impl<'a> FromSql<'a> for Raw {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        Ok(Self(raw.to_vec()))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Raw {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column of a table of the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) nullable: bool,
    /// Its place in the primary key, from 1; 0 outside of it.
    pub(crate) in_key: i32,
}

/// Every column of every table of the ledger, as the database's own catalog lists them.
pub(crate) async fn columns(admin: &Client) -> Vec<Column> {
    let statement = "
        SELECT c.table_name::text, c.column_name::text, c.udt_name::text, c.is_nullable = 'YES', coalesce(k.ordinal_position, 0)::int4
        FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        LEFT JOIN (information_schema.table_constraints p
                   JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name))
               ON p.constraint_type = 'PRIMARY KEY' AND k.table_schema = c.table_schema
                  AND k.table_name = c.table_name AND k.column_name = c.column_name
        WHERE c.table_schema = 'ledger' AND t.table_type = 'BASE TABLE'
        ORDER BY 1, c.ordinal_position";
    let rows = admin.query(statement, &[]).await.unwrap();
    rows.iter()
        .map(|row| Column {
            table: row.get(0),
            name: row.get(1),
            kind: row.get(2),
            nullable: row.get(3),
            in_key: row.get(4),
        })
        .collect()
}
