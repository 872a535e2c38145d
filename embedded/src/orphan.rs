//! Servers left behind by an owner that was killed, and pid files left behind by servers that were.
//!
//! Only called under the home's lock, so any server found alive on our data is an orphan. A pid file alone
//! proves nothing: the number may belong to a zombie or, recycled, to a stranger.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::error::EmbeddedError;
use crate::process;

/// Ends the server named in `pid_file` if it is alive on `data`, then removes the file.
pub(crate) fn clear(
    pid_file: &Path,
    data: &Path,
    programs: &[&str],
    steps: &[(Signal, Duration)],
) -> Result<(), EmbeddedError> {
    let Ok(text) = fs::read_to_string(pid_file) else {
        return Ok(());
    };
    let pid = text
        .lines()
        .next()
        .and_then(|line| line.trim().parse::<u32>().ok());
    if let Some(pid) = pid.filter(|pid| is_alive_on(*pid, data, programs)) {
        tracing::warn!(pid, data = %data.display(), "a server was left behind by a killed owner: ending it");
        let ended = steps.iter().any(|(step, limit)| {
            process::signal(pid, *step);
            until_gone(pid, data, programs, *limit)
        });
        if !ended {
            return Err(EmbeddedError::OrphanStays {
                pid,
                data: data.to_path_buf(),
            });
        }
    }
    match fs::remove_file(pid_file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(EmbeddedError::io(format!("remove {}", pid_file.display()))(error))
        }
        _ => Ok(()),
    }
}

fn until_gone(pid: u32, data: &Path, programs: &[&str], limit: Duration) -> bool {
    let deadline = Instant::now() + limit;
    while is_alive_on(pid, data, programs) {
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(3));
    }
    true
}

/// Whether `pid` is one of `programs` and works on `data`.
pub(crate) fn is_alive_on(pid: u32, data: &Path, programs: &[&str]) -> bool {
    if cfg!(target_os = "linux") {
        seen_in_proc(pid, data, programs)
    } else {
        seen_by_ps(pid, data, programs)
    }
}

fn seen_in_proc(pid: u32, data: &Path, programs: &[&str]) -> bool {
    let proc = Path::new("/proc").join(pid.to_string());
    let Ok(stat) = fs::read_to_string(proc.join("stat")) else {
        return false;
    };
    // "pid (comm) state ...", where comm itself may hold parentheses.
    let Some((head, tail)) = stat.rsplit_once(')') else {
        return false;
    };
    let comm = head.split_once('(').map_or("", |(_, comm)| comm);
    let dead = matches!(tail.trim_start().chars().next(), None | Some('Z' | 'X'));
    if dead || !programs.contains(&comm) {
        return false;
    }
    if let Ok(cwd) = fs::read_link(proc.join("cwd")) {
        return fs::canonicalize(data).is_ok_and(|data| data == cwd);
    }
    // Root in a container may not look at another user's cwd; the command line is open to all.
    let line = fs::read(proc.join("cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0)
        .any(|argument| argument == data.as_os_str().as_encoded_bytes())
}

fn seen_by_ps(pid: u32, data: &Path, programs: &[&str]) -> bool {
    let Ok(output) = Command::new("ps")
        .args(["-o", "stat=,command=", "-p", &pid.to_string()])
        .output()
    else {
        return false;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let text = text.trim();
    !text.is_empty()
        && !text.starts_with('Z')
        && programs.iter().any(|program| text.contains(program))
        && text.contains(&*data.to_string_lossy())
}
