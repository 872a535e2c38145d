use serde_json::json;

use super::*;

const ID: &str = "0199a0b0-0000-7000-8000-000000000001";

fn now() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn mapping() -> Mapping {
    Mapping::new(super::super::kinds())
}

fn row(payload: &Value) -> Row {
    Row {
        aggregate_type: "well".to_owned(),
        aggregate_id: ID.to_owned(),
        sequence: 3,
        event_type: "DrillingPermitApproved".to_owned(),
        event_version: "1".to_owned(),
        payload: payload.to_string(),
        metadata: "{}".to_owned(),
    }
}

fn permit() -> Value {
    json!({ "effective_at": "2020-05-01T12:00:00Z", "permit_number": "P-1", "expires_on": null })
}

fn refusal(mapping: &Mapping, row: &Row) -> String {
    mapping.translate(row, now()).unwrap_err()
}

#[test]
fn a_payload_is_taken_bare_or_as_serde_or_our_view_wraps_it() {
    let tagged = json!({ "DrillingPermitApproved": permit() });
    let view = json!({ "event_id": ID, "event_type": "DrillingPermitApproved", "event_version": 1, "payload": permit() });
    for payload in [permit(), tagged, view] {
        let translated = mapping().translate(&row(&payload), now()).unwrap();
        assert_eq!(translated.sequence, 3);
        assert_eq!(translated.stream.kind, "well");
        assert_eq!(
            translated.event.payload,
            concat!(
                r#"{"conditions":[],"effective_at":"2020-05-01T12:00:00Z","expires_on":null,"#,
                r#""permit_number":"P-1","permitted_depth_ft":null}"#
            ),
            "of version 1, and read as today's"
        );
    }
}

#[test]
fn an_event_happened_when_its_payload_or_the_operator_says_so_and_never_now() {
    let mut undated = permit();
    undated.as_object_mut().unwrap().remove("effective_at");
    let said = refusal(&mapping(), &row(&undated));
    assert!(said.contains("--effective-at-field"), "{said}");

    undated["granted"] = json!("2019-02-03T04:05:06+01:00");
    let by_field = mapping().effective_at_field(Some("granted".to_owned()));
    let translated = by_field.translate(&row(&undated), now()).unwrap();
    assert_eq!(
        translated.event.effective_at.to_rfc3339(),
        "2019-02-03T03:05:06+00:00"
    );

    undated["granted"] = json!("last week");
    let said = refusal(&by_field, &row(&undated));
    assert!(said.contains("\"granted\" is no RFC 3339 instant"), "{said}");
    undated.as_object_mut().unwrap().remove("granted");
    assert!(refusal(&by_field, &row(&undated)).contains("neither effective_at nor \"granted\""));

    let given = by_field.effective_at(Some("2018-01-01T00:00:00Z".parse().unwrap()));
    let translated = given.translate(&row(&undated), now()).unwrap();
    assert_eq!(
        translated.event.effective_at.to_rfc3339(),
        "2018-01-01T00:00:00+00:00"
    );

    let mut early = permit();
    early["effective_at"] = json!("2026-01-01T00:00:01Z");
    assert!(refusal(&mapping(), &row(&early)).contains("still to come"));
}

#[test]
fn nothing_a_row_says_is_lost_unsaid() {
    let mut payload = permit();
    payload["fee"] = json!({ "usd": "12.00" });
    let said = refusal(&mapping(), &row(&payload));
    assert!(said.contains("no field \"fee\""), "{said}");
    assert!(
        mapping()
            .drop_field("fee")
            .translate(&row(&payload), now())
            .is_ok()
    );

    let mut row = row(&permit());
    row.metadata = json!({ "user": "ana", "attempt": 2, "tags": ["a"] }).to_string();
    let context = mapping().translate(&row, now()).unwrap().context;
    let expected = [("attempt", "2"), ("tags", "[\"a\"]"), ("user", "ana")];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(context.into_iter().collect::<Vec<_>>(), expected);
    row.metadata = "[]".to_owned();
    assert_eq!(refusal(&mapping(), &row), "the metadata is no object");
}

#[test]
fn a_row_that_is_none_of_ours_is_refused_with_its_reason() {
    let with = |change: fn(&mut Row)| {
        let mut row = row(&permit());
        change(&mut row);
        refusal(&mapping(), &row)
    };
    assert_eq!(
        with(|row| row.aggregate_id = "W-1".to_owned()),
        "the aggregate id is no UUID"
    );
    assert_eq!(with(|row| row.sequence = 0), "sequences begin with 1");
    assert!(with(|row| row.aggregate_type = "Well".to_owned()).contains("no kind \"Well\""));
    assert!(with(|row| row.event_type = "Approved".to_owned()).contains("no event \"Approved\""));
    assert!(with(|row| row.event_version = "3".to_owned()).contains("unknown event"));
    assert!(with(|row| row.payload = "7".to_owned()).contains("no object"));
    assert!(
        with(|row| row.payload = r#"{"effective_at":"2020-01-01T00:00:00Z"}"#.to_owned())
            .contains("permit_number")
    );
}
