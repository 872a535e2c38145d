//! The repository as the rules see it: paths relative to its root, with their text.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A text file of the project.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the repository's root, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// Number of lines.
    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// Whether the file is a test: under a `tests` folder, or a module named `tests`.
    pub fn is_test(&self) -> bool {
        self.path
            .split('/')
            .any(|part| part == "tests" || part == "tests.rs")
    }

    /// Whether the last part of the path equals `name`.
    pub fn is_named(&self, name: &str) -> bool {
        self.path.rsplit('/').next() == Some(name)
    }
}

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file of the project whose name ends in one of `extensions`, in path order.
///
/// # Errors
/// When a folder or file cannot be read, or a file with one of these extensions is not UTF-8.
pub fn files(extensions: &[&str]) -> io::Result<Vec<SourceFile>> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root, extensions, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(root: &Path, folder: &Path, extensions: &[&str], found: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if name.starts_with('.') || name == "target" {
            continue;
        }
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            walk(root, &path, extensions, found)?;
        } else if extensions
            .iter()
            .any(|extension| name.ends_with(&format!(".{extension}")))
        {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            found.push(SourceFile {
                path: relative.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path)?,
            });
        }
    }
    Ok(())
}
