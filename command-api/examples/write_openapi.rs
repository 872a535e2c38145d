//! Writes the OpenAPI document of the API, with the tests' examples, to `docs/openapi/command-api.json`.

use std::path::Path;

#[path = "../tests/api/examples.rs"]
mod examples;

fn main() -> std::io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi/command-api.json");
    let document = wellflow_command_api::openapi::document(examples::example);
    std::fs::write(file, document.to_text())
}
