//! As whom a server runs. PostgreSQL refuses uid 0, so root drops to somebody else; anybody else stays.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::error::EmbeddedError;

/// The user a server is dropped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunAs {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) name: String,
}

/// Whether this process is root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// `None` for an ordinary user. For root: the owner of existing data, else `postgres`, else `nobody`.
pub(crate) fn choose(data: Option<&Path>) -> Result<Option<RunAs>, EmbeddedError> {
    if !is_root() {
        return Ok(None);
    }
    if !may_become_another() {
        return Err(EmbeddedError::MayNotDropRoot {
            program: "A private server".to_owned(),
        });
    }
    let passwd = fs::read_to_string("/etc/passwd").map_err(EmbeddedError::io("read /etc/passwd"))?;
    let users = || passwd.lines().filter_map(parse);
    let owner = data
        .and_then(|data| fs::metadata(data).ok())
        .map(|found| (found.uid(), found.gid()));
    if let Some((uid, gid)) = owner.filter(|(uid, _)| *uid != 0) {
        let name = users()
            .find(|user| user.uid == uid)
            .map_or_else(|| uid.to_string(), |user| user.name);
        return Ok(Some(RunAs { uid, gid, name }));
    }
    for wanted in ["postgres", "nobody"] {
        if let Some(user) = users().find(|user| user.name == wanted && user.uid != 0) {
            return Ok(Some(user));
        }
    }
    Err(EmbeddedError::NoServerUser)
}

/// Whether root's capabilities let it set uid and gid; a hardened container may have taken them away.
fn may_become_another() -> bool {
    const SETGID_AND_SETUID: u64 = 1 << 6 | 1 << 7;
    // Where there is no /proc there are no capabilities either.
    let Ok(status) = fs::read_to_string("/proc/self/status") else {
        return true;
    };
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    effective
        .and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok())
        .is_none_or(|bits| bits & SETGID_AND_SETUID == SETGID_AND_SETUID)
}

/// One line of passwd(5): `name:password:uid:gid:...`.
fn parse(line: &str) -> Option<RunAs> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(RunAs { uid, gid, name })
}

/// The first directory on the way to `path` that the server's user may not enter, `path` itself included.
///
/// Supplementary groups do not count: a server is started without any.
pub(crate) fn blocked_at(path: &Path, run_as: Option<&RunAs>) -> Option<PathBuf> {
    let run_as = run_as?;
    let mut ancestors: Vec<&Path> = path.ancestors().collect();
    ancestors.reverse();
    ancestors
        .into_iter()
        .find(|directory| {
            fs::metadata(directory).is_ok_and(|found| {
                let mode = found.permissions().mode();
                let enter = if found.uid() == run_as.uid {
                    0o100
                } else if found.gid() == run_as.gid {
                    0o010
                } else {
                    0o001
                };
                mode & enter == 0
            })
        })
        .map(Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_passwd_lines_and_passes_over_others() {
        let user =
            parse("postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash").unwrap();
        assert_eq!((user.uid, user.gid, user.name.as_str()), (101, 104, "postgres"));
        assert_eq!(parse("# a comment"), None);
        assert_eq!(parse("broken:x:abc:1"), None);
    }

    #[test]
    fn finds_the_directory_that_bars_the_way() {
        let base = std::env::temp_dir().join(format!("wf-identity-{}", std::process::id()));
        let inner = base.join("closed/inner");
        fs::create_dir_all(&inner).unwrap();
        fs::set_permissions(&base, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(base.join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
        // Nobody has this uid, so only the permission for others counts.
        let stranger = RunAs {
            uid: 54_321,
            gid: 54_321,
            name: "stranger".to_owned(),
        };
        assert_eq!(blocked_at(&inner, Some(&stranger)), Some(base.join("closed")));
        fs::set_permissions(base.join("closed"), fs::Permissions::from_mode(0o711)).unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o711)).unwrap();
        assert_eq!(blocked_at(&inner, Some(&stranger)), None);
        assert_eq!(blocked_at(&inner, None), None);
        fs::remove_dir_all(&base).unwrap();
    }
}
