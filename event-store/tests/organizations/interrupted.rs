//! Imports that are cut off, that change under the reader, or that do not verify.

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use wellflow_event_store::ExecuteError;
use wellflow_event_store::organization::{self, ImportRequest, OrganizationError};
use wellflow_runtime::Tenant;
use wellflow_testkit::TestDatabase;

use crate::field::{
    actions, administrator, asked, everything, exported, filled, history, imported, ledger, log_holds, opened,
};

/// A file that is another one, or breaks off, when it is read for the second time.
struct Treacherous<'f> {
    first: Cursor<&'f [u8]>,
    second: Cursor<&'f [u8]>,
    /// Bytes the second reading gets before the disk fails.
    until: u64,
    readings: Cell<u32>,
}

impl<'f> Treacherous<'f> {
    fn new(first: &'f [u8], second: &'f [u8], until: u64) -> Self {
        Self {
            first: Cursor::new(first),
            second: Cursor::new(second),
            until,
            readings: Cell::new(0),
        }
    }
}

impl Read for Treacherous<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.readings.get() < 2 {
            return self.first.read(buffer);
        }
        if self.second.position() >= self.until {
            return Err(io::Error::other("the disk is gone"));
        }
        let length = buffer.len().min(4_096);
        self.second.read(&mut buffer[..length])
    }
}

impl Seek for Treacherous<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.readings.set(self.readings.get() + 1);
        self.first.seek(to)?;
        self.second.seek(to)
    }
}

async fn import(
    database: &TestDatabase,
    file: &mut Treacherous<'_>,
    verdict: Result<(), String>,
) -> Result<organization::Imported, OrganizationError> {
    let mut admin = administrator(database).await;
    organization::import(&mut admin, file, &asked(), async |_: &Tenant| verdict, |_| {}).await
}

#[tokio::test]
async fn an_import_that_is_cut_off_is_known_to_nobody_and_gone_on_with() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    for round in 0..30 {
        history(&store, &format!("round {round}")).await;
    }
    let (_, file) = exported(&store.database, id).await;
    let elsewhere = TestDatabase::create().await;
    let mut written = 0;
    for part in [2, 4, 6, 8] {
        let until = file.len() as u64 * part / 9;
        let cut = import(&elsewhere, &mut Treacherous::new(&file, &file, until), Ok(())).await;
        assert!(matches!(cut, Err(OrganizationError::Io(_))), "{cut:?}");
        let found = everything(&elsewhere, id).await;
        assert!(!found.contains_key("ledger.head"));
        let events = found.get("ledger.events").map_or(0, Vec::len);
        assert!(events >= written, "what was written stays");
        written = events;
        log_holds(&elsewhere).await;
    }
    assert!(written > 0 && written < ledger(&elsewhere, id).await["events"].len() + 1);
    assert_eq!(actions(&elsewhere, id).await, ["importing"]);

    // Nobody knows it, nothing is appended to it.
    let there = opened(&elsewhere, &store.tenant).await;
    assert!(matches!(
        there.build("too early").await,
        Err(ExecuteError::UnknownOrganization)
    ));
    assert_eq!(there.reader.incarnation(&store.tenant).await.unwrap(), None);
    let projector = elsewhere.pool("wellflow_projector", 1).await;
    let tips = wellflow_event_store::LedgerReader::new(projector)
        .tips()
        .await
        .unwrap();
    assert!(tips.is_empty());
    let admin = administrator(&elsewhere).await;
    assert_eq!(organization::list(&admin).await.unwrap()[0].state, "importing");

    // Another file, or another slug, is not mixed in.
    history(&store, "later").await;
    let (_, later) = exported(&store.database, id).await;
    let refused = imported(&elsewhere, &later, &asked()).await;
    assert!(
        matches!(refused, Err(OrganizationError::Refused(_))),
        "{refused:?}"
    );
    let renamed = ImportRequest {
        slug: Some("else".to_owned()),
        ..asked()
    };
    let refused = imported(&elsewhere, &file, &renamed).await;
    assert!(
        matches!(refused, Err(OrganizationError::Refused(_))),
        "{refused:?}"
    );

    imported(&elsewhere, &file, &asked()).await.unwrap();
    let third = TestDatabase::create().await;
    imported(&third, &file, &asked()).await.unwrap();
    assert_eq!(ledger(&elsewhere, id).await, ledger(&third, id).await);
    log_holds(&elsewhere).await;
}

#[tokio::test]
async fn a_file_that_changes_between_its_readings_is_taken_back() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (_, file) = exported(&store.database, id).await;
    history(&store, "later").await;
    let (_, other) = exported(&store.database, id).await;
    let elsewhere = TestDatabase::create().await;
    let mut damaged = file.clone();
    let at = file.len() - 200;
    damaged[at] ^= 1;
    for second in [&other, &damaged] {
        let refused = import(&elsewhere, &mut Treacherous::new(&file, second, u64::MAX), Ok(())).await;
        assert!(
            matches!(refused, Err(OrganizationError::File { .. })),
            "{refused:?}"
        );
        assert!(everything(&elsewhere, id).await.is_empty());
        log_holds(&elsewhere).await;
    }
    let twice = ["importing", "erasing", "abandoned"].repeat(2);
    assert_eq!(actions(&elsewhere, id).await, twice);
    // It was never here as a whole, so it is no organization that was erased.
    imported(&elsewhere, &file, &asked()).await.unwrap();
}

#[tokio::test]
async fn a_ledger_that_does_not_verify_is_taken_back() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (_, file) = exported(&store.database, id).await;
    let elsewhere = TestDatabase::create().await;
    let verdict = Err("the claims are not those of the events".to_owned());
    let refused = import(&elsewhere, &mut Treacherous::new(&file, &file, u64::MAX), verdict).await;
    assert!(
        matches!(&refused, Err(OrganizationError::Broken { reason, .. }) if reason.contains("claims")),
        "{refused:?}"
    );
    assert!(everything(&elsewhere, id).await.is_empty());
    assert!(
        organization::tombstone(&administrator(&elsewhere).await, id)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn claims_somebody_invented_do_not_verify() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let admin = store.database.admin().await;
    let invented = "INSERT INTO ledger.claims VALUES ($1, 'tank', 'invented', 'tank', gen_random_uuid())";
    admin.execute(invented, &[&id]).await.unwrap();
    let (_, file) = exported(&store.database, id).await;
    let elsewhere = TestDatabase::create().await;
    let refused = imported(&elsewhere, &file, &asked()).await;
    assert!(
        matches!(refused, Err(OrganizationError::Broken { .. })),
        "{refused:?}"
    );
    assert!(everything(&elsewhere, id).await.is_empty());
}
