//! Any byte of any column, any row: changed, taken out, put in or exchanged.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::raw::{Column, Raw, columns};
use crate::varied::{Finding, Varied};

/// Trials of a kind per column or table.
const CASES: u32 = 5;

/// Holds rows while an erasure is under way, and then only numbers its tombstone repeats.
const EMPTY: &str = "erasures";

/// A ledger to try things on, and what can be tried.
struct Trials {
    runtime: Runtime,
    varied: Varied,
    columns: Vec<Column>,
}

/// Two rows of a table, and a place in a value.
type Pick = (u16, u16, u32, u8);

fn picks() -> impl Strategy<Value = Pick> {
    (any::<u16>(), any::<u16>(), any::<u32>(), 0u8..8)
}

enum Tried {
    /// The database took the change; these were meant to be found.
    Done { rows: Vec<Option<i64>> },
    /// The database itself refused, or the change changed nothing.
    Refused,
}

impl Trials {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (varied, columns) = runtime.block_on(async {
            let varied = Varied::new().await;
            let mut columns = columns(&varied.admin).await;
            columns.retain(|column| column.table != EMPTY);
            // Whoever writes the files writes past the constraints; and a copy of every table to begin anew from.
            let constraints = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) \
                               FROM pg_constraint WHERE connamespace = 'ledger'::regnamespace AND contype IN ('c', 'u')";
            for row in varied.admin.query(constraints, &[]).await.unwrap() {
                varied.admin.batch_execute(row.get(0)).await.unwrap();
            }
            varied.admin.batch_execute("CREATE SCHEMA whole").await.unwrap();
            for table in tables(&columns) {
                let copy = format!("CREATE TABLE whole.{table} AS SELECT * FROM ledger.{table}");
                varied.admin.batch_execute(&copy).await.unwrap();
            }
            (varied, columns)
        });
        let trials = Self {
            runtime,
            varied,
            columns,
        };
        assert!(trials.findings().is_empty(), "{:?}", trials.findings());
        trials
    }

    fn findings(&self) -> Vec<Finding> {
        self.runtime.block_on(self.varied.findings())
    }

    /// Tries something several times; whatever the database takes must be found in the right table.
    fn each(&self, what: &str, table: &str, change: impl AsyncFn(Pick) -> Tried) -> u32 {
        let runner_config = Config {
            cases: CASES,
            failure_persistence: None,
            max_global_rejects: 500,
            ..Config::default()
        };
        let done = std::cell::Cell::new(0);
        let outcome = TestRunner::new(runner_config).run(&picks(), |pick| {
            let Tried::Done { rows } = self.runtime.block_on(change(pick)) else {
                self.restore(table);
                return Err(TestCaseError::reject("the database refused"));
            };
            let findings = self.findings();
            self.restore(table);
            done.set(done.get() + 1);
            let right = findings.iter().any(|finding| {
                within(table).contains(&finding.table.as_str())
                    && (table != "events"
                        || finding.table != "events"
                        || finding.position.is_none()
                        || rows.contains(&finding.position))
            });
            let words: Vec<&str> = findings.iter().map(|finding| finding.words.as_str()).collect();
            prop_assert!(right, "{what} of {table} at {rows:?}: {words:#?}");
            Ok(())
        });
        if let Err(error) = outcome {
            panic!("{what} of {table}: {error}");
        }
        done.get()
    }

    fn restore(&self, table: &str) {
        let whole =
            format!("DELETE FROM ledger.{table}; INSERT INTO ledger.{table} SELECT * FROM whole.{table}");
        self.runtime
            .block_on(self.varied.admin.batch_execute(&whole))
            .unwrap();
    }

    fn key(&self, table: &str) -> Vec<&Column> {
        let mut key: Vec<&Column> = self
            .columns
            .iter()
            .filter(|column| column.table == table && column.in_key > 0)
            .collect();
        key.sort_by_key(|column| column.in_key);
        key
    }

    /// The n-th row of a table in the order of its key, counted round and round.
    async fn row(&self, table: &str, n: u16) -> String {
        let key: Vec<&str> = self
            .key(table)
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let key = key.join(", ");
        let pick = format!(
            "SELECT ctid::text FROM ledger.{table} ORDER BY {key} LIMIT 1 \
             OFFSET {n} % (SELECT count(*) FROM ledger.{table})"
        );
        self.varied.admin.query_one(&pick, &[]).await.unwrap().get(0)
    }

    async fn value(&self, column: &Column, row: &str) -> Option<Raw> {
        let (table, name) = (&column.table, &column.name);
        let read = format!("SELECT {name} FROM ledger.{table} WHERE ctid = $1::text::tid");
        self.varied.admin.query_one(&read, &[&row]).await.unwrap().get(0)
    }

    /// How many values a column holds.
    async fn values(&self, column: &Column) -> i64 {
        let (table, name) = (&column.table, &column.name);
        let count = format!("SELECT count(DISTINCT {name}::text) FROM ledger.{table}");
        self.varied.admin.query_one(&count, &[]).await.unwrap().get(0)
    }

    /// The position of a row that has one.
    async fn position(&self, table: &str, row: &str) -> Option<i64> {
        let position = self
            .columns
            .iter()
            .find(|column| column.table == table && column.name == "position")?;
        let Raw(bytes) = self.value(position, row).await?;
        Some(i64::from_be_bytes(bytes.try_into().unwrap()))
    }

    /// Puts a value into a row; gives the row's positions before and after, nothing where the database refused.
    async fn put(&self, column: &Column, row: &str, value: &Option<Raw>) -> Option<[Option<i64>; 2]> {
        let (table, name) = (&column.table, &column.name);
        let before = self.position(table, row).await;
        let write =
            format!("UPDATE ledger.{table} SET {name} = $1 WHERE ctid = $2::text::tid RETURNING ctid::text");
        let written = self.varied.admin.query(&write, &[value, &row]).await.ok()?;
        let after = self.position(table, written.first()?.get(0)).await;
        Some([before, after])
    }
}

fn tables(columns: &[Column]) -> Vec<&str> {
    let mut tables: Vec<&str> = columns.iter().map(|column| column.table.as_str()).collect();
    tables.dedup();
    tables
}

/// Where a change of a table may come to light: it is judged together with what it belongs to.
fn within(table: &str) -> &'static [&'static str] {
    match table {
        "events" => &["events"],
        "commits" => &["commits", "events", "commands"],
        "commands" => &["commands", "commits", "events"],
        "outbox" => &["outbox"],
        "claims" => &["claims"],
        "snapshots" => &["snapshots"],
        // An organization without a head: every table that holds rows of it is named.
        "head" => &["head", "organizations", "organization_log", "checkpoint"],
        "organizations" => &["organizations", "head", "organization_log"],
        "organization_log" => &["organization_log"],
        other => panic!("nothing verifies ledger.{other}"),
    }
}

/// A stored value of a type, for a column that may hold none.
fn some_value(kind: &str) -> Raw {
    Raw(match kind {
        "uuid" => vec![7; 16],
        "timestamptz" => 1_000_000i64.to_be_bytes().to_vec(),
        "bytea" => vec![7; 32],
        other => panic!("no value of type {other}"),
    })
}

#[test]
fn one_changed_bit_of_any_column_is_found_and_its_place_is_named() {
    let trials = Trials::new();
    let mut tried = 0;
    for column in &trials.columns {
        let what = format!("a bit of {}", column.name);
        tried += trials.each(&what, &column.table, async |(row, _, byte, bit)| {
            let row = trials.row(&column.table, row).await;
            let value = match trials.value(column, &row).await {
                Some(Raw(mut bytes)) if !bytes.is_empty() => {
                    let at = byte as usize % bytes.len();
                    bytes[at] ^= 1 << bit;
                    Raw(bytes)
                }
                Some(Raw(_)) => return Tried::Refused,
                None => some_value(&column.kind),
            };
            let put = match trials.put(column, &row, &Some(value)).await {
                // Text that is no JSON is refused; a blank more is the same JSON and other bytes.
                None if column.kind == "json" => {
                    let whole = trials
                        .value(column, &row)
                        .await
                        .map(|Raw(bytes)| Raw([&bytes[..], b" "].concat()));
                    trials.put(column, &row, &whole).await
                }
                put => put,
            };
            match put {
                Some(positions) => Tried::Done {
                    rows: positions.to_vec(),
                },
                None => Tried::Refused,
            }
        });
        if column.nullable {
            let what = format!("taking away {}", column.name);
            tried += trials.each(&what, &column.table, async |(row, ..)| {
                let row = trials.row(&column.table, row).await;
                if trials.value(column, &row).await.is_none() {
                    return Tried::Refused;
                }
                match trials.put(column, &row, &None).await {
                    Some(positions) => Tried::Done {
                        rows: positions.to_vec(),
                    },
                    None => Tried::Refused,
                }
            });
        }
    }
    assert!(tried >= CASES * 55, "{tried} trials");
    assert!(trials.findings().is_empty(), "all is as it was");
}

#[test]
fn a_row_taken_out_is_found() {
    let trials = Trials::new();
    for table in tables(&trials.columns) {
        // A snapshot is a copy of a fold: it may go at any time.
        if table == "snapshots" {
            continue;
        }
        trials.each("taking out a row", table, async |(row, ..)| {
            let row = trials.row(table, row).await;
            let rows = vec![trials.position(table, &row).await];
            let delete = format!("DELETE FROM ledger.{table} WHERE ctid = $1::text::tid");
            trials.varied.admin.execute(&delete, &[&row]).await.unwrap();
            Tried::Done { rows }
        });
    }
}

#[test]
fn a_row_put_in_is_found() {
    let trials = Trials::new();
    for table in tables(&trials.columns) {
        trials.each("putting in a copy", table, async |(row, far, _, bit)| {
            let row = trials.row(table, row).await;
            let key = trials.key(table);
            // The organization stays, where there is more to a key.
            let changed = key.get(usize::from(bit) % key.len().max(2)).or(key.last()).unwrap();
            let changed = if key.len() > 1 && changed.in_key == 1 { key[1] } else { changed };
            let other = match changed.kind.as_str() {
                "uuid" => "gen_random_uuid()".to_owned(),
                "int8" | "int4" | "int2" => format!("{} + {far} + 1", changed.name),
                "timestamptz" => format!("{} + ({far} + 1) * interval '1 microsecond'", changed.name),
                "text" => format!("{} || 'x'", changed.name),
                other => panic!("no other value of type {other}"),
            };
            let columns = trials.columns.iter().filter(|column| column.table == table);
            let values = columns.map(|column| match column.name.as_str() {
                name if name == changed.name => other.clone(),
                // Another row may not have these twice.
                "slug" => "slug || '-2'".to_owned(),
                "sequence" if table == "events" => "sequence + 1000".to_owned(),
                name => name.to_owned(),
            });
            let values: Vec<String> = values.collect();
            let insert = format!(
                "INSERT INTO ledger.{table} SELECT {} FROM ledger.{table} WHERE ctid = $1::text::tid RETURNING ctid::text",
                values.join(", ")
            );
            match trials.varied.admin.query_one(&insert, &[&row]).await {
                Ok(put) => Tried::Done {
                    rows: vec![trials.position(table, put.get(0)).await],
                },
                Err(_) => Tried::Refused,
            }
        });
    }
}

#[test]
fn values_exchanged_between_rows_are_found() {
    let trials = Trials::new();
    let mut exchanged = 0;
    for column in &trials.columns {
        if column.in_key > 0 || trials.runtime.block_on(trials.values(column)) < 2 {
            continue;
        }
        exchanged += 1;
        let what = format!("exchanging {}", column.name);
        trials.each(&what, &column.table, async |(one, other, ..)| {
            let (one, other) = (
                trials.row(&column.table, one).await,
                trials.row(&column.table, other).await,
            );
            let values = (
                trials.value(column, &one).await,
                trials.value(column, &other).await,
            );
            if values.0 == values.1 {
                return Tried::Refused;
            }
            let first = trials.put(column, &one, &values.1).await;
            let second = trials.put(column, &other, &values.0).await;
            match (first, second) {
                (Some(first), Some(second)) => Tried::Done {
                    rows: [first, second].concat(),
                },
                _ => Tried::Refused,
            }
        });
    }
    assert!(exchanged >= 40, "{exchanged} columns");
}
