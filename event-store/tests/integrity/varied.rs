//! A ledger with a bit of everything, and everything that looks at it.

use std::collections::BTreeSet;

use futures::future::join_all;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::{
    Catalogue, CommandRequest, LedgerKey, LedgerReader, Metadata, Place, SignedCheckpoint, Verifier,
    organization,
};
use wellflow_runtime::Tenant;

use crate::tank::{self, Store, Tank, TankCommand, day};

/// Two organizations with events of every kind, a checkpoint of each, and a copy of every table.
pub(crate) struct Varied {
    pub(crate) store: Store,
    pub(crate) admin: Client,
    register: Mutex<Client>,
    pub(crate) other: Tenant,
    pub(crate) verifier: Verifier,
    pub(crate) key: LedgerKey,
    pub(crate) signed: Vec<SignedCheckpoint>,
}

/// Something that was found: the table it is in, `checkpoint` for what only a checkpoint shows, and in words.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) table: String,
    pub(crate) position: Option<i64>,
    pub(crate) words: String,
}

impl Varied {
    pub(crate) async fn new() -> Self {
        let store = tank::store().await;
        let other = store.database.organization("other").await;
        fill(&store, &store.tenant).await;
        fill(&store, &other).await;
        let admin = store.database.admin().await;
        let pool = store.database.pool("wellflow_projector", 4).await;
        let verifier = Verifier::new(LedgerReader::new(pool), Catalogue::default().with::<Tank>(), 3);
        let mut varied = Self {
            register: Mutex::new(store.database.admin().await),
            store,
            admin,
            other,
            verifier,
            key: LedgerKey::generate().unwrap(),
            signed: Vec::new(),
        };
        for tenant in varied.tenants() {
            let signed = varied.sign(&tenant, None).await;
            varied.signed.push(signed);
        }
        varied
    }

    pub(crate) fn tenants(&self) -> [Tenant; 2] {
        [self.store.tenant.clone(), self.other.clone()]
    }

    /// A signed checkpoint of what an organization's ledger holds now.
    pub(crate) async fn sign(
        &self,
        tenant: &Tenant,
        previous: Option<&SignedCheckpoint>,
    ) -> SignedCheckpoint {
        let made = self
            .verifier
            .checkpoint(tenant, previous, |_, _| {})
            .await
            .unwrap()
            .unwrap();
        let text = made.sign(&self.key).unwrap();
        SignedCheckpoint::open(&text, &self.key.public_key()).unwrap()
    }

    /// Everything that is found wrong.
    pub(crate) async fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .verifier
            .strays(&BTreeSet::new())
            .await
            .unwrap()
            .iter()
            .map(finding)
            .collect();
        for (tenant, signed) in self.tenants().iter().zip(&self.signed) {
            let checkpoints = [signed.checkpoint.clone()];
            let held = self.verifier.hold(tenant, &checkpoints, |_, _| {}).await.unwrap();
            findings.extend(held.verdict.as_ref().err().map(finding));
            findings.extend(
                held.checkpoints
                    .into_iter()
                    .filter_map(Result::err)
                    .map(|unproven| Finding {
                        table: "checkpoint".to_owned(),
                        position: None,
                        words: unproven.to_string(),
                    }),
            );
        }
        // Entries that cannot even be read are found as well.
        let log = organization::verify_log(&mut *self.register.lock().await).await;
        let log = log.map_err(|error| error.to_string());
        let broken = log.map(|log| log.map_err(|broken| broken.reason));
        findings.extend(broken.and_then(|log| log.map(|_| ())).err().map(|words| Finding {
            table: "organization_log".to_owned(),
            position: None,
            words,
        }));
        findings
    }
}

fn finding(broken: &wellflow_event_store::Broken) -> Finding {
    let (table, position) = match &broken.place {
        Place::Position(position) => ("events", Some(*position)),
        Place::Commit { .. } => ("commits", None),
        Place::Row { table, .. } => (*table, None),
    };
    Finding {
        table: table.to_owned(),
        position,
        words: broken.to_string(),
    }
}

/// Claims that were given up and taken again, superseded events, commands that came to nothing, alone and in company,
/// events that are published as they are, in another form and not at all, and snapshots.
async fn fill(store: &Store, tenant: &Tenant) {
    let run = async |key: String, id: Uuid, command: TankCommand| {
        let request = CommandRequest {
            fingerprint: Sha256::digest(&key).into(),
            reported_at: key.len().is_multiple_of(2).then(|| day(key.len() as i64)),
            metadata: Metadata {
                request_id: Some(key.clone()),
                ..tank::request(tenant, &key).metadata
            },
            ..tank::request(tenant, &key)
        };
        store
            .executor
            .execute::<Tank>(&request, id, command)
            .await
            .unwrap()
    };
    let tanks: Vec<Uuid> = (0..5).map(|_| Uuid::now_v7()).collect();
    let number = |n: usize| (n != 3).then(|| format!("T-{n}"));
    join_all(
        tanks
            .iter()
            .enumerate()
            .map(|(n, id)| run(format!("build {n}"), *id, TankCommand::Build(day(0), number(n)))),
    )
    .await;
    let mut filled = Vec::new();
    for round in 1..4 {
        let fills = tanks.iter().enumerate().map(|(n, id)| {
            // Every fourth comes to nothing.
            let bbl = i64::from((n + round) % 4 != 0) * 10;
            let command = TankCommand::Fill(day(round as i64), bbl, format!("by gauger {n}"));
            run(format!("fill {n} {round}"), *id, command)
        });
        filled.push(join_all(fills).await);
    }
    run(
        "nothing".to_owned(),
        tanks[0],
        TankCommand::Fill(day(5), 0, String::new()),
    )
    .await;
    for (n, id) in tanks.iter().enumerate() {
        run(format!("drain {n}"), *id, TankCommand::Drain(day(4), 5)).await;
    }
    let first = filled
        .iter()
        .map(|round| &round[0])
        .find(|done| !done.event_ids.is_empty())
        .unwrap();
    let correct = TankCommand::CorrectFill(day(1), 11, first.event_ids[0]);
    run("correct".to_owned(), tanks[0], correct).await;
    run("sell".to_owned(), tanks[1], TankCommand::Sell(day(6))).await;
    run(
        "build again".to_owned(),
        Uuid::now_v7(),
        TankCommand::Build(day(7), number(1)),
    )
    .await;
    run(
        "late nothing".to_owned(),
        tanks[2],
        TankCommand::Fill(day(8), 0, String::new()),
    )
    .await;
    for (n, state_version) in [(0, 1), (2, 1), (3, 7)] {
        snapshot(store, tenant, tanks[n], state_version).await;
    }
}

/// Saves snapshots of a tank at its second version and at its newest.
async fn snapshot(store: &Store, tenant: &Tenant, id: Uuid, state_version: i32) {
    let client = store.database.client("wellflow_command").await;
    let organization = tenant.organization_id().to_string();
    let scope = "SELECT set_config('app.current_organization_id', $1, false)";
    client.query(scope, &[&organization]).await.unwrap();
    let events = store.reader.stream(tenant, "tank", id, 0, 100).await.unwrap();
    for sequence in [2, events.len()] {
        let events = &events[..sequence];
        let folded = wellflow_event_store::fold::<Tank>(events, wellflow_event_store::Point::default());
        let folded = folded.unwrap().unwrap();
        let state = serde_json::to_string(&folded.state).unwrap();
        let save = "SELECT outcome FROM ledger.save_snapshots(ARRAY['tank'], ARRAY[$1::uuid], ARRAY[$2::bigint], \
                    ARRAY[$3::uuid], ARRAY[$4::integer], ARRAY[$5::timestamptz], ARRAY[$6::text], ARRAY['[]'])";
        let event_id = events.last().unwrap().event_id;
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 6] = [
            &id,
            &(sequence as i64),
            &event_id,
            &state_version,
            &folded.effective_at,
            &state,
        ];
        let saved: String = client.query_one(save, &parameters).await.unwrap().get(0);
        assert_eq!(saved, "saved");
    }
}
