//! The worker processes of a run: who has which blocks, who is killed, who takes over.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;

use super::Settings;
use super::plan::World;

/// Blocks a worker has at a time.
const WINDOW: usize = 3;

/// What a worker's process said.
#[derive(Debug)]
pub(crate) enum Said {
    /// A block is answered for good.
    Done { slot: usize, life: u64, block: u64 },
    /// Its output ended.
    Ended { slot: usize, life: u64 },
}

/// A place for a worker; when its process is killed, another takes over its blocks.
struct Slot {
    child: Child,
    stdin: Option<ChildStdin>,
    /// Counts the processes of all slots.
    life: u64,
    blocks: BTreeSet<u64>,
}

pub(crate) struct Crew {
    settings: Settings,
    url: String,
    folder: PathBuf,
    slots: Vec<Slot>,
    lives: u64,
    next: u64,
    last: u64,
    said: mpsc::UnboundedSender<Said>,
    /// Blocks that still wait for one or two workers.
    open: std::collections::HashMap<u64, usize>,
}

impl Crew {
    pub(crate) fn new(
        settings: Settings,
        world: &World,
        url: String,
        folder: PathBuf,
    ) -> (Self, mpsc::UnboundedReceiver<Said>) {
        let (said, hearing) = mpsc::unbounded_channel();
        let crew = Self {
            settings,
            url,
            folder,
            slots: Vec::new(),
            lives: 0,
            next: 0,
            last: world.blocks(),
            said,
            open: std::collections::HashMap::new(),
        };
        (crew, hearing)
    }

    pub(crate) async fn start(&mut self) {
        for slot in 0..self.settings.processes {
            let process = self.spawn(slot);
            self.slots.push(process);
        }
        for slot in 0..self.slots.len() {
            self.hand_out(slot).await;
        }
    }

    /// Takes what a worker said; the number of commands that are done by it, or why it must not have been said.
    pub(crate) async fn hear(&mut self, said: Said) -> Result<u64, String> {
        match said {
            Said::Done { slot, life, block } => {
                if self.slots[slot].life != life || !self.slots[slot].blocks.remove(&block) {
                    return Ok(0);
                }
                let open = self.open.entry(block).or_insert(1);
                *open -= 1;
                let done = *open == 0;
                self.hand_out(slot).await;
                Ok(if done { self.settings.block } else { 0 })
            }
            Said::Ended { slot, life } if self.slots[slot].life == life => {
                let ended = self.slots[slot].child.wait().await;
                let log = std::fs::read_to_string(self.log(life)).unwrap_or_default();
                Err(format!("a worker ended by itself with {ended:?}: {log}"))
            }
            Said::Ended { .. } => Ok(0),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.next == self.last && self.slots.iter().all(|slot| slot.blocks.is_empty())
    }

    /// SIGKILL to a worker; a new process sends everything of its unfinished blocks again.
    pub(crate) async fn replace(&mut self, slot: usize) {
        let unfinished = std::mem::take(&mut self.slots[slot].blocks);
        self.slots[slot].child.kill().await.unwrap();
        self.slots[slot] = self.spawn(slot);
        for block in unfinished {
            self.give(slot, block).await;
        }
        self.hand_out(slot).await;
    }

    /// Lets every worker come to its end.
    pub(crate) async fn dismiss(&mut self) -> Result<(), String> {
        for slot in &mut self.slots {
            drop(slot.stdin.take());
        }
        for slot in &mut self.slots {
            let ended = slot.child.wait().await.unwrap();
            if !ended.success() {
                return Err(format!("a worker ended with {ended}"));
            }
        }
        Ok(())
    }

    /// The journal of every process there was.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        (0..self.lives).map(|life| self.journal(life)).collect()
    }

    /// Gives a worker new blocks; a shared one goes to its neighbour at the same moment.
    async fn hand_out(&mut self, slot: usize) {
        while self.slots[slot].blocks.len() < WINDOW && self.next < self.last {
            let block = self.next;
            self.next += 1;
            let shared = World::is_shared(block) && self.slots.len() > 1;
            self.open.insert(block, if shared { 2 } else { 1 });
            self.give(slot, block).await;
            if shared {
                self.give((slot + 1) % self.slots.len(), block).await;
            }
        }
    }

    async fn give(&mut self, slot: usize, block: u64) {
        let slot = &mut self.slots[slot];
        slot.blocks.insert(block);
        if let Some(stdin) = &mut slot.stdin {
            // A worker that has ended is heard of by its output.
            let _ = stdin.write_all(format!("{block}\n").as_bytes()).await;
        }
    }

    fn journal(&self, life: u64) -> PathBuf {
        self.folder.join(format!("journal-{life}"))
    }

    fn log(&self, life: u64) -> PathBuf {
        self.folder.join(format!("worker-{life}.log"))
    }

    fn spawn(&mut self, slot: usize) -> Slot {
        let life = self.lives;
        self.lives += 1;
        let settings = &self.settings;
        let figures = [
            ("--seed", settings.seed),
            ("--commands", settings.commands),
            ("--block", settings.block),
            ("--organizations", settings.organizations as u64),
            ("--lanes", settings.writers as u64),
            ("--tasks", settings.tasks as u64),
        ];
        let log = std::fs::File::create(self.log(life)).unwrap();
        let mut child = Command::new(&settings.program)
            .arg("worker")
            .args(["--url", &self.url])
            .arg("--journal")
            .arg(self.journal(life))
            .args(
                figures
                    .iter()
                    .flat_map(|(name, figure)| [(*name).to_owned(), figure.to_string()]),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", settings.program.display()));
        let stdin = child.stdin.take();
        let output = child.stdout.take();
        let said = self.said.clone();
        tokio::spawn(async move {
            if let Some(output) = output {
                let mut lines = BufReader::new(output).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    let block = line.strip_prefix("done ").and_then(|block| block.parse().ok());
                    if let Some(block) = block {
                        let _ = said.send(Said::Done { slot, life, block });
                    }
                }
            }
            let _ = said.send(Said::Ended { slot, life });
        });
        Slot {
            child,
            stdin,
            life,
            blocks: BTreeSet::new(),
        }
    }
}
