//! Writes the transition table of a well, as the code has it, to `docs/reference/well-transitions.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/well-transitions.md");
    std::fs::write(page, wellflow_domain::well::transitions_page())
}
