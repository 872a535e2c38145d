//! Lists taken away whole: in which form, at which position, with which fields, and how a broken one is recognised.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use reqwest::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, VARY};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tracing::field::{Field as Told, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_http::Role;
use wellflow_query_api::ExportLimits;
use wellflow_testkit::eventually;

use crate::asked::*;

const CSV: &str = "text/csv";
const LINES: &str = "application/x-ndjson";

/// More than the first page of an export and less than the second.
const WELLS: usize = 130;

async fn wells(api: &Api, from: usize, to: usize) -> u64 {
    let mut last = 0;
    for number in from..to {
        let id = Uuid::now_v7();
        let name = format!("Bluebell {number:04}");
        last = api
            .field
            .well(id, 0, &[proposed(id, &name, at("2020-01-01T06:00:00Z"))])
            .await;
    }
    last
}

async fn taken(api: &Api, path: &str, kind: &str) -> (HeaderMap, String) {
    let response = api.request(path).header(ACCEPT, kind).send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    assert_eq!(status, 200, "{path}: {text}");
    (headers, text)
}

fn header(headers: &HeaderMap, name: impl reqwest::header::AsHeaderName) -> &str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn records(text: &str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every item of a list, page by page.
async fn items(api: &Api, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.ok(&format!("{path}?limit=50{cursor}")).await.body;
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else {
            return items;
        };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn a_list_is_taken_away_whole_in_every_form() {
    let api = Api::start().await;
    let odd = Uuid::now_v7();
    api.field
        .well(
            odd,
            0,
            &[proposed(
                odd,
                "=HYPERLINK(\"x\"), \"A\" 1",
                at("2020-01-01T06:00:00Z"),
            )],
        )
        .await;
    let last = wells(&api, 1, WELLS).await;
    api.at_least("/wells", last).await;
    let items = items(&api, "/wells").await;
    assert_eq!(items.len(), WELLS);

    let (headers, text) = taken(&api, "/wells", LINES).await;
    assert_eq!(header(&headers, CONTENT_TYPE), LINES);
    assert_eq!(header(&headers, "wellflow-position"), last.to_string());
    assert_eq!(
        header(&headers, CONTENT_DISPOSITION),
        format!("attachment; filename=\"wells-{last}.ndjson\"")
    );
    let vary: Vec<_> = headers.get_all(VARY).iter().collect();
    assert!(vary.contains(&&"accept".parse().unwrap()), "{vary:?}");
    let mut told = lines(&text);
    let end = told.pop().unwrap();
    assert_eq!(told, items);
    assert_eq!(
        end,
        json!({"export": {"complete": true, "rows": WELLS, "position": last}})
    );

    let (headers, text) = taken(&api, "/wells", CSV).await;
    assert_eq!(
        header(&headers, CONTENT_TYPE),
        "text/csv; charset=utf-8; header=present"
    );
    let mut table = records(&text);
    let end = table.pop().unwrap();
    assert_eq!(
        end[0],
        format!("# end of export: complete; rows {WELLS}; position {last}")
    );
    // Whoever looks at the line alone finds it: nothing before it, and no quotes.
    let line = text.lines().last().unwrap();
    assert!(line.starts_with("# end of export: complete; "), "{line}");
    let columns = table.remove(0);
    assert_eq!(columns[..4], ["well_id", "name", "api_number", "operator"]);
    assert_eq!(table.len(), WELLS);
    let keys: BTreeSet<&String> = items[0].as_object().unwrap().keys().collect();
    assert_eq!(columns.iter().collect::<BTreeSet<_>>(), keys);
    for (row, item) in table.iter().zip(&items) {
        assert_eq!(row[0], item["well_id"].as_str().unwrap());
        let latitude = columns.iter().position(|name| name == "latitude").unwrap();
        assert_eq!(row[latitude], item["latitude"].as_str().unwrap());
        let completions = columns.iter().position(|name| name == "completions").unwrap();
        let value: Value = serde_json::from_str(&row[completions]).unwrap();
        assert_eq!(value, item["completions"]);
    }
    // A spreadsheet takes no name for a formula.
    let row = table.iter().find(|row| row[0] == odd.to_string()).unwrap();
    assert_eq!(row[1], "'=HYPERLINK(\"x\"), \"A\" 1");

    // A link can ask for the form as well.
    let (headers, by_name) = taken(&api, "/wells?format=csv", "*/*").await;
    assert!(header(&headers, CONTENT_TYPE).starts_with(CSV));
    assert_eq!(by_name, text);
    // An export at an instant is of the instant.
    let then = at("2020-01-01T00:00:00Z").to_rfc3339();
    let (_, none) = taken(&api, &format!("/wells?as_of={}", then.replace('+', "%2B")), LINES).await;
    assert_eq!(lines(&none).len(), 1, "{none}");
    api.stop().await;
}

#[tokio::test]
async fn every_page_is_of_the_position_of_the_first() {
    let api = Api::start().await;
    let last = wells(&api, 0, WELLS).await;
    api.at_least("/wells", last).await;
    // One event a well: an export at a position has as many rows.
    let writing = wells(&api, WELLS, WELLS + 60);
    let reading = async {
        let mut positions = BTreeSet::new();
        for kind in [LINES, CSV].iter().cycle().take(30) {
            let (headers, text) = taken(&api, "/wells", kind).await;
            let position: usize = header(&headers, "wellflow-position").parse().unwrap();
            let around = if *kind == CSV { 2 } else { 1 };
            assert_eq!(text.lines().count(), position + around);
            positions.insert(position);
        }
        positions
    };
    let (last, positions) = tokio::join!(writing, reading);
    assert!(positions.iter().all(|position| *position as u64 <= last));
    api.at_least("/wells", last).await;

    // The events of a thing as well, and those of everything.
    let (headers, text) = taken(&api, "/events", CSV).await;
    assert_eq!(header(&headers, "wellflow-position"), last.to_string());
    assert_eq!(records(&text).len() as u64, last + 2);
    api.stop().await;
}

#[tokio::test]
async fn rows_of_groups_and_of_months_have_a_line_each() {
    let api = Api::start().await;
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let mut last = 0;
    for (well, completion, month, oil) in [
        (one, "A1", "2021-01", "10.25"),
        (one, "A1", "2021-02", "20"),
        (two, "B1", "2021-02", "30"),
    ] {
        let (id, event) = recorded(well, completion, month, oil, Some("G1"));
        last = api.field.append(ProductionMonth::KIND, id, 0, vec![event]).await;
    }
    api.at_least("/production/sums", last).await;
    let (_, text) = taken(
        &api,
        "/production/sums?by=lease&per=month&fields=key,period,oil_bbl,cumulative",
        CSV,
    )
    .await;
    let table = records(&text);
    assert_eq!(table[0][..4], ["key", "period", "oil_bbl", "cumulative.oil_bbl"]);
    let shown: Vec<_> = table[1..3].iter().map(|row| &row[..4]).collect();
    assert_eq!(
        shown,
        [
            ["G1", "2021-01", "10.25", "10.25"],
            ["G1", "2021-02", "50", "60.25"]
        ]
    );
    // Well by well as the list has it, without a span as well.
    for per in ["&per=month", "&per=year", ""] {
        let path = format!("/production/sums?by=well{per}");
        let (_, text) = taken(&api, &path, LINES).await;
        let listed = api.ok(&path).await.body["items"].as_array().unwrap().clone();
        let rows = listed.iter().flat_map(|group| {
            let periods = group["periods"].as_array().unwrap();
            let periods = periods
                .iter()
                .map(|period| (group["key"].clone(), period["oil_bbl"].clone()));
            let periods: Vec<_> = periods.collect();
            if periods.is_empty() {
                vec![(group["key"].clone(), group["oil_bbl"].clone())]
            } else {
                periods
            }
        });
        let mut told = lines(&text);
        assert_eq!(told.pop().unwrap()["export"]["complete"], true);
        let told = told
            .iter()
            .map(|row| (row["key"].clone(), row["oil_bbl"].clone()));
        assert_eq!(told.collect::<Vec<_>>(), rows.collect::<Vec<_>>(), "{per}");
    }
    let (_, text) = taken(&api, "/leases/G1/production?fields=month,well_id,oil_bbl", LINES).await;
    let told = lines(&text);
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[0],
        json!({"month": "2021-01", "well_id": one, "oil_bbl": "10.25"})
    );

    let (_, text) = taken(&api, "/production-months", LINES).await;
    let mut told = lines(&text);
    assert_eq!(told.pop().unwrap()["export"]["rows"], 3);
    assert_eq!(told, items(&api, "/production-months").await);
    let of_two: Vec<_> = told.iter().filter(|item| item["well_id"] == json!(two)).collect();
    assert_eq!(
        (
            &of_two[0]["month"],
            &of_two[0]["oil_bbl"],
            &of_two[0]["condensate_bbl"]
        ),
        (&json!("2021-02"), &json!("30"), &Value::Null)
    );
    for (query, rows) in [
        ("from=2021-02".to_owned(), 2),
        ("to=2021-01".to_owned(), 1),
        (format!("well_id={two}"), 1),
        ("lease=G2".to_owned(), 0),
    ] {
        let found = api.ok(&format!("/production-months?{query}")).await.body;
        assert_eq!(found["items"].as_array().unwrap().len(), rows, "{query}");
    }
    api.stop().await;
}

#[tokio::test]
async fn the_fields_asked_for_are_answered_alone() {
    let api = Api::start().await;
    let last = wells(&api, 0, 2).await;
    let list = api.at_least("/wells?fields=name,well_id", last).await;
    assert_eq!(
        list.body["items"][0]
            .as_object()
            .unwrap()
            .keys()
            .collect::<BTreeSet<_>>(),
        BTreeSet::from([&"name".to_owned(), &"well_id".to_owned()])
    );
    assert_eq!(list.body["next_cursor"], Value::Null);
    let id = list.body["items"][0]["well_id"].as_str().unwrap();
    let one = api.ok(&format!("/wells/{id}?fields=status,name")).await;
    assert_eq!(one.body, json!({"status": "proposed", "name": "Bluebell 0000"}));
    assert_eq!(one.etag.as_deref(), Some("\"1\""));
    let events = api
        .ok(&format!("/wells/{id}/events?fields=event_type,version&limit=1"))
        .await;
    assert_eq!(
        events.body["items"],
        json!([{"event_type": "WellProposed", "version": 1}])
    );
    let (_, table) = taken(&api, "/wells?fields=status,name", CSV).await;
    assert!(
        table.starts_with("status,name\r\nproposed,Bluebell 0000\r\n"),
        "{table}"
    );
    // The next page is asked for with the same fields.
    let page = api.ok("/wells?fields=name&limit=1").await;
    assert!(page.link.unwrap().contains("fields=name"));
    api.stop().await;
}

#[tokio::test]
async fn every_bad_question_names_what_is_wrong() {
    let api = Api::start().await;
    let last = wells(&api, 0, 1).await;
    api.at_least("/wells", last).await;
    let stranger = Uuid::now_v7();
    for (path, status, slug, place) in [
        (
            "/wells?format=xlsx".to_owned(),
            400,
            "invalid-parameter",
            Some("format"),
        ),
        (
            "/leases?format=geojson".to_owned(),
            400,
            "invalid-parameter",
            Some("format"),
        ),
        (
            "/wells?format=csv&format=csv".to_owned(),
            400,
            "invalid-parameter",
            Some("format"),
        ),
        (
            "/wells?fields=name,age".to_owned(),
            400,
            "invalid-parameter",
            Some("fields"),
        ),
        (
            "/wells?fields=".to_owned(),
            400,
            "invalid-parameter",
            Some("fields"),
        ),
        (
            "/wells?fields=name,name&format=csv".to_owned(),
            400,
            "invalid-parameter",
            Some("fields"),
        ),
        (
            "/wells?format=csv&limit=5".to_owned(),
            400,
            "conflicting-parameters",
            Some("limit"),
        ),
        (
            "/wells?format=ndjson&cursor=x".to_owned(),
            400,
            "conflicting-parameters",
            Some("cursor"),
        ),
        (
            "/wells?format=csv&status=alive".to_owned(),
            400,
            "invalid-parameter",
            Some("status"),
        ),
        (
            "/wells?format=csv&colour=red".to_owned(),
            400,
            "unknown-parameter",
            Some("colour"),
        ),
        (
            "/wells/statistics?format=csv".to_owned(),
            400,
            "unknown-parameter",
            Some("format"),
        ),
        (
            "/production-months?from=2021-02&to=2021-01".to_owned(),
            400,
            "invalid-parameter",
            Some("to"),
        ),
        (
            "/production-months?cursor=x".to_owned(),
            400,
            "invalid-cursor",
            Some("cursor"),
        ),
        (
            format!("/wells/{stranger}?fields=age"),
            400,
            "invalid-parameter",
            Some("fields"),
        ),
        (
            format!("/wells/{stranger}?format=csv"),
            400,
            "unknown-parameter",
            Some("format"),
        ),
        (
            format!("/wells/{stranger}/events?format=csv"),
            404,
            "well-unknown",
            Some("well_id"),
        ),
        (
            "/wells?format=csv&as_of=2999-01-01T00:00:00Z".to_owned(),
            400,
            "as-of-in-future",
            Some("as_of"),
        ),
    ] {
        let refused = api.refused(&path).await;
        assert_eq!(
            refused,
            (status, slug.to_owned(), place.map(str::to_owned)),
            "{path}"
        );
    }
    let told = api.get("/wells?fields=age").await.text().await.unwrap();
    assert!(told.contains("known are well_id, name, api_number"), "{told}");
    // Who may not read a list gets no export of it.
    let request = api.request_as(&api.field.tenant, Role::Regulator, "/production-months");
    let refused = request.header(ACCEPT, CSV).send().await.unwrap();
    assert_eq!(Answer::of(refused).await.refusal().1, "role-not-permitted");
    api.stop().await;
}

/// Months enough that no buffer between the two sides holds them.
const MANY: &str = "
    INSERT INTO read.production_history (organization_id, production_month_id, from_position, effective_from, effective_to,
        from_day, to_day, well_id, completion, month, oil_said, condensate_said, gas_said, water_said, injection_said)
    SELECT organization_id, md5('m' || n)::uuid, 1, '2000-01-01', 'infinity', '2000-01-01', 'infinity', md5('w' || n / 100)::uuid,
        'A' || n % 100, '2001-01-01', 'not_reported', 'not_reported', 'not_reported', 'not_reported', 'not_reported'
    FROM read.checkpoint, generate_series(1, 100000) AS n WHERE projection = 'production_history'";

#[tokio::test]
async fn an_export_that_is_broken_off_says_so_and_has_no_end() {
    let api = Api::start().await;
    let last = wells(&api, 0, 1).await;
    api.at_least("/production-months?effective_on=2020-01-01", last)
        .await;
    api.field.db.admin().await.batch_execute(MANY).await.unwrap();
    for kind in [CSV, LINES] {
        let (_, text) = taken(&api, "/production-months", kind).await;
        assert!(text.contains("100000"), "{kind}");
        assert_eq!(text.lines().count(), 100_001 + usize::from(kind == CSV));
    }
    let ask = async |kind: &'static str| {
        let request = api.request("/production-months").header(ACCEPT, kind);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let mut stream = Box::pin(response.bytes_stream());
        let first = stream.next().await.unwrap().unwrap();
        (first, stream)
    };
    let (first, table) = ask(CSV).await;
    let (_, rest) = ask(LINES).await;
    api.stop_server();
    for (kind, mut stream, mut text) in [(CSV, table, first.to_vec()), (LINES, rest, Vec::new())] {
        let broken = loop {
            match stream.next().await {
                Some(Ok(bytes)) => text.extend_from_slice(&bytes),
                Some(Err(_)) => break true,
                None => break false,
            }
        };
        assert!(broken, "{kind}: the body has an end");
        let text = String::from_utf8_lossy(&text);
        assert!(
            !text.contains("\"complete\":true") && !text.contains("export: complete"),
            "{kind}"
        );
        let said = if kind == CSV {
            "# end of export: broken off by "
        } else {
            "\"complete\":false"
        };
        let last = text.lines().last().unwrap();
        assert!(last.contains(said) && last.contains("busy"), "{kind}: {last}");
    }
    let gone = async || api.request("/wells").send().await.is_err().then_some(());
    eventually("the server is gone", LONG, gone).await;
    api.stop().await;
}

/// A service with many months and limits for exports.
async fn with_many(limits: ExportLimits) -> Api {
    let api = Api::exporting(limits).await;
    let last = wells(&api, 0, 1).await;
    api.at_least("/production-months?effective_on=2020-01-01", last)
        .await;
    api.field.db.admin().await.batch_execute(MANY).await.unwrap();
    api
}

/// A client that takes the first byte of an export and nothing more.
async fn stalled(api: &Api, path: &str, token: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    // What waits for a client that takes nothing waits in the server.
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(api.address()).await.unwrap();
    let request = format!(
        "GET /api/v1{path} HTTP/1.1\r\nhost: wellflow\r\naccept: {LINES}\r\nauthorization: Bearer {token}\r\n\
         connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    assert_eq!(stream.read_u8().await.unwrap(), b'H');
    stream
}

/// The body of an answer that comes in chunks, and whether it has an end.
fn body(answer: &str) -> (String, bool) {
    let (mut body, mut rest) = (String::new(), answer.split_once("\r\n\r\n").unwrap().1);
    while let Some((size, chunks)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return (body, true);
        }
        let Some((chunk, next)) = chunks.split_at_checked(size) else {
            break;
        };
        body.push_str(chunk);
        rest = next.strip_prefix("\r\n").unwrap_or_default();
    }
    (body, false)
}

/// What a client that comes back finds: rows, what the last line says, and whether the body has an end.
async fn found(mut stream: TcpStream) -> (usize, Value, bool) {
    let mut text = Vec::new();
    tokio::time::timeout(LONG, stream.read_to_end(&mut text))
        .await
        .unwrap()
        .unwrap();
    let (text, is_ended) = body(&String::from_utf8(text).unwrap());
    let mut told = lines(&text);
    let said = told.pop().unwrap();
    assert!(told.iter().all(|line| line.get("export").is_none()));
    (told.len(), said["export"].clone(), is_ended)
}

async fn found_broken_off(stream: TcpStream, why: &str) {
    let (rows, said, is_ended) = found(stream).await;
    assert!(!is_ended && 0 < rows && rows < 100_000, "{rows}");
    assert_eq!(
        (&said["complete"], &said["broken_off"], &said["rows"]),
        (&json!(false), &json!(why), &json!(rows))
    );
}

#[tokio::test]
async fn a_client_that_takes_nothing_loses_its_seat_and_keeps_it_from_no_other_organization() {
    let api = with_many(ExportLimits {
        exports: 2,
        of_one_organization: 1,
        patience: Duration::from_secs(1),
    })
    .await;
    let stranger = api.field.db.organization("stranger").await;
    let token = api.token(&api.field.tenant, Role::Owner);
    let slow = stalled(&api, "/production-months", &token).await;
    let asked = async |tenant| {
        let request = api.request_as(tenant, Role::Owner, "/wells").header(ACCEPT, CSV);
        request.send().await.unwrap()
    };
    assert_eq!(asked(&stranger).await.status(), 200);
    let served = async || {
        let answer = asked(&api.field.tenant).await;
        (answer.status() == 200).then_some(answer)
    };
    let own = eventually("the seat of the slow one", LONG, served).await;
    assert!(own.text().await.unwrap().contains("# end of export: complete"));
    found_broken_off(slow, "busy").await;
    api.stop().await;
}

#[tokio::test]
async fn an_export_that_is_all_written_is_whole_for_a_client_that_comes_back() {
    let api = Api::exporting(ExportLimits {
        exports: 1,
        patience: Duration::from_millis(200),
        ..ExportLimits::default()
    })
    .await;
    with_many_days(&api).await;
    let token = api.token(&api.field.tenant, Role::Owner);
    // All at once, and more than the buffers between the two sides hold.
    let slow = stalled(&api, "/production/sums?per=day&by=well&to=1829-12", &token).await;
    let served = async || {
        let answer = api.request("/wells").header(ACCEPT, CSV).send().await.unwrap();
        (answer.status() == 200).then_some(())
    };
    eventually("the seat of the slow one", LONG, served).await;
    let (rows, said, is_ended) = found(slow).await;
    assert_eq!((rows, is_ended), (10_956, true));
    assert_eq!((&said["complete"], &said["rows"]), (&json!(true), &json!(rows)));
    api.stop().await;
}

#[tokio::test]
async fn an_export_ends_with_the_token_it_was_asked_with_whatever_its_client_takes() {
    let api = with_many(ExportLimits {
        exports: 1,
        ..ExportLimits::default()
    })
    .await;
    // It held for ten minutes and the half that clocks may differ by, five seconds less.
    let token = api.token_signed_ago(Duration::from_secs(625));
    let slow = stalled(&api, "/production-months", &token).await;
    let served = async || {
        let answer = api.request("/wells").header(ACCEPT, CSV).send().await.unwrap();
        (answer.status() == 200).then_some(())
    };
    eventually("the seat of the expired one", LONG, served).await;
    found_broken_off(slow, "expired-token").await;
    api.stop().await;
}

#[tokio::test]
async fn the_head_of_an_export_is_answered_without_one() {
    let api = with_many(ExportLimits {
        exports: 1,
        ..ExportLimits::default()
    })
    .await;
    let path = "/production-months";
    let (headers, _) = taken(&api, "/production-months?lease=none", LINES).await;
    let head = api.head(path, LINES).await;
    assert_eq!(head.status(), 200);
    for name in ["content-type", "content-disposition", "wellflow-position", "vary"] {
        assert_eq!(head.headers().get(name), headers.get(name), "{name}");
    }
    // No more than the first page was read, and nobody sits there.
    let read = "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'production_history'";
    let settled = async || {
        api.field
            .db
            .admin()
            .await
            .batch_execute("SELECT pg_stat_clear_snapshot()")
            .await
            .unwrap();
        api.field.count(read).await
    };
    let before = settled().await;
    for _ in 0..5 {
        let head = api.head(path, CSV).await;
        // Nobody knows how long the whole would be.
        assert_eq!(
            (head.status().as_u16(), head.headers().get("content-length")),
            (200, None)
        );
    }
    let places = api.head("/wells?format=geojson", "*/*").await;
    assert_eq!(
        (places.status().as_u16(), places.headers().get("content-length")),
        (200, None)
    );
    let (_, text) = taken(&api, "/wells", CSV).await;
    assert!(text.contains("complete"), "{text}");
    assert!(settled().await - before < 50_000);
    assert_eq!(
        api.head("/production-months?limit=5", CSV).await.status(),
        400,
        "a refusal is one"
    );
    api.stop().await;
}

/// What the log is told of failures.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Words<'a>(&'a mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Told, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, of: &Metadata<'_>) -> bool {
        of.is_event() && *of.level() == tracing::Level::ERROR && of.target().starts_with("wellflow")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut words = String::new();
        event.record(&mut Words(&mut words));
        self.0.lock().unwrap().push(words);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_fault_in_a_later_page_is_told_to_the_log_with_its_cause_and_to_the_client_by_its_kind() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let api = with_many(ExportLimits::default()).await;
    let request_id = Uuid::now_v7().to_string();
    let request = api.request("/production-months").header(ACCEPT, LINES);
    let response = request.header("X-Request-Id", &request_id).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut stream = Box::pin(response.bytes_stream());
    let mut text = stream.next().await.unwrap().unwrap().to_vec();
    let admin = api.field.db.admin().await;
    admin
        .batch_execute("REVOKE SELECT ON read.production_history FROM wellflow_query")
        .await
        .unwrap();
    while let Some(Ok(part)) = stream.next().await {
        text.extend_from_slice(&part);
    }
    let text = String::from_utf8(text).unwrap();
    let end: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&end["export"]["complete"], &end["export"]["broken_off"]),
        (&json!(false), &json!("internal-error"))
    );
    assert!(!text.contains("denied"), "{end}");
    let told = log.0.lock().unwrap().clone();
    let told: Vec<_> = told.iter().filter(|line| line.contains(&request_id)).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("permission denied for table production_history"),
        "{told:?}"
    );
    api.stop().await;
}

#[tokio::test]
async fn wells_are_a_collection_of_places_and_found_within_bounds() {
    let api = Api::start().await;
    let day = at("2020-01-01T06:00:00Z");
    let mut last = 0;
    for (name, place) in [
        ("Aster 1", ("28.25", "-91.35")),
        ("Bluebell 2", ("28.75", "-90.5")),
        ("Cyan 3", ("52", "179.5")),
        ("Dahlia 4", ("52.5", "-179.5")),
    ] {
        let id = Uuid::now_v7();
        last = api
            .field
            .well(id, 0, &[proposed_in(id, name, day, "G00026", place)])
            .await;
    }
    api.at_least("/wells?bbox=-180,-90,180,90", last).await;
    let names = async |query: &str| -> Vec<String> {
        let list = api.ok(&format!("/wells?{query}")).await.body;
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["name"].as_str().unwrap().to_owned())
            .collect()
    };
    for (bounds, expected) in [
        (
            "-180,-90,180,90",
            vec!["Aster 1", "Bluebell 2", "Cyan 3", "Dahlia 4"],
        ),
        ("-91.35,28.25,-90.5,28.75", vec!["Aster 1", "Bluebell 2"]),
        ("-91.3499999,28,-90,29", vec!["Bluebell 2"]),
        ("179,50,-179,53", vec!["Cyan 3", "Dahlia 4"]),
        ("179,50,-179.6,53", vec!["Cyan 3"]),
        ("0,0,1,1", vec![]),
    ] {
        assert_eq!(names(&format!("bbox={bounds}")).await, expected, "{bounds}");
        assert_eq!(
            names(&format!("bbox={bounds}&effective_on=2020-01-01")).await,
            expected,
            "{bounds}"
        );
    }
    assert_eq!(
        names("bbox=-92,28,-90,29&status=producing").await,
        Vec::<String>::new()
    );
    let page = api.ok("/wells?bbox=179,50,-179,53&limit=1").await.body;
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = names(&format!("bbox=179,50,-179,53&limit=1&cursor={cursor}")).await;
    assert_eq!(next, ["Dahlia 4"]);

    let (headers, text) = taken(
        &api,
        "/wells?bbox=-92,28,-91,29&fields=name,datum",
        "application/geo+json",
    )
    .await;
    assert_eq!(header(&headers, CONTENT_TYPE), "application/geo+json");
    let collection: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(collection["type"], "FeatureCollection");
    assert_eq!(
        collection["export"],
        json!({"complete": true, "rows": 1, "position": last})
    );
    let feature = &collection["features"][0];
    assert_eq!(
        feature["properties"],
        json!({"name": "Aster 1", "datum": "NAD27"})
    );
    // Shifted to WGS 84, as Molodensky's formula shifts it.
    let coordinates = &feature["geometry"]["coordinates"];
    let near = |value: &Value, expected: f64| (value.as_f64().unwrap() - expected).abs() < 1e-6;
    assert!(
        near(&coordinates[0], -91.350_119_9) && near(&coordinates[1], 28.250_294_5),
        "{coordinates}"
    );
    let (_, none) = taken(&api, "/wells?format=geojson&bbox=0,0,1,1", "*/*").await;
    let none: Value = serde_json::from_str(&none).unwrap();
    assert_eq!(
        (&none["features"], &none["export"]["rows"]),
        (&json!([]), &json!(0))
    );
    api.stop().await;
}

#[tokio::test]
async fn days_add_up_by_well_field_and_operator() {
    let api = Api::start().await;
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    for (id, name) in [(one, "Aster 1"), (two, "Bluebell 2")] {
        api.field
            .well(id, 0, &[proposed(id, name, at("2020-01-01T06:00:00Z"))])
            .await;
    }
    let mut last = 0;
    for (well, completion, date, oil, water) in [
        (one, "A1", "2021-01-31", json!("10.5"), json!("1")),
        (one, "A2", "2021-01-31", json!("2"), json!("withheld")),
        (one, "A1", "2021-02-01", json!(null), json!("1")),
        (two, "B1", "2021-01-31", json!("30"), json!("1")),
    ] {
        let entry =
            json!({"oil_bbl": oil, "water_bbl": water, "gas": {"base_psia": "14.65", "volume": "100"}});
        let (id, fact) = daily(well, completion, date, &entry);
        last = api
            .field
            .append(ProductionMonth::KIND, id, 0, vec![encode(fact)])
            .await;
    }
    api.at_least("/production/sums?per=day&by=field", last).await;
    let days = async |query: &str| -> Vec<Value> {
        let body = api.ok(&format!("/production/sums?per=day&{query}")).await.body;
        let groups = body["items"].as_array().unwrap().clone();
        let of = |group: &Value| {
            let periods = group["periods"].as_array().unwrap().clone();
            let key = group["key"].clone();
            periods.into_iter().map(move |day| {
                json!([
                    key,
                    day["period"],
                    day["oil_bbl"],
                    day["cumulative"]["oil_bbl"],
                    day["withheld"]["water"]
                ])
            })
        };
        groups.iter().flat_map(of).collect()
    };
    for key in ["Bluebell", "Demo Operating"] {
        let by = if key == "Bluebell" { "field" } else { "operator" };
        assert_eq!(
            days(&format!("by={by}")).await,
            [
                json!([key, "2021-01-31", "42.5", "42.5", 1]),
                json!([key, "2021-02-01", null, "42.5", 0])
            ]
        );
    }
    let of_one = days(&format!("by=well&well_id={one}")).await;
    assert_eq!(of_one[0], json!([one, "2021-01-31", "12.5", "12.5", 1]));
    assert_eq!(days("by=well&to=2021-01").await.len(), 2);
    assert_eq!(
        days("from=2021-02").await,
        [json!([null, "2021-02-01", null, null, 0])]
    );
    assert_eq!(days("field=Elsewhere").await, Vec::<Value>::new());

    let page = api.ok("/production/sums?per=day&by=well&limit=1").await;
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let next = api
        .ok(&format!(
            "/production/sums?per=day&by=well&limit=1&cursor={cursor}"
        ))
        .await;
    assert_eq!(
        (
            next.body["items"].as_array().unwrap().len(),
            &next.body["next_cursor"]
        ),
        (1, &Value::Null)
    );

    let (_, text) = taken(
        &api,
        "/production/sums?per=day&by=well&fields=key,period,gas_mcf",
        CSV,
    )
    .await;
    assert_eq!(records(&text).len(), 5, "{text}");
    // The lines themselves, of one well.
    api.knows(&format!("/wells/{one}/production/daily")).await;
    api.knows(&format!("/wells/{one}")).await;
    let (headers, text) = taken(&api, &format!("/wells/{one}/production/daily"), CSV).await;
    assert_eq!(
        (records(&text).len(), header(&headers, "wellflow-position")),
        (5, last.to_string().as_str())
    );
    api.stop().await;
}

#[tokio::test]
async fn days_of_many_wells_are_taken_away_while_more_is_recorded() {
    let api = Api::start().await;
    let line = async |date: &str| {
        let entry = json!({"oil_bbl": "1", "water_bbl": "1", "gas": {"base_psia": "14.65", "volume": "1"}});
        let (id, fact) = daily(Uuid::now_v7(), "A1", date, &entry);
        api.field
            .append(ProductionMonth::KIND, id, 0, vec![encode(fact)])
            .await
    };
    let mut last = 0;
    for _ in 0..40 {
        last = line("2021-01-31").await;
    }
    let path = "/production/sums?per=day&by=well";
    api.at_least(path, last).await;
    let writing = async {
        for _ in 0..60 {
            line("2021-02-01").await;
        }
    };
    let reading = async {
        for _ in 0..20 {
            let (_, text) = taken(&api, path, CSV).await;
            assert!(text.contains("# end of export: complete; rows "), "{text}");
        }
    };
    tokio::join!(writing, reading);
    api.stop().await;
}

/// More days than are answered at once, of two wells.
const MANY_DAYS: &str = r#"
    DELETE FROM read.daily_production;
    INSERT INTO read.daily_production (organization_id, production_month_id, day, well_id, completion, document)
    SELECT organization_id, production_month_id, date '1800-01-01' + n, md5('w' || n % 2)::uuid, 'A1', '{"oil_bbl": "1"}'
    FROM read.monthly_production, generate_series(1, 60000) AS n"#;

async fn with_many_days(api: &Api) {
    let (id, fact) = daily(Uuid::now_v7(), "A1", "2021-01-31", &json!({"oil_bbl": "1"}));
    let last = api
        .field
        .append(ProductionMonth::KIND, id, 0, vec![encode(fact)])
        .await;
    api.at_least("/production/sums?per=day&by=well", last).await;
    api.field.db.admin().await.batch_execute(MANY_DAYS).await.unwrap();
}

#[tokio::test]
async fn more_sums_than_are_answered_at_once_are_on_the_next_page_or_refused_with_what_to_do() {
    let api = Api::start().await;
    with_many_days(&api).await;
    // A page has the groups that fit.
    let page = api.ok("/production/sums?per=day&by=well").await.body;
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let cursor = page["next_cursor"].as_str().unwrap();
    let page = api
        .ok(&format!("/production/sums?per=day&by=well&cursor={cursor}"))
        .await;
    assert_eq!(
        (
            page.body["items"].as_array().unwrap().len(),
            &page.body["next_cursor"]
        ),
        (1, &Value::Null)
    );
    for path in [
        "/production/sums?per=day",
        "/production/sums?per=day&format=csv",
        "/production/sums?per=day&by=well&format=csv",
    ] {
        let answer = Answer::of(api.get(path).await).await;
        let detail = answer.body["detail"].to_string();
        assert!(detail.contains("fewer months (from, to)"), "{path}: {detail}");
        let refused = answer.refusal();
        assert_eq!(
            (refused.0, refused.1.as_str(), refused.2.as_deref()),
            (400, "invalid-parameter", Some("from")),
            "{path}"
        );
    }
    // What is advised helps.
    let (_, text) = taken(
        &api,
        "/production/sums?per=day&by=well&from=1900-01&to=1900-12",
        CSV,
    )
    .await;
    assert_eq!(records(&text).len(), 367);
    api.stop().await;
}

#[cfg(feature = "exports")]
#[tokio::test]
async fn a_list_is_taken_away_as_columns() {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    let api = Api::start().await;
    let last = wells(&api, 0, WELLS).await;
    api.at_least("/wells", last).await;
    let kind = "application/vnd.apache.parquet";
    let response = api
        .request("/wells?fields=name,status")
        .header(ACCEPT, kind)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            header(response.headers(), CONTENT_TYPE)
        ),
        (200, kind)
    );
    let file = SerializedFileReader::new(response.bytes().await.unwrap()).unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), WELLS as i64);
    let first = file.get_row_iter(None).unwrap().next().unwrap().unwrap();
    assert_eq!(
        first.to_string(),
        r#"{name: "Bluebell 0000", status: "proposed"}"#
    );
    api.stop().await;
}

#[cfg(not(feature = "exports"))]
#[tokio::test]
async fn columns_are_not_given_by_a_build_that_has_them_not() {
    let api = Api::start().await;
    let refused = api.refused("/wells?format=parquet").await;
    assert_eq!((refused.0, refused.2.as_deref()), (400, Some("format")));
    api.stop().await;
}
