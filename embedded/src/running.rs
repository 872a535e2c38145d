//! Talking to a private server over its socket: is it ready, and is one running that another process owns?

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::EmbeddedError;
use crate::home::{self, Home, HomeLock};

/// How long a server may stay silent while it starts.
const SILENCE: Duration = Duration::from_secs(60);
/// How long it may keep saying that it is still starting: a crash recovery of a large database.
const RECOVERY: Duration = Duration::from_secs(1800);

pub(crate) const REDIS_SOCKET: &str = "redis.sock";
const POSTGRES_SOCKET: &str = ".s.PGSQL.5432";

/// The private servers that another process of ours runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    postgres: Option<std::path::PathBuf>,
    redis: Option<String>,
    pid: Option<u32>,
}

impl Running {
    /// The URL of the running PostgreSQL, if there is one.
    #[must_use]
    pub fn postgres_url(&self, user: &str, database: &str) -> Option<String> {
        self.postgres
            .as_deref()
            .map(|sockets| postgres_url(sockets, user, database))
    }

    /// The URL of the running Redis, if there is one.
    #[must_use]
    pub fn redis_url(&self) -> Option<&str> {
        self.redis.as_deref()
    }

    /// The owning process, if it is known.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.pid
    }
}

/// The servers of `home` that another process runs and that answer; `None` when neither does.
#[must_use]
pub fn running(home: &Home) -> Option<Running> {
    let sockets = home.socket_dir();
    let postgres_owner = HomeLock::holder(home, "postgres");
    let redis_owner = HomeLock::holder(home, "redis");
    let postgres = postgres_owner
        .filter(|_| matches!(ask_postgres(&sockets), Ok(Answer::Ready)))
        .map(|_| sockets.clone());
    let redis = redis_owner
        .filter(|_| matches!(ask_redis(&sockets), Ok(Answer::Ready)))
        .map(|_| redis_url(&sockets));
    if postgres.is_none() && redis.is_none() {
        return None;
    }
    let pid = postgres_owner.flatten().or(redis_owner.flatten());
    Some(Running { postgres, redis, pid })
}

/// What a starting server says.
pub(crate) enum Answer {
    Ready,
    StillStarting,
}

/// Waits until `ask` finds the server ready, watching that it lives.
pub(crate) fn await_answer(
    child: &mut Child,
    server: &'static str,
    log: &Path,
    ask: impl Fn() -> io::Result<Answer>,
) -> Result<(), EmbeddedError> {
    let started = Instant::now();
    let mut heard = started;
    loop {
        match ask() {
            Ok(Answer::Ready) => return Ok(()),
            Ok(Answer::StillStarting) => heard = Instant::now(),
            Err(_) => {}
        }
        let ended = child
            .try_wait()
            .map_err(EmbeddedError::io(format!("wait for {server}")))?;
        if let Some(status) = ended {
            return Err(EmbeddedError::Ended {
                server,
                status: status.to_string(),
                log: home::log_tail(log),
            });
        }
        if heard.elapsed() > SILENCE || started.elapsed() > RECOVERY {
            let seconds = started.elapsed().as_secs();
            return Err(EmbeddedError::NotReady {
                server,
                seconds,
                log: home::log_tail(log),
            });
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Sends a startup packet as user `postgres` and reads the first byte of the answer.
pub(crate) fn ask_postgres(sockets: &Path) -> io::Result<Answer> {
    let mut stream = connect(&sockets.join(POSTGRES_SOCKET))?;
    let parameters = b"user\0postgres\0database\0postgres\0\0";
    let mut packet = Vec::new();
    let length = u32::try_from(8 + parameters.len()).map_err(io::Error::other)?;
    packet.extend(length.to_be_bytes());
    packet.extend(0x0003_0000_u32.to_be_bytes());
    packet.extend(parameters);
    stream.write_all(&packet)?;
    let mut first = [0];
    stream.read_exact(&mut first)?;
    match first {
        // AuthenticationOk. Part politely, or the log gets a line per question.
        [b'R'] => {
            let _ = stream.write_all(&[b'X', 0, 0, 0, 4]);
            Ok(Answer::Ready)
        }
        // "the database system is starting up"
        _ => Ok(Answer::StillStarting),
    }
}

pub(crate) fn ask_redis(sockets: &Path) -> io::Result<Answer> {
    let mut stream = connect(&sockets.join(REDIS_SOCKET))?;
    stream.write_all(b"PING\r\n")?;
    let mut first = [0];
    stream.read_exact(&mut first)?;
    // "+PONG", or "-LOADING" while the append-only file is read.
    Ok(if first == *b"+" {
        Answer::Ready
    } else {
        Answer::StillStarting
    })
}

fn connect(socket: &Path) -> io::Result<UnixStream> {
    let stream = UnixStream::connect(socket)?;
    let patience = Some(Duration::from_secs(2));
    stream.set_read_timeout(patience)?;
    stream.set_write_timeout(patience)?;
    Ok(stream)
}

pub(crate) fn postgres_url(sockets: &Path, user: &str, database: &str) -> String {
    let host = percent_encode(sockets.as_os_str().as_encoded_bytes());
    let user = percent_encode(user.as_bytes());
    let database = percent_encode(database.as_bytes());
    format!("postgres://{user}@{host}/{database}")
}

pub(crate) fn redis_url(sockets: &Path) -> String {
    format!("redis+unix://{}", sockets.join(REDIS_SOCKET).display())
}

fn percent_encode(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn url_names_the_socket_directory_percent_encoded() {
        let url = postgres_url(Path::new("/var/lib/well flow/s"), "wellflow_query", "wellflow");
        assert_eq!(
            url,
            "postgres://wellflow_query@%2Fvar%2Flib%2Fwell%20flow%2Fs/wellflow"
        );
        let config: tokio_postgres::Config = url.parse().unwrap();
        let host = tokio_postgres::config::Host::Unix("/var/lib/well flow/s".into());
        assert_eq!(config.get_hosts(), [host]);
    }
}
