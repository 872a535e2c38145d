//! Writes the transition table of an owner, as the code has it, to `docs/reference/owner-transitions.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/owner-transitions.md");
    std::fs::write(page, wellflow_domain::owner::transitions_page())
}
