//! Finding by words where many things have the same ones: the rarest is looked up, and a question of common words alone is
//! answered by which of them to narrow.

use uuid::Uuid;
use wellflow_read_model::Once;
use wellflow_read_model::search::{self, CANDIDATES, Entry, Finding, Query, Words};
use wellflow_testkit::TestDatabase;

#[tokio::test]
async fn the_rarest_word_is_looked_up_and_common_words_alone_are_refused() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("one").await;
    let projector = db.pool("wellflow_projector", 1).await;
    let many = u128::try_from(CANDIDATES).unwrap() + 1;
    let entries: Vec<Entry> = (1..=many)
        .map(|nth| {
            let mut words = Words::default();
            words.name(&format!("Well {nth}"));
            words.belongs("Operating");
            let id = Uuid::from_u128(nth);
            Entry {
                key: id,
                kind: if nth == many { "lease" } else { "well" },
                title: format!("Well {nth}"),
                version: 1,
                is_new: false,
                words,
                document: serde_json::json!({"name": format!("Well {nth}")}).to_string(),
            }
        })
        .collect();
    let organization_id = tenant.organization_id();
    let tx = projector.begin_write(&tenant).await.unwrap();
    search::write(&tx, organization_id, &entries, &[]).await.unwrap();
    tx.commit().await.unwrap();

    let pool = db.pool("wellflow_query", 1).await;
    let once = Once::new(&pool, &tenant);
    let find = async |text: &str, kinds: &[&str]| {
        let query = Query::parse(text).unwrap();
        search::find(&once, organization_id, (&query, kinds), None, 10)
            .await
            .unwrap()
    };
    let named = |finding: Finding| match finding {
        Finding::Page(page) => page.documents,
        Finding::TooCommon(word) => panic!("{word}"),
    };
    let all = ["well", "lease"];
    // The longer word is the commoner one.
    assert_eq!(
        named(find("operating 4711", &all).await),
        [r#"{"name":"Well 4711"}"#]
    );
    for text in ["operating", "well oper"] {
        let found = find(text, &all).await;
        assert!(matches!(found, Finding::TooCommon(_)), "{text}: {found:?}");
    }
    // As many as may be looked at are.
    assert_eq!(named(find("operating", &["well"]).await).len(), 10);
    assert_eq!(named(find("operating", &["lease"]).await).len(), 1);
    assert_eq!(named(find("nothing", &all).await), Vec::<String>::new());
}

#[tokio::test]
async fn words_come_and_go_with_their_thing_and_stay_where_nothing_changed() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("one").await;
    let projector = db.pool("wellflow_projector", 1).await;
    let organization_id = tenant.organization_id();
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let write = async |entries: &[Entry], gone: &[Uuid]| {
        let tx = projector.begin_write(&tenant).await.unwrap();
        search::write(&tx, organization_id, entries, gone).await.unwrap();
        tx.commit().await.unwrap();
    };
    let called = |id: Uuid, version: u64, names: &[&str], belongs: &[&str]| {
        let mut words = Words::default();
        names.iter().for_each(|name| words.name(name));
        belongs.iter().for_each(|name| words.belongs(name));
        let (title, document) = (names.concat(), "{}".to_owned());
        Entry {
            key: id,
            kind: "well",
            title,
            version,
            is_new: false,
            words,
            document,
        }
    };
    // The words of a thing, with weight and where the row lies.
    let kept = async |id: Uuid| -> Vec<(String, i32, String)> {
        let sql = "SELECT key, weight, ctid::text FROM read.search_word WHERE id = $1 ORDER BY key";
        let rows = db.admin().await.query(sql, &[&id]).await.unwrap();
        rows.iter()
            .map(|row| (row.get(0), row.get(1), row.get(2)))
            .collect()
    };
    let told = |words: &[(String, i32, String)]| -> Vec<(String, i32)> {
        words
            .iter()
            .map(|(word, weight, _)| (word.clone(), *weight))
            .collect()
    };
    let pair = |word: &str, weight: i32| (word.to_owned(), weight);

    write(
        &[
            called(one, 1, &["aster"], &["birch"]),
            called(other, 1, &["cedar"], &[]),
        ],
        &[],
    )
    .await;
    let first = kept(one).await;
    assert_eq!(told(&first), [pair("aster", 4), pair("birch", 2)]);
    write(&[called(one, 2, &["aster"], &["birch"])], &[]).await;
    assert_eq!(kept(one).await, first, "nothing is written anew");
    write(&[called(one, 3, &["dahlia", "birch"], &[])], &[]).await;
    assert_eq!(told(&kept(one).await), [pair("birch", 4), pair("dahlia", 4)]);
    assert_eq!(told(&kept(other).await), [pair("cedar", 4)]);
    write(&[called(one, 4, &["dahlia"], &[])], &[other]).await;
    assert_eq!(
        (told(&kept(one).await), kept(other).await),
        (vec![pair("dahlia", 4)], vec![])
    );
    write(&[called(one, 5, &[], &[])], &[]).await;
    assert_eq!(kept(one).await, vec![]);
    let sql = "SELECT version FROM read.search_entry ORDER BY id";
    let rows = db.admin().await.query(sql, &[]).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.get(0)).collect::<Vec<i64>>(), [5]);
}
