//! The page that shows the transition table says what the code does.

use std::path::Path;

use wellflow_domain::well::transitions_page;

#[test]
fn the_page_is_the_table_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/well-transitions.md");
    let committed = std::fs::read_to_string(path).unwrap();
    let page = transitions_page();
    assert!(
        committed == page,
        "docs/reference/well-transitions.md is not the table of the code. Run the example well_transitions, or write:\n\n{page}"
    );
}
