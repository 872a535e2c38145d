//! The page that shows the transition table of a deck says what the code does.

use std::path::Path;

use wellflow_domain::division_of_interest::transitions_page;

#[test]
fn the_page_is_the_table_of_the_code() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/division-of-interest-transitions.md");
    let committed = std::fs::read_to_string(path).unwrap();
    let page = transitions_page();
    assert!(
        committed == page,
        "docs/reference/division-of-interest-transitions.md is not the table of the code. Run the example \
         division_of_interest_transitions, or write:\n\n{page}"
    );
}
