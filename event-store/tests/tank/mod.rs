//! A small decider to try the store with: a tank that is built, filled, drained and sold.
#![allow(
    dead_code,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]

use std::time::Duration;

use chrono::{DateTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{ClaimAction, ClaimChange, Decider, Fact, Illegal};
use wellflow_event_store::{
    Actor, CommandRequest, Executor, Ledger, LedgerConfig, LedgerReader, Metadata, Source, command_id,
};
use wellflow_runtime::{Shutdown, Tenant};
use wellflow_testkit::TestDatabase;

wellflow_decider::events! {
    /// What happens to a tank.
    pub enum TankEvent {
        TankBuilt = 1,
        TankFilled = 1,
        TankDrained = 1,
        FillCorrected = 1,
        TankSold = 1,
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TankBuilt {
    pub effective_at: DateTime<Utc>,
    pub number: Option<String>,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TankFilled {
    pub effective_at: DateTime<Utc>,
    pub bbl: i64,
    pub note: String,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TankDrained {
    pub effective_at: DateTime<Utc>,
    pub bbl: i64,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FillCorrected {
    pub effective_at: DateTime<Utc>,
    pub bbl: i64,
    pub corrects: Uuid,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TankSold {
    pub effective_at: DateTime<Utc>,
    pub number: Option<String>,
}

fn claim(number: Option<&String>, action: ClaimAction) -> Vec<ClaimChange> {
    number
        .map(|key| ClaimChange {
            kind: "tank",
            key: key.clone(),
            action,
        })
        .into_iter()
        .collect()
}

impl Fact for TankBuilt {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn claims(&self) -> Vec<ClaimChange> {
        claim(self.number.as_ref(), ClaimAction::Claim)
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}
impl Fact for TankFilled {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        Some(Self {
            note: "withheld".to_owned(),
            ..self.clone()
        })
    }
}
impl Fact for TankDrained {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        None
    }
}
impl Fact for FillCorrected {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn supersedes(&self) -> Option<Uuid> {
        Some(self.corrects)
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}
impl Fact for TankSold {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn claims(&self) -> Vec<ClaimChange> {
        claim(self.number.as_ref(), ClaimAction::Release)
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Tank {
    #[default]
    Absent,
    Standing {
        bbl: i64,
        number: Option<String>,
    },
    Sold,
}

#[derive(Clone, Debug)]
pub enum TankCommand {
    Build(DateTime<Utc>, Option<String>),
    Fill(DateTime<Utc>, i64, String),
    Drain(DateTime<Utc>, i64),
    CorrectFill(DateTime<Utc>, i64, Uuid),
    Sell(DateTime<Utc>),
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TankError {
    #[error("the tank stands already")]
    Standing,
    #[error("there is no tank")]
    Absent,
    #[error("{wanted} bbl wanted, {held} bbl held")]
    Short { wanted: i64, held: i64 },
}

impl Decider for Tank {
    const KIND: &'static str = "tank";
    const STATE_VERSION: u32 = 1;
    type Command = TankCommand;
    type Event = TankEvent;
    type Error = TankError;

    fn decided_at(command: &TankCommand) -> Option<DateTime<Utc>> {
        match command {
            TankCommand::Build(at, _)
            | TankCommand::Fill(at, ..)
            | TankCommand::Drain(at, _)
            | TankCommand::CorrectFill(at, ..)
            | TankCommand::Sell(at) => Some(*at),
        }
    }

    fn decide(&self, command: TankCommand) -> Result<Vec<TankEvent>, TankError> {
        match (self, command) {
            (Self::Absent, TankCommand::Build(effective_at, number)) => {
                Ok(vec![TankBuilt { effective_at, number }.into()])
            }
            (Self::Standing { .. } | Self::Sold, TankCommand::Build(..)) => Err(TankError::Standing),
            (Self::Absent | Self::Sold, _) => Err(TankError::Absent),
            (Self::Standing { .. }, TankCommand::Fill(_, 0, _)) => Ok(vec![]),
            (Self::Standing { .. }, TankCommand::Fill(effective_at, bbl, note)) => Ok(vec![
                TankFilled {
                    effective_at,
                    bbl,
                    note,
                }
                .into(),
            ]),
            (Self::Standing { bbl: held, .. }, TankCommand::Drain(_, wanted)) if *held < wanted => {
                Err(TankError::Short { wanted, held: *held })
            }
            (Self::Standing { .. }, TankCommand::Drain(effective_at, bbl)) => {
                Ok(vec![TankDrained { effective_at, bbl }.into()])
            }
            (Self::Standing { .. }, TankCommand::CorrectFill(effective_at, bbl, corrects)) => Ok(vec![
                FillCorrected {
                    effective_at,
                    bbl,
                    corrects,
                }
                .into(),
            ]),
            (Self::Standing { number, .. }, TankCommand::Sell(effective_at)) => Ok(vec![
                TankSold {
                    effective_at,
                    number: number.clone(),
                }
                .into(),
            ]),
        }
    }

    fn evolve(&mut self, event: &TankEvent) -> Result<(), Illegal> {
        match (&mut *self, event) {
            (Self::Absent, TankEvent::TankBuilt(built)) => {
                *self = Self::Standing {
                    bbl: 0,
                    number: built.number.clone(),
                };
            }
            (Self::Standing { bbl, .. }, TankEvent::TankFilled(filled)) => *bbl += filled.bbl,
            (Self::Standing { bbl, .. }, TankEvent::FillCorrected(corrected)) => *bbl += corrected.bbl,
            (Self::Standing { bbl, .. }, TankEvent::TankDrained(drained)) => {
                if *bbl < drained.bbl {
                    return Err(Illegal::new(format!("{} bbl drained of {bbl}", drained.bbl)));
                }
                *bbl -= drained.bbl;
            }
            (Self::Standing { .. }, TankEvent::TankSold(_)) => *self = Self::Sold,
            (Self::Standing { .. } | Self::Sold, TankEvent::TankBuilt(_)) => {
                return Err(Illegal::new("a tank is built once"));
            }
            (Self::Absent | Self::Sold, _) => return Err(Illegal::new("there is no tank")),
        }
        Ok(())
    }
}

/// The n-th day of a year that is over.
pub fn day(n: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2020, 1, 1, 0, 0, 0).unwrap() + chrono::Duration::days(n)
}

/// A store over a database of its own.
pub struct Store {
    pub database: TestDatabase,
    pub tenant: Tenant,
    pub ledger: Ledger,
    pub reader: LedgerReader,
    pub executor: Executor,
    pub shutdown: Shutdown,
}

pub async fn store() -> Store {
    let database = TestDatabase::create().await;
    let tenant = database.organization("tanks").await;
    let (ledger, reader, executor, shutdown) = open(&database).await;
    Store {
        database,
        tenant,
        ledger,
        reader,
        executor,
        shutdown,
    }
}

/// What one process would open.
pub async fn open(database: &TestDatabase) -> (Ledger, LedgerReader, Executor, Shutdown) {
    let shutdown = Shutdown::new();
    let pool = database.pool("wellflow_command", 8).await;
    let ledger = Ledger::start(&pool, LedgerConfig::default(), &shutdown);
    let reader = LedgerReader::new(pool);
    let executor = Executor::new(ledger.clone(), reader.clone());
    (ledger, reader, executor, shutdown)
}

impl Store {
    pub fn request(&self, key: &str) -> CommandRequest {
        request(&self.tenant, key)
    }

    pub async fn run(
        &self,
        key: &str,
        id: Uuid,
        command: TankCommand,
    ) -> Result<wellflow_event_store::Committed, wellflow_event_store::ExecuteError<TankError>> {
        self.executor
            .execute::<Tank>(&self.request(key), id, command)
            .await
    }
}

pub fn request(tenant: &Tenant, key: &str) -> CommandRequest {
    CommandRequest {
        tenant: tenant.clone(),
        command_id: command_id(tenant.organization_id(), "tester", key),
        fingerprint: [7; 32],
        expected_version: None,
        metadata: Metadata {
            actor: Actor {
                subject: "tester".to_owned(),
                role: "owner".to_owned(),
            },
            correlation_id: Uuid::nil(),
            causation_id: None,
            source: Source::Api,
            request_id: None,
            context: std::collections::BTreeMap::new(),
        },
        reported_at: None,
    }
}

pub const DEADLINE: Duration = Duration::from_secs(30);
