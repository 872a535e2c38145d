//! Writes the transition table of an approval policy, as the code has it, to `docs/reference/approval-policy-transitions.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/approval-policy-transitions.md");
    std::fs::write(page, wellflow_domain::approval_policy::transitions_page())
}
