//! AFEs and operating agreements on a real ledger: whatever becomes of them, a row at any point is the fold of the ledger
//! there, and rows built anew equal those that grew.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use wellflow_domain::afe::Afe;
use wellflow_domain::joint_operating_agreement::{
    AgreementEntered, AgreementEvent, AgreementPartiesChanged, AgreementTerminated, AgreementTermsAmended,
    JointOperatingAgreement,
};
use wellflow_event_store::{Point, RecordedEvent, fold};
use wellflow_read_model::document::Document;
use wellflow_read_model::history::FOREVER;

use super::*;
use crate::timeline::Shown;

#[path = "../../tests/spent/mod.rs"]
mod spent;

const TABLES: [&str; 3] = ["read.afe_history", "read.afe_party", "read.agreement_history"];

async fn everything(field: &Field) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(field.dump(table).await);
    }
    tables
}

fn read(rows: &[String]) -> Vec<Value> {
    rows.iter()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect()
}

fn instant(value: &Value) -> DateTime<Utc> {
    // The last of all years has more digits than an instant may have.
    value.as_str().unwrap().parse().unwrap_or(FOREVER)
}

fn known_at(row: &Value, position: u64) -> bool {
    row["from_position"].as_u64().unwrap() <= position && position < row["to_position"].as_u64().unwrap()
}

/// What the events fold to at the point, as it is served.
fn folded<D: Shown>(known: &[RecordedEvent], at: DateTime<Utc>) -> Option<Value>
where
    D::Summary: serde::Serialize,
{
    let point = Point {
        position: None,
        effective: Some(at),
    };
    let folded = fold::<D>(known, point).unwrap()?;
    let document = Document {
        summary: folded.state.shown_at(at)?,
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
    };
    Some(serde_json::to_value(&document).unwrap())
}

/// Holds every row of a stream to the fold at the ends of its commits and at every instant something took effect; gives back
/// how many were held.
async fn hold<D: Shown>(field: &Field, rows: &[Value], (id, ends): (Uuid, &[u64])) -> usize
where
    D::Summary: serde::Serialize,
{
    let events = field
        .reader
        .stream(&field.tenant, D::KIND, id, 0, 1_000)
        .await
        .unwrap();
    let instants: BTreeSet<DateTime<Utc>> = events.iter().map(|event| event.effective_at).collect();
    let mut held = 0;
    for position in ends {
        let known = &events[..events.partition_point(|event| event.position <= *position)];
        for at in &instants {
            let mut found = rows.iter().filter(|row| {
                known_at(row, *position)
                    && instant(&row["effective_from"]) <= *at
                    && *at < instant(&row["effective_to"])
            });
            let (row, more) = (found.next(), found.next());
            assert!(more.is_none(), "two rows of {id} at {position} {at}");
            let expected = folded::<D>(known, *at);
            assert_eq!(
                row.map(|row| row["document"].clone()),
                expected,
                "{id} at {position} {at}"
            );
            held += usize::from(expected.is_some());
        }
    }
    held
}

fn of(rows: &[Value], column: &str, id: Uuid) -> Vec<Value> {
    let id = json!(id);
    rows.iter().filter(|row| row[column] == id).cloned().collect()
}

/// The columns tell what the document does, and the parties are those of it.
fn hold_columns(row: &Value, parties: &[Value]) {
    let (document, figures) = (&row["document"], &row["document"]["figures"]);
    for (column, told) in [
        ("status", &document["status"]),
        ("kind", &document["kind"]),
        ("agreement_id", &document["agreement_id"]),
        ("operator", &document["operator"]),
        ("well_id", &document["subject"]["well_id"]),
        ("version", &document["version"]),
        ("overrun", &figures["overrun"]["is_overrun"]),
    ] {
        assert_eq!(&row[column], told, "{column}");
    }
    for (column, told) in [
        ("estimated_usd", &document["totals"]["total_usd"]),
        ("authorized_usd", &figures["authorized_usd"]),
        ("committed_usd", &figures["committed_usd"]),
        ("actual_usd", &figures["actual_usd"]),
    ] {
        let told = told.as_str().map(|told| told.parse::<f64>().unwrap());
        assert_eq!(row[column].as_f64(), told, "{column}");
    }
    let summary: wellflow_domain::afe::AfeCard = serde_json::from_value(document.clone()).unwrap();
    let open = summary.open_ballot();
    let mut expected: BTreeMap<String, bool> = summary
        .parties()
        .iter()
        .map(|party| (party.to_string(), false))
        .collect();
    for missing in open.iter().flat_map(|open| &open.missing) {
        expected.insert(missing.owner.to_string(), true);
    }
    let own = parties.iter().filter(|party| {
        party["from_position"] == row["from_position"] && party["effective_from"] == row["effective_from"]
    });
    let own: BTreeMap<String, bool> = own
        .map(|party| {
            let owner = party["owner_id"].as_str().unwrap();
            (owner.to_owned(), party["missing"].as_bool().unwrap())
        })
        .collect();
    assert_eq!(own, expected);
    let deadline = row["ballot_deadline"]
        .as_str()
        .map(|_| instant(&row["ballot_deadline"]));
    assert_eq!(deadline, open.map(|open| open.deadline));
}

/// AFEs, and the ends of the commits each was told in.
pub(super) async fn some_afes(field: &Field, many: u128) -> Vec<(Uuid, Vec<u64>)> {
    let mut runner = TestRunner::deterministic();
    let mut lives: Vec<(Uuid, Vec<u64>)> = Vec::new();
    for number in 0..many {
        let id = Uuid::from_u128(1_000 + number);
        let events = spent::life(&mut runner, id, [1, 16, 24][lives.len() % 3]);
        // In commits of one to three facts, followed now and then.
        let mut ends = Vec::new();
        let mut expected = 0;
        for (nth, commit) in events
            .chunks(1 + usize::try_from(number % 3).unwrap())
            .enumerate()
        {
            let encoded: Vec<_> = commit
                .iter()
                .map(|event| NewEvent::encode(event, None).unwrap())
                .collect();
            let more = u64::try_from(encoded.len()).unwrap();
            ends.push(field.append(Afe::KIND, id, expected, encoded).await);
            expected += more;
            if nth % 4 == 1 {
                catch_up(field).await;
            }
        }
        lives.push((id, ends));
    }
    catch_up(field).await;
    lives
}

#[tokio::test]
async fn whatever_becomes_of_an_afe_its_rows_are_folds_of_the_ledger() {
    let field = Field::new().await;
    let lives = some_afes(&field, 15).await;
    let (rows, parties) = (
        read(&field.dump("read.afe_history").await),
        read(&field.dump("read.afe_party").await),
    );
    let (mut held, mut late) = (0, 0);
    for (id, ends) in &lives {
        let own = of(&rows, "afe_id", *id);
        held += hold::<Afe>(&field, &own, (*id, ends)).await;
        late += own
            .iter()
            .filter(|row| row["to_position"] != json!(i64::MAX))
            .count();
        let parties = of(&parties, "afe_id", *id);
        for row in &own {
            hold_columns(row, &parties);
        }
    }
    assert!(held > 900 && late > 100, "{held} {late}");
    for status in ["balloting", "in_progress", "supplement_pending"] {
        assert!(rows.iter().any(|row| row["status"] == status), "{status}");
    }

    let grown = everything(&field).await;
    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    assert!(everything(&field).await.iter().all(Vec::is_empty));
    catch_up(&field).await;
    let anew = read(&field.dump("read.afe_history").await);
    for (id, ends) in &lives {
        hold::<Afe>(&field, &of(&anew, "afe_id", *id), (*id, ends)).await;
    }
    assert_eq!(everything(&field).await, grown);
}

/// An agreement, and the ends of the commits it was told in.
pub(super) async fn an_agreement(field: &Field) -> (Uuid, Vec<u64>) {
    let id = Uuid::now_v7();
    let of_file = |name: &str| format!("joint_operating_agreement/{name}.v1.json");
    let entered: AgreementEntered = sample(&of_file("AgreementEntered"), &json!({"agreement_id": id}));
    let parties: AgreementPartiesChanged = sample(&of_file("AgreementPartiesChanged"), &json!({}));
    // Late: it takes effect before the parties changed.
    let terms: AgreementTermsAmended = sample(&of_file("AgreementTermsAmended"), &json!({}));
    let ended: AgreementTerminated = sample(&of_file("AgreementTerminated"), &json!({}));
    let commits: [Vec<AgreementEvent>; 3] = [
        vec![entered.into(), parties.into()],
        vec![terms.into()],
        vec![ended.into()],
    ];
    let (mut ends, mut expected) = (Vec::new(), 0);
    for commit in commits {
        let encoded: Vec<_> = commit
            .iter()
            .map(|event| NewEvent::encode(event, None).unwrap())
            .collect();
        ends.push(
            field
                .append(JointOperatingAgreement::KIND, id, expected, encoded)
                .await,
        );
        expected += u64::try_from(commit.len()).unwrap();
        catch_up(field).await;
    }
    (id, ends)
}

#[tokio::test]
async fn a_row_of_an_agreement_at_any_point_is_the_fold_of_the_ledger_there() {
    let field = Field::new().await;
    let (id, ends) = an_agreement(&field).await;
    let rows = read(&field.dump("read.agreement_history").await);
    assert_eq!(
        hold::<JointOperatingAgreement>(&field, &rows, (id, &ends)).await,
        12
    );
    for row in &rows {
        let document = &row["document"];
        for column in ["status", "operator", "version"] {
            assert_eq!(row[column], document[column], "{column}");
        }
        let owners: Vec<&Value> = document["parties"]
            .as_array()
            .unwrap()
            .iter()
            .map(|party| &party["owner"])
            .collect();
        assert_eq!(json!(row["parties"]), json!(owners));
        assert_eq!(row["leases"], document["area"]["leases"]);
        assert_eq!(row["properties"], document["area"]["properties"]);
    }
}
