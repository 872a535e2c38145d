//! Writes the page of all tasks, as the code and the tests' examples have them, to `docs/reference/tasks.md`.

use std::path::Path;

#[path = "../tests/api/examples.rs"]
mod examples;
#[path = "../tests/api/page.rs"]
mod page;

fn main() -> std::io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference/tasks.md");
    std::fs::write(file, page::page())
}
