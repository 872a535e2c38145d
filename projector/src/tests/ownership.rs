//! The rows of decks, interests and changes against folds of the ledger.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use wellflow_domain::division_of_interest::{DeckInForce, DecksInForce, DivisionOfInterest, ShareChanged};
use wellflow_event_store::Point;

use super::*;

#[path = "../../tests/divided/mod.rs"]
mod divided;

use divided::Division;
use divided::decks::{Kind, MONTHS, ask, month};

const TABLES: [&str; 3] = [
    "read.division_history",
    "read.interest_history",
    "read.ownership_change",
];

async fn everything(field: &Field) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(field.dump(table).await);
    }
    tables
}

/// The rows of a table, and which of them were what was known at a position.
struct Table(Vec<Value>);

impl Table {
    async fn read(field: &Field, table: &str) -> Self {
        let rows = field.dump(table).await;
        Self(
            rows.iter()
                .map(|row| serde_json::from_str(row).unwrap())
                .collect(),
        )
    }

    fn known_at(&self, division: Uuid, position: u64) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |row| {
            row["division_id"] == division.to_string()
                && row["from_position"].as_u64().unwrap() <= position
                && position < row["to_position"].as_u64().unwrap()
        })
    }
}

fn day(row: &Value, name: &str) -> NaiveDate {
    row[name].as_str().unwrap().parse().unwrap()
}

fn holds_on(row: &Value, on: NaiveDate) -> bool {
    day(row, "effective_from") <= on && on < day(row, "effective_to")
}

/// Shares by side, owner and kind: the deck, how much, and whether it is paid.
type Shares = BTreeMap<(String, String, String), (Value, Value, Value)>;

fn shares(decks: &DecksInForce) -> Shares {
    let lines = |side: &str, deck: &Option<DeckInForce>| -> Shares {
        let deck = deck.iter().flat_map(|deck| {
            deck.interests.iter().map(move |line| {
                let line = serde_json::to_value(line).unwrap();
                let kind = serde_json::to_value(deck.kind).unwrap();
                let text = |name: &str| line[name].as_str().unwrap().to_owned();
                let key = (side.to_owned(), text("owner"), text("interest"));
                (key, (kind, line["decimal"].clone(), line["status"].clone()))
            })
        });
        deck.collect()
    };
    let mut all = lines("cost", &decks.cost);
    all.extend(lines("revenue", &decks.revenue));
    all
}

/// Every month at every position of a division: one row, with the decks a fresh fold has; the interests are the lines of
/// those decks; and the changes, one after the other, lead to them.
async fn check(field: &Field, division: &Division, tables: &[Table; 3]) -> usize {
    let mut compared = 0;
    for position in division.positions.iter().copied() {
        let point = Point {
            position: Some(position),
            effective: None,
        };
        let folded = field
            .reader
            .fold::<DivisionOfInterest>(&field.tenant, division.id, point)
            .await
            .unwrap()
            .unwrap();
        let known = |table: usize| -> Vec<&Value> { tables[table].known_at(division.id, position).collect() };
        let (divisions, interests, mut changes) = (known(0), known(1), known(2));
        changes.sort_by_key(|row| (day(row, "effective_from"), row["position"].as_u64()));
        let mut built = Shares::new();
        let mut next = changes.into_iter().peekable();
        let first = divisions
            .iter()
            .map(|row| day(row, "effective_from"))
            .min()
            .unwrap();
        assert_eq!(first, month(0).first_day());
        for number in 0..MONTHS + 3 {
            let on = month(number).first_day();
            let rows: Vec<_> = divisions.iter().filter(|row| holds_on(row, on)).collect();
            let [row] = rows[..] else {
                panic!("{} rows of {on} as known at {position}", rows.len())
            };
            let decks = folded.state.deck_on(month(number)).unwrap();
            let json = |deck: &Option<DeckInForce>| serde_json::to_value(deck).unwrap();
            assert_eq!(
                (&row["cost"], &row["revenue"]),
                (&json(&decks.cost), &json(&decks.revenue))
            );
            assert_eq!(row["after_payout"], decks.after_payout);

            let expected = shares(&decks);
            let held: Vec<_> = interests.iter().filter(|row| holds_on(row, on)).collect();
            assert_eq!(held.len(), expected.len(), "{on} as known at {position}");
            for row in held {
                let text = |name: &str| row[name].as_str().unwrap().to_owned();
                let document = &row["document"];
                let share = &expected[&(text("side"), text("owner_id"), text("interest"))];
                let shown = [&document["deck"], &document["decimal"], &document["status"]];
                assert_eq!(shown, [&share.0, &share.1, &share.2]);
                assert_eq!(row["reason"], share.2["reason"]);
            }

            while let Some(row) = next.next_if(|row| day(row, "effective_from") <= on) {
                take(&mut built, row);
            }
            assert_eq!(built, expected, "{on} as known at {position}");
            compared += 1;
        }
    }
    compared
}

/// Takes what a change changes; it must have been what the change says it was.
fn take(built: &mut Shares, row: &Value) {
    let changed: Vec<ShareChanged> = serde_json::from_value(row["document"]["shares"].clone()).unwrap();
    assert!(!changed.is_empty());
    for change in changed {
        let json = serde_json::to_value(&change).unwrap();
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        let key = (text("side"), text("owner"), text("interest"));
        let share = |share: &Value| {
            let parts = ["deck", "decimal", "status"].map(|part| share[part].clone());
            let [deck, decimal, status] = parts;
            (!share.is_null()).then_some((deck, decimal, status))
        };
        assert_eq!(built.remove(&key), share(&json["before"]));
        if let Some(after) = share(&json["after"]) {
            built.insert(key, after);
        }
        assert!(row["owner_ids"].as_array().unwrap().contains(&json["owner"]));
    }
}

/// Divisions that are asked of again and again, whose papers are taken one by one and many at a time.
pub(super) async fn some_divisions(field: &Field, turns: usize) -> Vec<Division> {
    let mut runner = TestRunner::deterministic();
    let mut divisions: Vec<Division> = (0..5_u128)
        .map(|number| Division::begun(number + 1, number % 2 == 0))
        .collect();
    for turn in 0..turns {
        let mut ask = ask().new_tree(&mut runner).unwrap().current();
        match turn {
            10 | 22 => (ask.kind, ask.from, ask.closed_before, ask.restate) = (Kind::Payout, 20, 0, false),
            203 => (ask.kind, ask.from, ask.closed_before, ask.restate) = (Kind::End, MONTHS - 1, 0, false),
            _ => {}
        }
        let division = &mut divisions[turn % 5];
        division.papers.ask(&ask);
        division.write(field).await;
        // Batches of one paper and of many.
        let now = (0_u32..8).new_tree(&mut runner).unwrap().current() == 0;
        if now || turn < 20 {
            catch_up(field).await;
        }
    }
    catch_up(field).await;
    divisions
}

#[tokio::test]
async fn the_rows_at_every_position_and_month_are_what_a_fold_of_the_ledger_has() {
    let field = Field::new().await;
    let divisions = some_divisions(&field, 300).await;
    let grown = everything(&field).await;
    let tables = [
        Table::read(&field, TABLES[0]).await,
        Table::read(&field, TABLES[1]).await,
        Table::read(&field, TABLES[2]).await,
    ];
    let mut compared = 0;
    let mut papers = 0;
    for division in &divisions {
        compared += check(&field, division, &tables).await;
        papers += division.positions.len();
    }
    assert!(
        papers > 80 && compared > 2_500,
        "{papers} papers, {compared} months"
    );
    // Late papers must have closed rows, or nothing was shown of the second axis.
    for table in TABLES {
        let closed = format!("SELECT count(*) FROM {table} WHERE to_position < 9223372036854775807");
        assert!(field.count(&closed).await > 20, "{table}");
    }

    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    assert!(everything(&field).await.iter().all(Vec::is_empty));
    catch_up(&field).await;
    assert_eq!(everything(&field).await, grown);
}
