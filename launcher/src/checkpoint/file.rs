//! Where checkpoints are written to.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use wellflow_event_store::Checkpoint;

/// A folder, or one file.
#[derive(Debug)]
pub(super) struct Out {
    path: PathBuf,
    is_folder: bool,
}

impl Out {
    /// A path that ends with a separator, or is a folder already, is a folder; it is made where it is missing.
    pub(super) fn new(path: &Path, checkpoints: usize) -> Result<Self> {
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        ensure!(
            is_folder || checkpoints == 1,
            "{checkpoints} checkpoints do not go into the one file {}: name a folder",
            path.display()
        );
        if is_folder {
            fs::create_dir_all(path)
                .with_context(|| format!("the folder {} cannot be made", path.display()))?;
        }
        Ok(Self {
            path: path.to_owned(),
            is_folder,
        })
    }

    /// Writes a checkpoint; in a folder its name says whose it is, how far it goes and of when it is.
    pub(super) fn write(&self, checkpoint: &Checkpoint, text: &str) -> Result<PathBuf> {
        if !self.is_folder {
            return keep(&self.path, text);
        }
        let at = checkpoint.recorded_at.map_or_else(
            || "empty".to_owned(),
            |at| at.format("%Y%m%dT%H%M%S%.6fZ").to_string(),
        );
        let name = format!(
            "{}-{at}-{}.checkpoint.json",
            checkpoint.organization, checkpoint.position
        );
        keep(&self.path.join(name), text)
    }
}

/// Writes a file that was not there; one that holds the same already is left as it is.
pub(super) fn keep(path: &Path, text: &str) -> Result<PathBuf> {
    let shown = path.display();
    let text = format!("{text}\n");
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
            written.with_context(|| format!("{shown} cannot be written"))?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let held = fs::read(path).with_context(|| format!("{shown} cannot be read"))?;
            if held != text.as_bytes() {
                bail!("{shown} exists and holds something else: it is not replaced");
            }
        }
        Err(error) => return Err(error).with_context(|| format!("{shown} cannot be made")),
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once_and_never_replaced() {
        let folder =
            std::env::temp_dir().join(format!("wellflow-checkpoints-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.json");
        assert_eq!(keep(&path, "{}").unwrap(), path);
        assert!(keep(&path, "{}").is_ok(), "the same again changes nothing");
        let refused = keep(&path, "{\"a\":1}").unwrap_err();
        assert!(refused.to_string().contains("not replaced"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "{}\n");
        assert!(Out::new(&path, 2).is_err(), "two do not go into one file");
        assert!(Out::new(&folder, 2).is_ok());
        fs::remove_dir_all(&folder).unwrap();
    }
}
