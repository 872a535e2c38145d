//! A proxy between a client and a test's Redis: it can be slow, hold back what is put, or cut everybody off.

#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part, and a test stops at the first surprise"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use wellflow_testkit::TestRedis;

/// What the proxy does to what passes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Manner {
    /// How long everything takes from the client to Redis.
    pub delay: Duration,
    /// Scripts are held back; whatever follows them waits.
    pub holds_scripts: bool,
    /// Raised to cut everybody off.
    pub cuts: u64,
}

pub struct Between {
    address: String,
    manner: watch::Sender<Manner>,
    /// How often a script was held back.
    held: watch::Receiver<u64>,
    accepting: JoinHandle<()>,
}

impl Between {
    pub async fn start(redis: &TestRedis) -> Self {
        let socket = PathBuf::from(redis.url().trim_start_matches("redis+unix://"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("redis://{}", listener.local_addr().unwrap());
        let (manner, _) = watch::channel(Manner::default());
        let (holding, held) = watch::channel(0);
        let (told, holding) = (manner.clone(), Arc::new(holding));
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A Redis that is down takes nobody.
                if let Ok(server) = UnixStream::connect(&socket).await {
                    tokio::spawn(pass(client, server, told.subscribe(), Arc::clone(&holding)));
                }
            }
        });
        Self {
            address,
            manner,
            held,
            accepting,
        }
    }

    pub fn url(&self) -> &str {
        &self.address
    }

    pub fn slow(&self, delay: Duration) {
        self.manner.send_modify(|manner| manner.delay = delay);
    }

    pub fn hold_scripts(&self, holds: bool) {
        self.manner.send_modify(|manner| manner.holds_scripts = holds);
    }

    pub fn cut(&self) {
        self.manner.send_modify(|manner| manner.cuts += 1);
    }

    /// How often a script was held back so far.
    pub fn held(&self) -> u64 {
        *self.held.borrow()
    }

    /// Waits until a script is held back that was not before.
    pub async fn holds_another(&self, before: u64) {
        let mut held = self.held.clone();
        held.wait_for(|held| *held > before).await.unwrap();
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn pass(
    client: TcpStream,
    server: UnixStream,
    mut manner: watch::Receiver<Manner>,
    holding: Arc<watch::Sender<u64>>,
) {
    let cuts = manner.borrow().cuts;
    let mut cut = manner.clone();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let Ok(read @ 1..) = from_client.read(&mut buffer).await else {
                return;
            };
            let is_script = buffer[..read].windows(4).any(|word| word == b"EVAL");
            if is_script && manner.borrow().holds_scripts {
                holding.send_modify(|held| *held += 1);
                if manner.wait_for(|manner| !manner.holds_scripts).await.is_err() {
                    return;
                }
            }
            let delay = manner.borrow().delay;
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            if to_server.write_all(&buffer[..read]).await.is_err() {
                return;
            }
        }
    };
    let back = async {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    };
    tokio::select! {
        () = there => {}
        () = back => {}
        _ = cut.wait_for(|manner| manner.cuts != cuts) => {}
    }
}
