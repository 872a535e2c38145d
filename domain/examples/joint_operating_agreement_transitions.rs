//! Writes the transition table of an operating agreement, as the code has it, to `docs/reference/joint-operating-agreement-transitions.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/reference/joint-operating-agreement-transitions.md");
    std::fs::write(
        page,
        wellflow_domain::joint_operating_agreement::transitions_page(),
    )
}
