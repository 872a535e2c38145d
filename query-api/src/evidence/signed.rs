//! Signed checkpoints in a folder, by the names `wellflow checkpoint` gives them:
//! `ORGANIZATION-INSTANT-POSITION.checkpoint.json`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use wellflow_event_store::Checkpoint;
use wellflow_runtime::Tenant;

const ENDING: &str = ".checkpoint.json";

/// A checkpoint that is not empty, with the signed document it stands in.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) at: DateTime<Utc>,
    pub(super) checkpoint: Checkpoint,
    pub(super) text: String,
}

/// The organization's newest. Whether the signature holds is for whoever has the key; here the ledger is held against it.
/// One that cannot be read is passed over and complained of.
pub(super) async fn newest(folder: &Path, tenant: &Tenant) -> Option<Signed> {
    let (folder, organization) = (folder.to_owned(), tenant.organization_id());
    let looked = tokio::task::spawn_blocking(move || {
        let prefix = format!("{organization}-");
        let mut names = match names(&folder, &prefix) {
            Ok(names) => names,
            Err(error) => {
                tracing::error!(folder = %folder.display(), %error, "the checkpoints cannot be looked for");
                return None;
            }
        };
        names.sort_unstable();
        names.into_iter().rev().find_map(|(_, path)| {
            let read = read(&path).map(|signed| {
                let own = signed.checkpoint.organization == organization;
                Some(signed).filter(|_| own)
            });
            read.unwrap_or_else(|reason| {
                tracing::error!(file = %path.display(), reason, "a checkpoint cannot be read");
                None
            })
        })
    });
    looked.await.ok().flatten()
}

/// The files of an organization with their positions.
fn names(folder: &Path, prefix: &str) -> std::io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let position = path
            .file_name()
            .and_then(OsStr::to_str)
            .and_then(|name| name.strip_prefix(prefix)?.strip_suffix(ENDING))
            .and_then(|name| name.rsplit_once('-')?.1.parse().ok());
        found.extend(position.map(|position| (position, path)));
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Signed, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let checkpoint = Checkpoint::unverified(&text).map_err(|error| error.to_string())?;
    let at = checkpoint.recorded_at.ok_or("it is of an empty ledger")?;
    Ok(Signed {
        at,
        checkpoint,
        text: one_line(&text)?,
    })
}

/// A file may be laid out anew; in evidence it is one line.
fn one_line(text: &str) -> Result<String, String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(value.to_string())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn files_are_found_by_organization_and_position() {
        let folder = std::env::temp_dir().join(format!("wellflow-signed-{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        let id = Uuid::from_u128(7);
        for name in [
            format!("{id}-20260101T000000.000001Z-9{ENDING}"),
            format!("{id}-20260201T000000.000001Z-10{ENDING}"),
            format!("{}-20260201T000000.000001Z-11{ENDING}", Uuid::from_u128(8)),
            format!("{id}-20260201T000000.000001Z-12.json"),
            format!("{id}-x{ENDING}"),
        ] {
            std::fs::write(folder.join(name), "{}").unwrap();
        }
        let found = names(&folder, &format!("{id}-"));
        std::fs::remove_dir_all(&folder).unwrap();
        let mut positions: Vec<u64> = found.unwrap().into_iter().map(|(position, _)| position).collect();
        positions.sort_unstable();
        assert_eq!(positions, [9, 10]);
    }
}
