//! Writes the OpenAPI document of the API to `docs/openapi/query-api.json`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi/query-api.json");
    std::fs::write(file, wellflow_query_api::openapi::document().to_text())
}
