//! What the API answers at a point, beside what the naive fold says of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wellflow_e2e::Client;

use super::naive::{Book, Point, Thing};

/// Compares everything there is with its fold at a point; returns how many answers were compared.
pub(crate) async fn compare(client: &Client, book: &Book, point: Point, after: u64) -> usize {
    let asker = Asker {
        client,
        book,
        point,
        after: after.to_string(),
    };
    let mut compared = 0;
    for well in 0..book.wells.len() {
        asker.well(well).await;
        compared += 1;
    }
    for thing in book.months.keys() {
        asker.month(*thing).await;
        compared += 1;
    }
    if point == Point::NOW {
        compared += asker.versions().await;
    }
    compared + asker.fleet().await + asker.production().await
}

struct Asker<'a> {
    client: &'a Client,
    book: &'a Book,
    point: Point,
    after: String,
}

impl Asker<'_> {
    async fn get(&self, path: &str, more: &str) -> (u16, Value) {
        let query: Vec<String> = [self.point.query(), more.to_owned()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let path = format!("/api/v1{path}?{}", query.join("&"));
        let headers = [
            ("Wellflow-Min-Position", self.after.as_str()),
            ("Prefer", "wait=30"),
        ];
        let answer = self.client.get_with(&path, &headers).await;
        assert!(
            answer.status == 200 || answer.status == 404,
            "{} to {path}: {:#}",
            answer.status,
            answer.body
        );
        (answer.status, answer.body)
    }

    async fn ok(&self, path: &str, more: &str) -> Value {
        let (status, body) = self.get(path, more).await;
        assert_eq!(status, 200, "{path} {more}: {body:#}");
        body
    }

    fn differs(&self, what: &str, answered: &Value, expected: &Value) -> ! {
        let facts: Vec<String> = self.book.facts.iter().map(|fact| format!("{fact:?}")).collect();
        panic!(
            "{what} at {:?} is answered with {answered}, and the fold says {expected}; told was\n{}",
            self.point,
            facts.join("\n")
        );
    }

    fn same(&self, what: &str, answered: &Value, expected: &Value) {
        if answered != expected {
            self.differs(what, answered, expected);
        }
    }

    /// Whether an answer says what is expected, of what is expected of it.
    fn holds(&self, what: &str, answered: &Value, expected: &Value) {
        for (name, value) in expected.as_object().into_iter().flatten() {
            if answered[name] != *value {
                self.differs(&format!("{name} of {what}"), answered, expected);
            }
        }
    }

    async fn well(&self, well: usize) {
        let id = &self.book.wells[well].0;
        let (status, body) = self.get(&format!("/wells/{id}"), "").await;
        match (self.book.well(well, self.point), status) {
            (Some(expected), 200) => self.holds(&format!("well {well}"), &body, &expected),
            (None, 404) => {}
            (expected, _) => self.differs(&format!("well {well}"), &body, &json!(expected)),
        }
    }

    /// What is known of a month is shown as soon as it is known; `effective_on` leaves out what had not happened by then.
    async fn month(&self, thing: Thing) {
        let id = &self.book.months[&thing];
        let (status, body) = self.get(&format!("/production-months/{id}"), "").await;
        let until = match self.point.effective_on {
            Some(_) => self.point.until(self.book.zone(thing)),
            None => chrono::Utc::now(),
        };
        match (self.book.month(thing, self.point, until), status) {
            (Some(mut expected), 200) => {
                let restated = body["restatements"].as_array().map_or(0, Vec::len);
                self.same("restatements", &json!(restated), &expected["restatements"].take());
                if let Some(expected) = expected.as_object_mut() {
                    expected.remove("restatements");
                }
                self.holds(&format!("{thing:?}"), &body, &expected);
            }
            (None, 404) => {}
            (expected, _) => self.differs(&format!("{thing:?}"), &body, &json!(expected)),
        }
    }

    /// Every version there ever was of every well and month.
    async fn versions(&self) -> usize {
        for fact in &self.book.facts {
            let then = self.book.at_version(fact.thing, fact.version);
            let (path, expected) = match fact.thing {
                Thing::Well(well) => (
                    format!("/wells/{}", self.book.wells[well].0),
                    then.well(well, self.point),
                ),
                Thing::Month(..) => {
                    let path = format!("/production-months/{}", self.book.months[&fact.thing]);
                    (path, then.month(fact.thing, self.point, chrono::Utc::now()))
                }
            };
            let (status, body) = self.get(&path, &format!("at_version={}", fact.version)).await;
            let what = format!("{:?} at version {}", fact.thing, fact.version);
            match (expected, status) {
                (Some(mut expected), 200) => {
                    if let Some(expected) = expected.as_object_mut() {
                        expected.remove("restatements");
                    }
                    self.holds(&what, &body, &expected);
                }
                (None, 404) => {}
                (expected, _) => self.differs(&what, &body, &json!(expected)),
            }
        }
        self.book.facts.len()
    }

    async fn pages(&self, path: &str, more: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.ok(path, &format!("limit=2{more}{cursor}")).await;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    async fn fleet(&self) -> usize {
        let fleet = self.book.fleet(self.point);
        let statuses: Vec<&str> = fleet.iter().filter_map(|well| well["status"].as_str()).collect();
        let mut questions = vec![("everything", String::new(), "", "")];
        for status in &statuses {
            questions.push(("a status", format!("&status={status}"), "status", status));
        }
        questions.push((
            "an operator",
            "&operator=Aster%20Oil".to_owned(),
            "operator",
            "Aster Oil",
        ));
        for (what, more, name, value) in &questions {
            let items = self.pages("/wells", more).await;
            let expected: Vec<&Value> = fleet
                .iter()
                .filter(|well| name.is_empty() || well[*name] == *value)
                .collect();
            if items.len() != expected.len() {
                self.differs(&format!("the list of {what}"), &json!(items), &json!(expected));
            }
            for (item, expected) in items.iter().zip(expected) {
                self.holds(&format!("a well in the list of {what}"), item, expected);
            }
        }
        let counts = self.ok("/wells/statistics", "").await;
        self.same("the count of wells", &counts["wells"], &json!(fleet.len()));
        for part in ["status", "operator"] {
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            for well in &fleet {
                *expected
                    .entry(well[part].as_str().unwrap_or_default().to_owned())
                    .or_default() += 1;
            }
            let groups = counts[format!("by_{part}")]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let answered: BTreeMap<String, u64> = groups
                .iter()
                .map(|group| {
                    let key = group["key"].as_str().unwrap_or_default().to_owned();
                    (key, group["wells"].as_u64().unwrap_or_default())
                })
                .collect();
            self.same(&format!("wells by {part}"), &json!(answered), &json!(expected));
        }
        questions.len() + 1
    }

    async fn production(&self) -> usize {
        let counted = self.book.counted(self.point);
        let total = self.ok("/production/totals", "").await;
        self.sums("all production", &total, counted.iter().map(|(_, shown)| shown));
        let monthly = self.ok("/production/monthly", "").await;
        let name = |thing: &Thing| match thing {
            Thing::Month(_, year, month) => format!("{year}-{month:02}"),
            Thing::Well(_) => String::new(),
        };
        self.groups(
            "a month",
            &monthly["items"],
            "month",
            |thing| Some(name(thing)),
            &counted,
        );
        let by_operator = self.ok("/production/sums", "by=operator").await;
        let operator = |thing: &Thing| self.book.operator_of(*thing, self.point);
        self.groups("an operator", &by_operator["items"], "key", operator, &counted);
        3
    }

    fn groups(
        &self,
        what: &str,
        items: &Value,
        name: &str,
        key: impl Fn(&Thing) -> Option<String>,
        counted: &[(Thing, Value)],
    ) {
        let mut expected: BTreeMap<Option<String>, Vec<&Value>> = BTreeMap::new();
        for (thing, shown) in counted {
            expected.entry(key(thing)).or_default().push(shown);
        }
        let items = items.as_array().cloned().unwrap_or_default();
        let answered: Vec<Option<&str>> = items.iter().map(|item| item[name].as_str()).collect();
        let mut sorted = answered.clone();
        sorted.sort_unstable();
        let keys: Vec<Option<&str>> = expected.keys().map(Option::as_deref).collect();
        self.same(&format!("the keys of {what}"), &json!(sorted), &json!(keys));
        for item in &items {
            let of = &expected[&item[name].as_str().map(str::to_owned)];
            self.sums(&format!("{what} {}", item[name]), item, of.iter().copied());
        }
    }

    fn sums<'v>(&self, what: &str, answered: &Value, months: impl Iterator<Item = &'v Value>) {
        let months: Vec<&Value> = months.collect();
        self.same(
            &format!("the months of {what}"),
            &answered["completion_months"],
            &json!(months.len()),
        );
        for name in ["oil_bbl", "water_bbl"] {
            let stated: Vec<i64> = months.iter().filter_map(|month| tenths(&month[name])).collect();
            let expected = (!stated.is_empty()).then(|| stated.iter().sum::<i64>());
            let found = tenths(&answered[name]);
            self.same(&format!("{name} of {what}"), &json!(found), &json!(expected));
        }
    }
}

/// An amount with at most one decimal, in tenths.
fn tenths(amount: &Value) -> Option<i64> {
    let text = amount.as_str()?;
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    assert!(part.len() == 1, "{text} is no amount told here");
    Some(whole.parse::<i64>().ok()? * 10 + part.parse::<i64>().ok()?)
}
