//! What is done to files on their way into the cache of fetched packages.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

/// Creates the cache directory with every missing directory above it open to the server's user.
pub(crate) fn make_traversable(cache: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("create {}: {error}", cache.display());
    let missing: Vec<&Path> = cache
        .ancestors()
        .take_while(|directory| !directory.exists())
        .collect();
    for directory in missing.into_iter().rev() {
        fs::create_dir(directory).map_err(failed)?;
        fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).map_err(failed)?;
    }
    Ok(())
}

/// Makes a tree readable (and its programs runnable) by all, whatever the umask was.
pub(crate) fn open_to_readers(path: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if found.is_symlink() {
        return Ok(());
    }
    let mode = found.permissions().mode();
    let programs = path.parent().is_some_and(|parent| parent.ends_with("bin"));
    let open = if found.is_dir() || programs || mode & 0o100 != 0 {
        0o755
    } else {
        0o644
    };
    fs::set_permissions(path, fs::Permissions::from_mode(open))?;
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            open_to_readers(&entry?.path())?;
        }
    }
    Ok(())
}

/// Makes the links listed in `pg-symlinks.json`, which a tarball of npm cannot hold.
pub(crate) fn hydrate(package: &Path) -> Result<(), String> {
    let list = package.join("native/pg-symlinks.json");
    let bytes = fs::read(&list).map_err(|error| format!("read {}: {error}", list.display()))?;
    let links: Vec<serde_json::Value> =
        serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", list.display()))?;
    for link in &links {
        let field = |name: &str| {
            let inside = |path: &&str| path.starts_with("native/") && !path.contains("..");
            link[name]
                .as_str()
                .filter(inside)
                .ok_or_else(|| format!("{}: bad {name}", list.display()))
        };
        let (source, target) = (Path::new(field("source")?), package.join(field("target")?));
        // Both lie in the same folder or the list is not what it was when it was pinned.
        let name = source
            .file_name()
            .ok_or_else(|| format!("{}: bad source", list.display()))?;
        if target.parent() != package.join(source).parent() {
            return Err(format!(
                "{}: {} links out of its folder",
                list.display(),
                target.display()
            ));
        }
        let _ = fs::remove_file(&target);
        symlink(name, &target).map_err(|error| format!("link {}: {error}", target.display()))?;
    }
    Ok(())
}
