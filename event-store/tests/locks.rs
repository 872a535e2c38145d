//! An append leaves no lock behind, however it ends: its session serves others next.

mod tank;

use tank::store;
use uuid::Uuid;

/// A batch that expects position 99 and names a batch before it that never comes.
const APPEND: &str = "
    SELECT * FROM ledger.append_at(now(), 4711, 4712, ARRAY[$1::uuid], ARRAY[ledger.organization_lock($1::uuid)], ARRAY[99::bigint],
        ARRAY[$2::uuid], '{}', '{}', '{}', '{}')";

const LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()";

#[tokio::test]
async fn a_batch_that_waits_in_vain_for_the_one_before_keeps_no_lock() {
    let store = store().await;
    let organization = store.tenant.organization_id();
    let admin = store.database.admin().await;
    let head = "SELECT incarnation FROM ledger.head WHERE organization_id = $1";
    let incarnation: Uuid = admin.query_one(head, &[&organization]).await.unwrap().get(0);

    let service = store.database.client("wellflow_command").await;
    for _ in 0..3 {
        let refusal = service
            .query(APPEND, &[&organization, &incarnation])
            .await
            .unwrap_err();
        assert_eq!(
            refusal.code().map(|code| code.code()),
            Some("WF005"),
            "{refusal:?}"
        );
        let locks: i64 = service.query_one(LOCKS, &[]).await.unwrap().get(0);
        assert_eq!(locks, 0);
    }
}
