//! Child processes that die with their owner.
//!
//! The parent-death signal follows the *thread* that spawned the child, not its process: a server spawned from
//! a pool thread is killed when the pool reaps that thread. So every child is spawned by one thread that
//! never ends.

use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::error::EmbeddedError;
use crate::identity::RunAs;

type Reply = Sender<io::Result<Child>>;

/// A command with nothing of the caller's environment (no `PGDATA`, `PGHOST`, ...), run as the server's user.
pub(crate) fn server_command(program: &Path, run_as: Option<&RunAs>, libraries: Option<&Path>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .env("PATH", "/usr/local/bin:/usr/bin:/bin");
    if let Some(libraries) = libraries {
        command.env("LD_LIBRARY_PATH", libraries);
    }
    if let Some(user) = run_as {
        // std also drops the supplementary groups when root sets a uid.
        command.uid(user.uid).gid(user.gid);
    }
    command.current_dir("/").stdin(Stdio::null());
    command
}

/// Starts `command` so that it receives `on_owner_death` when this process dies, however it dies.
pub(crate) fn spawn(mut command: Command, on_owner_death: Signal) -> io::Result<Child> {
    die_with_owner(&mut command, on_owner_death);
    // Its own group: Ctrl-C on the terminal must not stop a server before the services have drained.
    command.process_group(0);
    let (reply, answer) = channel();
    let nursery = nursery()?
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let gone = || io::Error::other("the thread that spawns servers is gone");
    nursery.send((command, reply)).map_err(|_| gone())?;
    drop(nursery);
    answer.recv().map_err(|_| gone())?
}

/// [`spawn`] for a server, with the one failure users meet explained.
pub(crate) fn spawn_server(
    command: Command,
    on_owner_death: Signal,
    run_as: Option<&RunAs>,
) -> Result<Child, EmbeddedError> {
    let program = command.get_program().display().to_string();
    spawn(command, on_owner_death).map_err(|error| {
        // A seccomp filter can forbid what the capabilities allow.
        if run_as.is_some() && error.raw_os_error() == Some(rustix::io::Errno::PERM.raw_os_error()) {
            return EmbeddedError::MayNotDropRoot { program };
        }
        EmbeddedError::Io {
            what: format!("start {program}"),
            source: error,
        }
    })
}

/// Runs `command` to its end, both outputs together, within `limit`. The status and what it printed.
pub(crate) fn run(mut command: Command, output: &Path, limit: Duration) -> io::Result<(ExitStatus, String)> {
    // A file, not a pipe: nothing has to be drained while waiting.
    let file = std::fs::File::create(output)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file);
    let mut child = spawn(command, Signal::KILL)?;
    let status = match wait(&mut child, limit)? {
        Some(status) => status,
        None => {
            child.kill()?;
            child.wait()?
        }
    };
    Ok((
        status,
        String::from_utf8_lossy(&std::fs::read(output)?).into_owned(),
    ))
}

#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "the parent-death signal can only be set between fork and exec"
)]
fn die_with_owner(command: &mut Command, signal: Signal) {
    let owner = rustix::process::getpid();
    let hook = move || {
        rustix::process::set_parent_process_death_signal(Some(signal))?;
        // The owner may have died before the signal was armed.
        if rustix::process::getppid() == Some(owner) {
            Ok(())
        } else {
            Err(io::ErrorKind::NotConnected.into())
        }
    };
    // SAFETY: the hook makes two system calls and touches neither the heap nor a lock, so it may run in the
    // child of a process with many threads. It runs after std has set the uid, which would clear the signal.
    unsafe { command.pre_exec(hook) };
}

#[cfg(not(target_os = "linux"))]
fn die_with_owner(_: &mut Command, _: Signal) {}

fn nursery() -> io::Result<&'static Mutex<Sender<(Command, Reply)>>> {
    static NURSERY: OnceLock<Mutex<Sender<(Command, Reply)>>> = OnceLock::new();
    if let Some(ready) = NURSERY.get() {
        return Ok(ready);
    }
    let (orders, received) = channel::<(Command, Reply)>();
    thread::Builder::new()
        .name("server-nursery".to_owned())
        .spawn(move || {
            for (mut command, reply) in received {
                let _ = reply.send(command.spawn());
            }
        })?;
    // Of two first callers one thread too many is made; its channel closes and it ends, childless.
    Ok(NURSERY.get_or_init(|| Mutex::new(orders)))
}

/// Sends a signal; a process that is already gone is fine.
pub(crate) fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}

/// Waits for the child's end; `None` when `limit` passed first.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Asks the child to end, by ever ruder signals, and reaps it.
pub(crate) fn end(child: &mut Child, steps: &[(Signal, Duration)]) {
    for (step, limit) in steps {
        if matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            return;
        }
        signal(child.id(), *step);
        if matches!(wait(child, *limit), Ok(Some(_))) {
            return;
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// The first executable called one of `names` in a `PATH`-like list.
pub(crate) fn on_path(path: Option<&OsStr>, names: &[&str]) -> Option<std::path::PathBuf> {
    let directories: Vec<_> = std::env::split_paths(path?).collect();
    names.iter().find_map(|name| {
        directories
            .iter()
            .map(|directory| directory.join(name))
            .find(|program| is_executable(program))
    })
}

pub(crate) fn is_executable(program: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(program).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}
