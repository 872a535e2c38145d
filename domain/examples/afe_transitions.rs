//! Writes the transition table of an AFE, as the code has it, to `docs/reference/afe-transitions.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/afe-transitions.md");
    std::fs::write(page, wellflow_domain::afe::transitions_page())
}
