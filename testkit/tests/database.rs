//! The testkit's own promises, on the shared server.

use std::time::Duration;

use wellflow_testkit::{TestDatabase, TestRedis, eventually};

#[tokio::test]
async fn empty_databases_are_separate_and_vanish_with_their_values() {
    let (one, two) = (TestDatabase::empty().await, TestDatabase::empty().await);
    let client = one.admin().await;
    client
        .batch_execute("CREATE TABLE only_here (id int)")
        .await
        .unwrap();
    let seen = "SELECT count(*) FROM pg_catalog.pg_class WHERE relname = 'only_here'";
    let count: i64 = two.admin().await.query_one(seen, &[]).await.unwrap().get(0);
    assert_eq!(count, 0);

    // Dropped although a connection is open.
    let name = one.name().to_owned();
    drop(one);
    let exists = "SELECT count(*) FROM pg_catalog.pg_database WHERE datname = $1";
    let count: i64 = two
        .admin()
        .await
        .query_one(exists, &[&name])
        .await
        .unwrap()
        .get(0);
    assert_eq!(count, 0);
    assert!(client.simple_query("SELECT 1").await.is_err());
}

#[tokio::test]
async fn server_keeps_what_crash_tests_rely_on() {
    let database = TestDatabase::empty().await;
    let row = database
        .admin()
        .await
        .query_one(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('autovacuum')",
            &[],
        )
        .await
        .unwrap();
    assert_eq!((row.get(0), row.get(1), row.get(2)), ("on", "off", "on"));
}

#[tokio::test]
async fn migrated_database_serves_every_role() {
    let database = TestDatabase::create().await;
    for role in ["wellflow_command", "wellflow_projector", "wellflow_query"] {
        let pool = database.pool(role, 2).await;
        let client = pool.pool().get().await.unwrap();
        let row = client.query_one("SELECT current_user::text", &[]).await.unwrap();
        assert_eq!(row.get::<_, &str>(0), role);
    }
    let tenant = database.organization("acme").await;
    let row = database
        .admin()
        .await
        .query_one("SELECT organization_id FROM ledger.head", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, uuid::Uuid>(0), tenant.organization_id());
}

#[tokio::test]
async fn two_redis_servers_share_nothing_and_restart_at_their_address() {
    let (mut one, two) = (TestRedis::start(), TestRedis::start());
    let open = async |url: String| {
        redis::Client::open(url)
            .unwrap()
            .get_multiplexed_async_connection()
            .await
    };
    let mut first = open(one.url()).await.unwrap();
    let () = redis::cmd("SET")
        .arg("key")
        .arg(1)
        .query_async(&mut first)
        .await
        .unwrap();
    let mut second = open(two.url()).await.unwrap();
    let found: Option<i32> = redis::cmd("GET")
        .arg("key")
        .query_async(&mut second)
        .await
        .unwrap();
    assert_eq!(found, None);

    one.stop();
    assert!(open(one.url()).await.is_err());
    one.restart();
    let mut again = open(one.url()).await.unwrap();
    let found: Option<i32> = redis::cmd("GET")
        .arg("key")
        .query_async(&mut again)
        .await
        .unwrap();
    assert_eq!(found, None);
}

#[tokio::test]
async fn eventually_returns_the_first_answer() {
    let mut left = 3;
    let answer = eventually("the third question", Duration::from_secs(5), async || {
        left -= 1;
        (left == 0).then_some("answer")
    })
    .await;
    assert_eq!(answer, "answer");
}

#[tokio::test]
#[should_panic(expected = "in vain for: what never comes")]
async fn eventually_names_what_never_came() {
    eventually("what never comes", Duration::from_millis(20), async || None::<()>).await;
}
