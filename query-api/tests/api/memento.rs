//! A walk from a resource to its mementos, by the text of RFC 7089 alone: what is followed is what links say.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_runtime::RedisLink;

use crate::asked::*;

/// A link of RFC 8288, as far as these answers use it.
#[derive(Clone, Debug)]
struct Link {
    uri: String,
    relations: Vec<String>,
    attributes: BTreeMap<String, String>,
}

impl Link {
    fn is(&self, relation: &str) -> bool {
        self.relations.iter().any(|it| it == relation)
    }

    fn datetime(&self) -> Option<DateTime<Utc>> {
        self.attributes.get("datetime").map(|date| http_date(date))
    }
}

/// Reads `<uri>; name="value", …`; a comma within quotes or brackets divides nothing.
fn links(text: &str) -> Vec<Link> {
    let (mut parts, mut part, mut quoted, mut bracketed) = (Vec::new(), String::new(), false, false);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            ',' if !quoted && !bracketed => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(letter);
    }
    parts.push(part);
    let read = |part: &String| {
        let (uri, rest) = part.trim().strip_prefix('<')?.split_once('>')?;
        let attributes: BTreeMap<String, String> = rest
            .split("; ")
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned()))
            .collect();
        let relations = attributes.get("rel")?.split(' ').map(str::to_owned).collect();
        Some(Link {
            uri: uri.to_owned(),
            relations,
            attributes,
        })
    };
    parts.iter().filter_map(read).collect()
}

fn of_headers(headers: &HeaderMap) -> Vec<Link> {
    headers
        .get_all("link")
        .iter()
        .flat_map(|value| links(value.to_str().unwrap()))
        .collect()
}

fn one<'l>(links: &'l [Link], relation: &str) -> &'l Link {
    let found: Vec<_> = links.iter().filter(|link| link.is(relation)).collect();
    assert_eq!(found.len(), 1, "{relation}: {links:?}");
    found[0]
}

fn http_date(text: &str) -> DateTime<Utc> {
    let read = NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT");
    read.unwrap_or_else(|_| panic!("no date of RFC 1123: {text}"))
        .and_utc()
}

fn as_header(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The path as the test's client asks for it.
fn path(uri: &str) -> &str {
    uri.strip_prefix("/api/v1").unwrap()
}

struct Memento {
    at: DateTime<Utc>,
    body: Value,
}

async fn memento(api: &Api, original: &str, link: &Link) -> Memento {
    let answer = api.get(path(&link.uri)).await;
    assert_eq!(answer.status(), 200, "{}", link.uri);
    let headers = answer.headers().clone();
    // 4.5.2: a memento says its date and its original, and where the TimeGate and the TimeMap are.
    let at = http_date(headers["memento-datetime"].to_str().unwrap());
    let said = of_headers(&headers);
    assert_eq!(one(&said, "original").uri, original);
    assert_eq!(
        path(&one(&said, "timegate").uri),
        format!("{}/timegate", path(original))
    );
    assert!(said.iter().any(|link| link.is("timemap")));
    assert!(!headers.contains_key("vary") || headers["vary"] != "accept-datetime");
    if let Some(listed) = link.datetime() {
        assert_eq!(at, listed, "{}", link.uri);
    }
    let body = answer.json().await.unwrap();
    Memento { at, body }
}

/// What the TimeGate leads to; the client does not follow by itself.
async fn gate(api: &Api, timegate: &str, date: Option<DateTime<Utc>>) -> Link {
    let mut request = api.request_unfollowed(path(timegate));
    if let Some(date) = date {
        request = request.header("Accept-Datetime", as_header(date));
    }
    let answer = request.send().await.unwrap();
    // 4.2.1: a redirection, negotiated by date, that is no memento itself.
    assert_eq!(answer.status(), 302);
    assert!(!answer.headers().contains_key("memento-datetime"));
    assert_eq!(answer.headers()["vary"], "accept-datetime");
    let said = of_headers(answer.headers());
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(said.iter().any(|link| link.is("original")));
    let map = one(&said, "timemap");
    assert_eq!(map.attributes["type"], "application/link-format");
    for relation in ["first", "last"] {
        assert!(one(&said, relation).is("memento"));
    }
    said.into_iter()
        .find(|link| link.is("memento") && link.uri == location)
        .unwrap_or_else(|| panic!("the memento led to is among the links: {location}"))
}

/// A well whose facts came to be known one after the other, one of them ahead of its time.
async fn with_a_past(api: &Api) -> Uuid {
    let id = Uuid::now_v7();
    let first = at("2020-01-01T06:00:00Z");
    let facts = [
        proposed(id, "Bluebell 1", first),
        permitted(first + TimeDelta::days(10)),
        spudded(first + TimeDelta::days(20)),
    ];
    for (version, fact) in (0..).zip(facts) {
        api.field.well(id, version, &[fact]).await;
        // Dates of the RFC have no parts of a second: each memento has a second of its own here.
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    }
    id
}

#[tokio::test]
async fn a_walker_of_the_rfc_goes_from_the_timegate_over_the_timemap_to_every_memento() {
    let api = Api::start().await;
    let id = with_a_past(&api).await;
    let original = format!("/api/v1/wells/{id}");
    let now = api.at_least(&format!("/wells/{id}"), 3).await;
    let said = links(now.link.as_deref().unwrap());
    let (timegate, timemap) = (
        one(&said, "timegate").uri.clone(),
        one(&said, "timemap").uri.clone(),
    );

    let answer = api.get(path(&timemap)).await;
    assert_eq!(answer.headers()["content-type"], "application/link-format");
    let listed = links(&answer.text().await.unwrap());
    assert_eq!(one(&listed, "original").uri, original);
    assert_eq!(one(&listed, "timegate").uri, timegate);
    let own = one(&listed, "self");
    let mementos: Vec<Link> = listed.iter().filter(|link| link.is("memento")).cloned().collect();
    assert_eq!(mementos.len(), 3);
    assert_eq!(
        http_date(&own.attributes["from"]),
        mementos[0].datetime().unwrap()
    );
    assert_eq!(
        http_date(&own.attributes["until"]),
        mementos[2].datetime().unwrap()
    );
    assert!(mementos[0].is("first") && mementos[2].is("last"));

    let mut statuses = Vec::new();
    for link in &mementos {
        let found = memento(&api, &original, link).await;
        statuses.push(found.body["status"].as_str().unwrap().to_owned());
        // The TimeGate chooses it for its own date, and for every second until the next.
        let chosen = gate(&api, &timegate, Some(found.at)).await;
        assert_eq!(chosen.uri, link.uri);
    }
    assert_eq!(statuses, ["proposed", "permitted", "drilling"]);

    let long_before = at("1999-01-01T00:00:00Z");
    assert_eq!(
        gate(&api, &timegate, Some(long_before)).await.uri,
        mementos[0].uri
    );
    assert_eq!(gate(&api, &timegate, None).await.uri, mementos[2].uri);
    let far_ahead = at("2999-01-01T00:00:00Z");
    assert_eq!(gate(&api, &timegate, Some(far_ahead)).await.uri, mementos[2].uri);

    let bad = api.request_unfollowed(path(&timegate));
    let bad = bad.header("Accept-Datetime", "yesterday").send().await.unwrap();
    assert_eq!(Answer::of(bad).await.refusal().1, "invalid-header");
    api.stop().await;
}

#[tokio::test]
async fn a_day_in_the_field_has_mementos_of_its_own_and_what_came_too_early_is_told_where_to_look() {
    let api = Api::start().await;
    let id = with_a_past(&api).await;
    let day = format!("/wells/{id}?effective_on=2020-01-15");
    let answer = api.at_least(&day, 3).await;
    let timemap = one(&links(answer.link.as_deref().unwrap()), "timemap")
        .uri
        .clone();
    let request = api.request(path(&timemap)).header("Accept", "application/json");
    let map: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(map["original"], format!("/api/v1{day}"));
    let mut statuses = Vec::new();
    for memento in map["mementos"].as_array().unwrap() {
        let answer = api.ok(path(memento["uri"].as_str().unwrap())).await;
        statuses.push(answer.body["status"].as_str().unwrap().to_owned());
    }
    assert_eq!(statuses, ["proposed", "permitted", "permitted"]);
    assert_eq!(map["next"], Value::Null);

    let first = map["mementos"][0]["datetime"].as_str().unwrap();
    let first: DateTime<Utc> = first.parse().unwrap();
    let before = (first - TimeDelta::microseconds(1)).to_rfc3339_opts(SecondsFormat::Micros, true);
    let early = api.get(&format!("/wells/{id}?as_of={before}")).await;
    assert_eq!(early.status(), 404);
    let said = of_headers(early.headers());
    let found = memento(&api, &format!("/api/v1/wells/{id}"), one(&said, "memento")).await;
    assert!(one(&said, "memento").is("first"));
    assert_eq!(found.body["status"], "proposed");
    api.stop().await;
}

async fn map_of(api: &Api, path: &str) -> (u16, Value) {
    let request = api.request(path).header("Accept", "application/json");
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn nothing_is_listed_of_days_on_which_nothing_was_in_effect() {
    let api = Api::start().await;
    let id = Uuid::now_v7();
    let first = at("2020-01-01T06:00:00Z");
    // That it had begun earlier came to be known later.
    let facts = [
        permitted(first + TimeDelta::days(10)),
        proposed(id, "Bluebell 1", first),
        spudded(first + TimeDelta::days(20)),
    ];
    for (version, fact) in (0..).zip(facts) {
        api.field.well(id, version, &[fact]).await;
    }
    api.at_least(&format!("/wells/{id}"), 3).await;
    let days = [
        ("1900-01-01", &[][..]),
        ("2020-01-05", &["proposed", "proposed"]),
        ("2020-01-25", &["permitted", "drilling"]),
    ];
    for (day, expected) in days {
        let (status, map) = map_of(&api, &format!("/wells/{id}/timemap?effective_on={day}")).await;
        if expected.is_empty() {
            assert_eq!((status, &map["type"]), (404, &json!("/problems/well-unknown")));
            let gate = api.request_unfollowed(&format!("/wells/{id}/timegate?effective_on={day}"));
            assert_eq!(gate.send().await.unwrap().status(), 404);
            continue;
        }
        let mut statuses = Vec::new();
        for memento in map["mementos"].as_array().unwrap() {
            let answer = api.ok(path(memento["uri"].as_str().unwrap())).await;
            statuses.push(answer.body["status"].as_str().unwrap().to_owned());
        }
        assert_eq!(statuses, expected, "{day}");
    }
    // A day before all links to no memento, and what came to be known too late for an instant to the first there is.
    let never = api.get(&format!("/wells/{id}?effective_on=1900-01-01")).await;
    assert_eq!(
        (never.status().as_u16(), never.headers().get("link")),
        (404, None)
    );
    let early = api
        .get(&format!(
            "/wells/{id}?as_of=2020-01-01T00:00:00Z&effective_on=2020-01-05"
        ))
        .await;
    assert_eq!(early.status(), 404);
    let said = of_headers(early.headers());
    let original = format!("/api/v1/wells/{id}?effective_on=2020-01-05");
    let found = api.ok(path(&one(&said, "memento").uri)).await;
    assert_eq!((found.status, &one(&said, "original").uri), (200, &original));
    api.stop().await;
}

#[tokio::test]
async fn what_lies_ahead_as_a_whole_has_no_memento_before_it_begins() {
    let api = Api::idle(RedisLink::absent()).await;
    let id = Uuid::now_v7();
    let soon = in_ms(900);
    api.field.well(id, 0, &[proposed(id, "Aster 2", soon)]).await;
    let path_of_map = format!("/wells/{id}/timemap");
    assert_eq!(map_of(&api, &path_of_map).await.0, 404);
    tokio::time::sleep((soon - Utc::now()).to_std().unwrap_or_default()).await;
    let (_, map) = map_of(&api, &path_of_map).await;
    let [only] = &map["mementos"].as_array().unwrap()[..] else {
        panic!("{map}")
    };
    assert_eq!(api.ok(path(only["uri"].as_str().unwrap())).await.status, 200);
    api.stop().await;
}

#[tokio::test]
async fn a_fact_recorded_ahead_is_a_memento_once_it_takes_effect() {
    let api = Api::idle(RedisLink::absent()).await;
    let id = Uuid::now_v7();
    let soon = in_ms(700);
    let facts = [
        proposed(id, "Aster 2", at("2020-01-01T06:00:00Z")),
        permitted(soon),
    ];
    api.field.well(id, 0, &facts).await;
    let request = || {
        api.request(&format!("/wells/{id}/timemap"))
            .header("Accept", "application/json")
    };
    let mementos = |map: &Value| map["mementos"].as_array().unwrap().clone();
    let before: Value = request().send().await.unwrap().json().await.unwrap();
    assert_eq!(mementos(&before).len(), 1);
    tokio::time::sleep((soon - Utc::now()).to_std().unwrap_or_default()).await;
    let after: Value = request().send().await.unwrap().json().await.unwrap();
    let [_, second] = &mementos(&after)[..] else {
        panic!("{after}")
    };
    let shown = api.ok(path(second["uri"].as_str().unwrap())).await;
    assert_eq!(shown.body["status"], "permitted");
    api.stop().await;
}
