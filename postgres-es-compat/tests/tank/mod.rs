//! A tank that is built and filled: as a decider of ours, and as an aggregate of cqrs-es' own making.
#![allow(
    dead_code,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone, Utc};
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Pool, Postgres};
use uuid::Uuid;
use wellflow_decider::{ClaimAction, ClaimChange, Decider, Fact, Illegal};
use wellflow_event_store::{Actor, Ledger, LedgerConfig, LedgerReader, Metadata, Source};
use wellflow_runtime::{Shutdown, Tenant};
use wellflow_testkit::TestDatabase;

wellflow_decider::events! {
    /// What happens to a tank.
    pub enum TankEvent {
        TankBuilt = 1,
        TankFilled = 1,
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TankBuilt {
    pub effective_at: DateTime<Utc>,
    pub number: Option<String>,
}
impl Fact for TankBuilt {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn claims(&self) -> Vec<ClaimChange> {
        let key = self.number.iter().cloned();
        key.map(|key| ClaimChange {
            kind: "tank",
            key,
            action: ClaimAction::Claim,
        })
        .collect()
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TankFilled {
    pub effective_at: DateTime<Utc>,
    pub bbl: i64,
}
impl Fact for TankFilled {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tank {
    pub built: bool,
    pub bbl: i64,
}

#[derive(Clone, Debug)]
pub enum TankCommand {
    Build(DateTime<Utc>),
    Fill(DateTime<Utc>, i64),
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("there is no tank, or one already")]
pub struct NotNow;

impl Decider for Tank {
    const KIND: &'static str = "tank";
    const STATE_VERSION: u32 = 1;
    type Command = TankCommand;
    type Event = TankEvent;
    type Error = NotNow;

    fn decided_at(command: &TankCommand) -> Option<DateTime<Utc>> {
        match command {
            TankCommand::Build(at) | TankCommand::Fill(at, _) => Some(*at),
        }
    }

    fn decide(&self, command: TankCommand) -> Result<Vec<TankEvent>, NotNow> {
        match (self.built, command) {
            (false, TankCommand::Build(effective_at)) => {
                let number = None;
                Ok(vec![TankBuilt { effective_at, number }.into()])
            }
            (true, TankCommand::Fill(effective_at, bbl)) => Ok(vec![TankFilled { effective_at, bbl }.into()]),
            _ => Err(NotNow),
        }
    }

    fn evolve(&mut self, event: &TankEvent) -> Result<(), Illegal> {
        match event {
            TankEvent::TankBuilt(_) => self.built = true,
            TankEvent::TankFilled(filled) => self.bbl += filled.bbl,
        }
        Ok(())
    }
}

/// The n-th day of a year that is over.
pub fn day(n: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2020, 1, 1, 0, 0, 0).unwrap() + chrono::Duration::days(n)
}

/// The tank as a program on cqrs-es has it: events as serde derives them, instants under a name of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LegacyEvent {
    Erected {
        on: DateTime<Utc>,
        number: Option<String>,
    },
    Filled {
        on: DateTime<Utc>,
        bbl: i64,
    },
    Painted {
        on: DateTime<Utc>,
        colour: String,
    },
}

impl cqrs_es::DomainEvent for LegacyEvent {
    fn event_type(&self) -> String {
        match self {
            Self::Erected { .. } => "Erected",
            Self::Filled { .. } => "Filled",
            Self::Painted { .. } => "Painted",
        }
        .to_owned()
    }
    fn event_version(&self) -> String {
        "1.0".to_owned()
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Legacy;

impl cqrs_es::Aggregate for Legacy {
    const TYPE: &'static str = "Tank";
    type Command = Vec<LegacyEvent>;
    type Event = LegacyEvent;
    type Error = NotNow;
    type Services = ();

    async fn handle(
        &mut self,
        events: Vec<LegacyEvent>,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), NotNow> {
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, _: LegacyEvent) {}
}

/// A store over a database of its own.
pub struct Store {
    pub database: TestDatabase,
    pub tenant: Tenant,
    pub ledger: Ledger,
    pub reader: LedgerReader,
}

pub async fn store() -> Store {
    let database = TestDatabase::create().await;
    let tenant = database.organization("tanks").await;
    let pool = database.pool("wellflow_command", 8).await;
    let ledger = Ledger::start(&pool, LedgerConfig::default(), &Shutdown::new());
    Store {
        tenant,
        ledger,
        reader: LedgerReader::new(pool),
        database,
    }
}

pub fn metadata(context: &[(&str, &str)]) -> Metadata {
    Metadata {
        actor: Actor {
            subject: "tester".to_owned(),
            role: "owner".to_owned(),
        },
        correlation_id: Uuid::nil(),
        causation_id: Some(Uuid::max()),
        source: Source::Api,
        request_id: Some("r-1".to_owned()),
        context: context
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    }
}

/// A pool of sqlx, as postgres-es wants it; with an organization, every connection names it.
pub async fn sqlx_pool(database: &TestDatabase, role: &str, tenant: Option<&Tenant>) -> Pool<Postgres> {
    let mut options: PgConnectOptions = database.url(role).parse().unwrap();
    if let Some(tenant) = tenant {
        let id = tenant.organization_id().to_string();
        options = options.options([
            ("app.current_organization_id", id.as_str()),
            ("search_path", "postgres_es"),
        ]);
    }
    PgPoolOptions::new()
        .max_connections(2)
        .connect_with(options)
        .await
        .unwrap()
}
