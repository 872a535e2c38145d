use std::sync::LazyLock;

use serde_json::json;

use super::super::shapes;
use super::*;

static SIZES: LazyLock<Sizes> = LazyLock::new(|| shapes::schema().unwrap().1);

fn code(query: &str) -> Option<u16> {
    code_with(query, &json!({}))
}

fn code_with(query: &str, variables: &serde_json::Value) -> Option<u16> {
    let variables = Variables::from_json(variables.clone());
    settle(&mut Request::new(query).variables(variables), &SIZES)
        .err()
        .map(|refused| refused.status())
}

/// Fields of the same kind, each under a name of its own.
fn aliases(number: usize, field: &str) -> String {
    (0..number).map(|nth| format!("f{nth}: {field} ")).collect()
}

/// Fragments of which each spreads the next twice.
fn doubling(number: usize, on: &str, last: &str) -> String {
    let fragments = (0..number).map(|nth| format!("fragment f{nth} on {on} {{ ...f{0} ...f{0} }} ", nth + 1));
    fragments.collect::<String>() + &format!("fragment f{number} on {on} {{ {last} }}")
}

/// What tools ask of a schema: everything, and the types of types down to the ninth.
fn of_tools() -> String {
    let types = (0..9).fold("kind name".to_owned(), |of, _| {
        format!("kind name ofType {{ {of} }}")
    });
    format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }}
           subscriptionType {{ name kind }} types {{ ...FullType }}
           directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
           fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
             type {{ ...TypeRef }} isDeprecated deprecationReason }}
           inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
           enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
           possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }}
         fragment TypeRef on __Type {{ {types} }}"
    )
}

#[test]
fn a_page_costs_what_is_asked_for() {
    let query =
        "query($first: Int) { wells(first: $first) { nodes { wellId name status tests(first: 10) } } }";
    assert_eq!(code_with(query, &json!({"first": 100})), None);
    assert_eq!(code_with(query, &json!({"first": 5_000})), Some(422));
    assert_eq!(code("{ wells(first: 400) { nodes { wellId name } } }"), None);
    assert_eq!(
        code(&format!("{{ {} }}", aliases(300, "afeBoard { total }"))),
        Some(422)
    );
}

#[test]
fn the_name_of_a_type_costs_as_any_field_does() {
    let query = |number| {
        format!(
            "{{ wells(first: 500) {{ nodes {{ {} }} }} }}",
            aliases(number, "__typename")
        )
    };
    assert_eq!(code(&query(40)), None);
    assert_eq!(code(&query(60)), Some(422));
    assert_eq!(code("{ __typename }"), None);
}

#[test]
fn lists_told_whole_are_taken_to_have_several_things() {
    let title = |number| {
        let tracts = aliases(number, "tracts { tractId description }");
        format!("{{ leaseTitle(leaseId: \"1\") {{ {tracts} }} }}")
    };
    assert_eq!(code(&title(200)), None);
    // With each of them one thing, it would cost a quarter of what it may.
    assert_eq!(code(&title(1_500)), Some(422));
}

#[test]
fn every_link_is_a_question_and_so_is_one_of_the_root_within_a_fragment() {
    let links = |number, link: &str| {
        format!(
            "{{ wells(first: 1) {{ nodes {{ {} }} }} }}",
            aliases(number, link)
        )
    };
    for link in [
        "wellboreDetails { apiNumber }",
        "completionDetails { name }",
        "tests(first: 1)",
        "production(from: \"2024-01\", to: \"2024-01\") { total { oilBbl } }",
    ] {
        assert_eq!(code(&links(200, link)), None, "{link}");
        assert_eq!(code(&links(250, link)), Some(422), "{link}");
    }
    let board = aliases(300, "afeBoard { total }");
    for query in [
        format!("{{ ...a }} fragment a on Query {{ {board} }}"),
        format!("{{ ... on Query {{ {board} }} }}"),
    ] {
        assert_eq!(code(&query), Some(422));
    }
}

#[test]
fn production_costs_the_months_it_is_asked_for() {
    let query = |first: u32, months: &str| {
        format!("{{ wells(first: {first}) {{ nodes {{ production{months} {{ total {{ oilBbl }} }} }} }} }}")
    };
    let named = "(from: \"2000-01\", to: \"2024-12\")";
    assert_eq!(code(&query(80, named)), None);
    assert_eq!(code(&query(100, named)), Some(422));
    assert_eq!(code(&query(500, "(from: \"2024-01\", to: \"2024-12\")")), None);
    assert_eq!(code(&query(300, "")), None);
    assert_eq!(code(&query(500, "")), Some(422));
    let months = "query($to: String) { wells(first: 50) { nodes { production(from: \"2000-01\", to: $to) { months { month oilBbl } } } } }";
    assert_eq!(code_with(months, &json!({"to": "2003-12"})), None);
    assert_eq!(code_with(months, &json!({"to": "2024-12"})), Some(422));
}

#[test]
fn depth_has_an_end_and_so_have_fragments() {
    let deep = |levels: usize| format!("{}{}", "{ a ".repeat(levels), "}".repeat(levels));
    assert_eq!(code(&deep(10)), None);
    assert_eq!(code(&deep(11)), Some(422));
    let circle = "fragment a on Query { ...b } fragment b on Query { ...a }";
    assert_eq!(code(&format!("{{ ...a }} {circle}")), Some(422));
    // Nothing spreads them.
    assert_eq!(code(&format!("{{ __typename }} {circle}")), Some(422));
    let itself = "fragment a on __Type { name ofType { ...a } }";
    assert_eq!(code(&format!("{{ __typename }} {itself}")), Some(422));
    assert_eq!(code("{ wells"), Some(400));
}

#[test]
fn what_tools_ask_of_the_schema_is_allowed() {
    assert_eq!(code(&of_tools()), None);
    assert_eq!(code("{ __schema { types { name } } }"), None);
    assert_eq!(
        code("{ __type(name: \"Well\") { fields { name type { name } } } }"),
        None
    );
}

#[test]
fn what_is_asked_of_the_schema_has_an_end() {
    let levels = |levels: usize| {
        format!(
            "{}{}",
            "fields { type { ".repeat(levels),
            "name } }".repeat(levels)
        )
    };
    for query in [
        format!(
            "{{ __schema {{ ...f0 }} }} {}",
            doubling(30, "__Schema", "description")
        ),
        format!(
            "{{ __schema {{ ...f0 }} }} {}",
            doubling(14, "__Schema", "description")
        ),
        format!("{{ __typename }} {}", doubling(14, "__Schema", "description")),
        format!(
            "{{ __type(name: \"Well\") {{ ...f0 }} }} {}",
            doubling(14, "__Type", "name")
        ),
        format!(
            "{{ {} }}",
            aliases(
                20,
                "__schema { types { fields { name description args { name } } } }"
            )
        ),
        format!(
            "{{ {} }}",
            aliases(1_000, "__type(name: \"Well\") { fields { name description } }")
        ),
        format!(
            "{{ __schema {{ types {{ {} }} }} }}",
            aliases(200, "fields { name }")
        ),
        format!("{{ __schema {{ types {{ {} }} }} }}", levels(4)),
        format!(
            "{{ __type(name: \"Well\") {{ {} }} }}",
            "ofType { ".repeat(25) + "name" + &" }".repeat(25)
        ),
    ] {
        assert_eq!(code(&query), Some(422), "{query}");
    }
}

#[test]
fn a_query_has_as_many_words_as_it_may_have() {
    for query in [
        format!("{{ a({}) }}", "b: 1 ".repeat(33)),
        format!("{{ a {} }}", "@skip(if: true) ".repeat(5_000)),
        format!("query({}) {{ a }}", "$a: Int ".repeat(5_000)),
        (0..300)
            .map(|nth| format!("query q{nth} {{ ...a }} "))
            .collect::<String>()
            + &format!("fragment a on Query {{ {} }}", "b { c } ".repeat(20)),
    ] {
        assert_eq!(code(&query), Some(422), "{}", &query[..60]);
    }
    let brackets = format!("{{ a(b: {}", "[".repeat(60_000));
    assert_eq!(code(&brackets), Some(422));
}
