//! The pages that show the transition tables of leases and owners say what the code does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

fn check(kind: &str, page: &str) {
    let name = format!("../docs/reference/{kind}-transitions.md");
    let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&name)).unwrap();
    assert!(
        committed == page,
        "{name} is not the table of the code. Run the example {kind}_transitions, or write:\n\n{page}"
    );
}

#[test]
fn the_page_of_a_lease_is_the_table_of_the_code() {
    check("lease", &wellflow_domain::lease::transitions_page());
}

#[test]
fn the_page_of_an_owner_is_the_table_of_the_code() {
    check("owner", &wellflow_domain::owner::transitions_page());
}
