//! Writes the transition table of a lease, as the code has it, to `docs/reference/lease-transitions.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/lease-transitions.md");
    std::fs::write(page, wellflow_domain::lease::transitions_page())
}
