//! Writes the schema of every event as it is today to `domain/schema`; those of older versions stay as they are.
//!
//! `cargo run -p wellflow-domain --features schema --example write_schemas`

use std::error::Error;
use std::path::Path;

use wellflow_domain::schema::event_schemas;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    for event in event_schemas() {
        let folder = root.join(event.kind);
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{}.v{}.json", event.event_type, event.event_version));
        std::fs::write(file, serde_json::to_string_pretty(&event.schema)? + "\n")?;
    }
    Ok(())
}
