//! Writes the transition table of a deck, as the code has it, to `docs/reference/division-of-interest-transitions.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/division-of-interest-transitions.md");
    std::fs::write(page, wellflow_domain::division_of_interest::transitions_page())
}
