//! Redis stopped, flushed, restarted, slow and cut off while wells change and are read: every answer is what held at the
//! position it names, and no client notices more than time.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use redis::AsyncCommands;
use tokio::sync::RwLock;
use uuid::Uuid;
use wellflow_read_model::cache::{INVALIDATION_CHANNEL, keys_of};
use wellflow_testkit::{TestRedis, eventually};

use crate::asked::*;
use crate::between::Between;

/// Wells that change and are read.
const WELLS: usize = 6;
const READERS: usize = 4;
/// How long each fault lasts.
const LASTS: Duration = Duration::from_millis(700);

/// What was written of a well: from which position on it has which version.
type Written = Arc<RwLock<BTreeMap<Uuid, BTreeMap<u64, u64>>>>;

async fn connection(redis: &TestRedis) -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(redis.url()).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

/// The version a well had at a position.
fn version_at(versions: &BTreeMap<u64, u64>, position: u64) -> Option<u64> {
    versions
        .range(..=position)
        .next_back()
        .map(|(_, version)| *version)
}

/// One read: without an error, and not older than it says. Where a position is demanded, not older than that.
async fn read_once(api: &Api, written: &Written, nth: u64, seen: &RwLock<BTreeMap<String, u64>>) {
    let (id, known) = {
        let written = written.read().await;
        let nth = usize::try_from(nth).unwrap() % written.len();
        let (id, versions) = written.iter().nth(nth).unwrap();
        (*id, *versions.keys().next_back().unwrap())
    };
    let path = format!("/wells/{id}");
    let answer = match nth % 3 {
        0 => api.at_least(&path, known).await,
        _ => api.ok(&path).await,
    };
    let (position, version) = (answer.position.unwrap(), answer.body["version"].as_u64().unwrap());
    // Written down after the answer of the ledger: what is read may be newer than that, never older.
    let versions = written.read().await[&id].clone();
    let at_position = version_at(&versions, position);
    assert!(
        at_position.is_none_or(|expected| version >= expected),
        "{answer:?}: version {at_position:?} held there"
    );
    let told = answer.cache.unwrap_or_default();
    assert!(told.starts_with("wellflow-l1; "), "{told}");
    *seen.write().await.entry(told).or_default() += 1;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one load, and one fault after the other")]
async fn whatever_befalls_redis_under_load_no_answer_is_older_than_it_says() {
    let mut redis = TestRedis::start();
    let (queries, projector) = (Between::start(&redis).await, Between::start(&redis).await);
    let api = Arc::new(Api::with_redis_at(queries.url(), projector.url()).await);
    let written = Written::default();
    for nth in 0..WELLS {
        let id = Uuid::now_v7();
        let begun = proposed(id, &format!("Bluebell {nth}"), at("2020-01-01T06:00:00Z"));
        let position = api.field.well(id, 0, &[begun]).await;
        // From now on it is there for everybody.
        api.at_least(&format!("/wells/{id}"), position).await;
        written.write().await.insert(id, BTreeMap::from([(position, 1)]));
    }
    let (done, reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let seen: Arc<RwLock<BTreeMap<String, u64>>> = Arc::default();
    let mut tasks = Vec::new();
    for reader in 0..READERS {
        let (api, written, seen) = (Arc::clone(&api), Arc::clone(&written), Arc::clone(&seen));
        let (done, reads) = (Arc::clone(&done), Arc::clone(&reads));
        tasks.push(tokio::spawn(async move {
            let mut nth = reader as u64;
            while !done.load(Ordering::Relaxed) {
                read_once(&api, &written, nth, &seen).await;
                reads.fetch_add(1, Ordering::Relaxed);
                nth += 1;
            }
        }));
    }
    let writer = tokio::spawn(write(Arc::clone(&api), Arc::clone(&written), Arc::clone(&done)));

    // A fault, and the same again while the last one is still being got over.
    for fault in [0, 1, 2, 3, 4, 5, 0, 4, 2, 1] {
        match fault {
            0 => redis.stop(),
            1 => redis.restart(),
            2 => connection(&redis).await.flushall::<()>().await.unwrap(),
            // Within the patience of a client, and beyond it.
            3 => queries.slow(Duration::from_millis(120)),
            4 => {
                queries.slow(Duration::from_millis(800));
                projector.slow(Duration::from_millis(800));
            }
            _ => {
                queries.cut();
                projector.cut();
            }
        }
        let (before, started) = (reads.load(Ordering::Relaxed), Instant::now());
        let went_on = async || {
            let more = reads.load(Ordering::Relaxed) >= before + 20;
            (more && started.elapsed() >= LASTS).then_some(())
        };
        eventually("answers go on", LONG, went_on).await;
        match fault {
            0 => redis.restart(),
            3 | 4 => {
                queries.slow(Duration::ZERO);
                projector.slow(Duration::ZERO);
            }
            _ => {}
        }
    }
    done.store(true, Ordering::Relaxed);
    writer.await.unwrap();
    for task in tasks {
        task.await.unwrap();
    }
    let seen = seen.read().await.clone();
    let said = |part: &str| seen.keys().any(|told| told.contains(part));
    assert!(
        said("wellflow-l1; hit") && said("wellflow-l2; fwd=bypass"),
        "{seen:?}"
    );

    // And when all is well again, the caches serve what holds.
    let (id, versions) = written
        .read()
        .await
        .iter()
        .next()
        .map(|(id, v)| (*id, v.clone()))
        .unwrap();
    let path = format!("/wells/{id}");
    let cached = async || {
        let answer = api.ok(&path).await;
        (answer.cache.as_deref() == Some("wellflow-l1; hit")).then_some(answer)
    };
    let answer = eventually("memory serves again", LONG, cached).await;
    assert_eq!(
        answer.body["version"].as_u64(),
        versions.values().next_back().copied()
    );
    Arc::into_inner(api).unwrap().stop().await;
}

/// Writes the projector may lie behind: more than it takes in at once would be a test of its rate.
const AHEAD: usize = 50;

/// Changes one well after the other until told to stop.
async fn write(api: Arc<Api>, written: Written, done: Arc<AtomicBool>) {
    let facts = [
        permitted(at("2020-03-01T06:00:00Z")),
        shut_in(at("2020-05-01T06:00:00Z")),
    ];
    let mut nth = 0;
    while !done.load(Ordering::Relaxed) {
        let (id, version) = {
            let written = written.read().await;
            let (id, versions) = written.iter().nth(nth % WELLS).unwrap();
            (*id, *versions.values().next_back().unwrap())
        };
        let fact = facts[nth / WELLS % facts.len()].clone();
        let position = api.field.well(id, version, &[fact]).await;
        written
            .write()
            .await
            .get_mut(&id)
            .unwrap()
            .insert(position, version + 1);
        nth += 1;
        if nth % AHEAD == 0 {
            api.at_least(&format!("/wells/{id}"), position).await;
        }
    }
}

#[tokio::test]
async fn a_reader_paused_between_reading_and_filling_puts_nothing_old() {
    let redis = TestRedis::start();
    let queries = Between::start(&redis).await;
    // The projector's own way is not held up.
    let api = Api::with_redis_at(queries.url(), &redis.url()).await;
    let id = Uuid::now_v7();
    let begun = [proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))];
    let position = api.field.well(id, 0, &begun).await;
    let path = format!("/wells/{id}");
    api.at_least(&path, position).await;
    let marked = async || {
        let answer = api.ok(&path).await;
        answer.cache.unwrap_or_default().ends_with("hit").then_some(())
    };
    eventually("the organization has its mark", LONG, marked).await;

    // The entry goes from both caches, so that the reader takes the row and wants to put it.
    let mut direct = connection(&redis).await;
    let before = queries.held();
    queries.hold_scripts(true);
    let gone = format!("{}:well:*", keys_of(api.field.organization_id()));
    let keys: Vec<String> = direct.keys(&gone).await.unwrap();
    assert_eq!(keys.len(), 1, "{keys:?}");
    direct.del::<_, ()>(&keys).await.unwrap();
    // A message of a build that says more than this one understands: memory forgets all.
    direct
        .publish::<_, _, ()>(INVALIDATION_CHANNEL, "?")
        .await
        .unwrap();
    let reader = async {
        loop {
            let answer = api.ok(&path).await;
            assert_eq!(answer.body["version"], 1);
            // Until memory heard that it is to forget.
            if answer.cache.as_deref() != Some("wellflow-l1; hit") {
                break answer;
            }
        }
    };
    let meanwhile = async {
        queries.holds_another(before).await;
        // The row was read; now the well changes, and the projector tells the caches.
        let changed = api
            .field
            .well(id, 1, &[permitted(at("2020-03-01T06:00:00Z"))])
            .await;
        let told = async || {
            let keys: Vec<String> = direct_keys(&redis, &gone).await;
            let mut direct = connection(&redis).await;
            let entry: Option<String> = direct.get(keys.first()?).await.ok()?;
            entry?.contains("permitted").then_some(())
        };
        eventually("the projector put the newer well", LONG, told).await;
        queries.hold_scripts(false);
        changed
    };
    let (old, changed) = tokio::join!(reader, meanwhile);
    assert!(old.position.unwrap() < changed, "{old:?}");
    let cached = async || {
        let answer = api.ok(&path).await;
        // What the paused reader had in hand is served to nobody after.
        assert_eq!(answer.body["version"], 2, "{answer:?}");
        (answer.cache.as_deref() == Some("wellflow-l1; hit")).then_some(())
    };
    eventually("memory serves the newer one", LONG, cached).await;
    let keys = direct_keys(&redis, &gone).await;
    let entry: String = connection(&redis).await.get(&keys[0]).await.unwrap();
    assert!(entry.contains("permitted"), "{entry}");
    api.stop().await;
}

async fn direct_keys(redis: &TestRedis, pattern: &str) -> Vec<String> {
    connection(redis).await.keys(pattern).await.unwrap()
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, in its order")]
async fn every_script_and_every_read_touches_one_slot_of_a_redis_cluster() {
    let redis = TestRedis::cluster();
    let mut direct = connection(&redis).await;
    let mut slots = redis::cmd("CLUSTER");
    slots.arg("ADDSLOTSRANGE").arg(0).arg(16_383);
    slots.query_async::<()>(&mut direct).await.unwrap();
    let works = async || {
        let mut direct = connection(&redis).await;
        let info: String = redis::cmd("CLUSTER")
            .arg("INFO")
            .query_async(&mut direct)
            .await
            .ok()?;
        info.contains("cluster_state:ok").then_some(())
    };
    eventually("the cluster takes keys", LONG, works).await;
    // The cluster tells commands apart whose keys do not lie together.
    let apart: redis::RedisResult<()> = redis::cmd("MGET")
        .arg("a")
        .arg("b")
        .query_async(&mut direct)
        .await;
    assert!(
        apart
            .unwrap_err()
            .to_string()
            .to_uppercase()
            .contains("CROSSSLOT")
    );

    let api = Api::with_redis(&redis).await;
    let other = api.field.db.organization("other").await;
    let (mut paths, mut position) = (Vec::new(), 0);
    for nth in 0..5 {
        let id = Uuid::now_v7();
        let begun = [proposed(
            id,
            &format!("Bluebell {nth}"),
            at("2020-01-01T06:00:00Z"),
        )];
        position = api.field.well(id, 0, &begun).await;
        paths.push(format!("/wells/{id}"));
    }
    let id = Uuid::now_v7();
    let event =
        wellflow_event_store::NewEvent::encode(&proposed(id, "Aster 1", at("2020-01-01T06:00:00Z")), None);
    api.field
        .append_as(&other, "well", id, 0, vec![event.unwrap()])
        .await;
    for path in &paths {
        api.at_least(path, position).await;
        let hit = async || {
            let answer = api.ok(path).await;
            (answer.cache.as_deref() == Some("wellflow-l1; hit")).then_some(())
        };
        eventually("memory serves", LONG, hit).await;
    }
    // Claimed, put and advanced for both organizations, and put by a reader; all keys of one lie in one slot.
    for organization_id in [api.field.organization_id(), other.organization_id()] {
        let kept = async || {
            let keys = direct_keys(&redis, &keys_of(organization_id)).await;
            let mut direct = connection(&redis).await;
            let mut slots = Vec::new();
            for key in &keys {
                let slot: u32 = redis::cmd("CLUSTER")
                    .arg("KEYSLOT")
                    .arg(key)
                    .query_async(&mut direct)
                    .await
                    .ok()?;
                slots.push(slot);
            }
            slots.dedup();
            let entries = keys.iter().filter(|key| key.contains(":well:")).count();
            (entries > 0 && slots.len() == 1 && keys.iter().any(|key| key.ends_with(":mark"))).then_some(())
        };
        eventually("entries and mark lie in one slot", LONG, kept).await;
    }
    api.stop().await;
}
