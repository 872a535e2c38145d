//! The pages that show the transition tables of AFEs, agreements and approval policies say what the code does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

fn check(page: &str, example: &str, made: &str) {
    let name = format!("../docs/reference/{page}-transitions.md");
    let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&name)).unwrap();
    assert!(
        committed == made,
        "{name} is not the table of the code. Run the example {example}_transitions, or write:\n\n{made}"
    );
}

#[test]
fn the_page_of_an_afe_is_the_table_of_the_code() {
    check("afe", "afe", &wellflow_domain::afe::transitions_page());
}

#[test]
fn the_page_of_an_agreement_is_the_table_of_the_code() {
    let made = wellflow_domain::joint_operating_agreement::transitions_page();
    check("joint-operating-agreement", "joint_operating_agreement", &made);
}

#[test]
fn the_page_of_an_approval_policy_is_the_table_of_the_code() {
    let made = wellflow_domain::approval_policy::transitions_page();
    check("approval-policy", "approval_policy", &made);
}
