use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::problem::Location;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Row {
    name: String,
    depth_ft: Option<String>,
    kind: Option<Kind>,
    inner: Option<Inner>,
    list: Option<Vec<Inner>>,
    note: Option<Option<u8>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Inner {
    latitude: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Oil,
    OilAndGas,
}

fn fault(document: &str) -> (&'static str, String) {
    let problem = parse::<Row>(document.as_bytes()).unwrap_err();
    let Location::Pointer(pointer) = problem.errors()[0].location.clone() else {
        panic!("no pointer")
    };
    (problem.kind().slug, pointer)
}

#[test]
fn a_fault_has_its_type_and_pointer() {
    let cases = [
        (r#"{"name":"a","surprise":1}"#, "unknown-field", "/surprise"),
        (r#"{"name":"a","a/b~c":1}"#, "unknown-field", "/a~1b~0c"),
        (r#"{"name":"a","name2":{"name2":1}}"#, "unknown-field", "/name2"),
        (
            r#"{"name":"a","inner":{"latitude":"1","inner":1}}"#,
            "unknown-field",
            "/inner/inner",
        ),
        (r#"{}"#, "missing-field", "/name"),
        (r#"{"name":"a","inner":{}}"#, "missing-field", "/inner/latitude"),
        (
            r#"{"name":"a","list":[{"latitude":"1"},{}]}"#,
            "missing-field",
            "/list/1/latitude",
        ),
        (r#"{"name":7}"#, "wrong-type", "/name"),
        (r#"{"name":null}"#, "wrong-type", "/name"),
        (r#"{"name":"a","depth_ft":12.5}"#, "wrong-type", "/depth_ft"),
        (
            r#"{"name":"a","inner":{"latitude":{}}}"#,
            "wrong-type",
            "/inner/latitude",
        ),
        (
            r#"{"name":"a","list":[{"latitude":"1"},[]]}"#,
            "wrong-type",
            "/list/1",
        ),
        (r#"{"name":"a","kind":"coal"}"#, "wrong-type", "/kind"),
        (r#"{"name":"a","kind":3}"#, "wrong-type", "/kind"),
        ("[]", "wrong-type", ""),
        ("\"x\"", "wrong-type", ""),
        (r#"{"name":"a"} {"name":"b"}"#, "malformed-json", ""),
        (r#"{"name":"a"}x"#, "malformed-json", ""),
        (r#"{"name":"a""#, "malformed-json", ""),
        (r#"{"name":"a","name":"b"}"#, "malformed-json", "/name"),
        (
            r#"{"name":"a","list":[{"latitude":"1","latitude":"2"}]}"#,
            "malformed-json",
            "/list/0/latitude",
        ),
        (r#"{"name":"a","surprise":[1,]}"#, "malformed-json", "/surprise/1"),
        ("", "malformed-json", ""),
        ("{\"name\":\"\u{1}\"}", "malformed-json", "/name"),
    ];
    for (document, slug, pointer) in cases {
        assert_eq!(fault(document), (slug, pointer.to_owned()), "{document}");
    }
}

#[test]
fn a_malformed_body_names_line_and_column() {
    let problem = parse_value(b"{\n  \"a\": 1,\n  oops\n}").unwrap_err();
    let body = serde_json::to_value(&problem).unwrap();
    assert_eq!((&body["line"], &body["column"]), (&json!(3), &json!(3)));
    assert!(!body["detail"].as_str().unwrap().contains("at line"), "{body}");
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(100_000);
    assert_eq!(
        parse_value(deep.as_bytes()).unwrap_err().kind().slug,
        "malformed-json"
    );
}

#[test]
fn a_good_body_is_read() {
    let row: Row = parse(br#"{"name":"a","kind":"oil_and_gas","depth_ft":null}"#).unwrap();
    assert!(matches!(row.kind, Some(Kind::OilAndGas)));
    assert!(matches!(
        parse::<Row>(br#"{"name":"a","kind":"oil"}"#).unwrap().kind,
        Some(Kind::Oil)
    ));
}

#[test]
fn not_utf8_is_malformed() {
    assert_eq!(
        parse_value(b"{\"a\":\"\xff\"}").unwrap_err().kind().slug,
        "malformed-json"
    );
}

#[test]
fn a_sentence_names_the_field_and_quotes_little_of_a_long_text() {
    let said = |document: &str| {
        let problem = parse::<Row>(document.as_bytes()).unwrap_err();
        serde_json::to_value(&problem).unwrap()["detail"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        said(r#"{"name":"a","inner":{}}"#),
        "inner.latitude: the field \"latitude\" is required."
    );
    assert_eq!(said("[]"), "The document: an object is expected, not an array.");
    let long = "x".repeat(100_000);
    for document in [
        format!(r#"{{"name":"a","{long}":1}}"#),
        format!(r#"{{"name":"a","kind":"{long}"}}"#),
        format!(r#"{{"name":"a","list":"{long}"}}"#),
        format!(r#"{{"{long}":1,"{long}":2}}"#),
    ] {
        assert!(said(&document).len() < 400, "{}", said(&document).len());
    }
}
