//! A ledger that is written while it is verified is not taken for a broken one.

use std::cell::Cell;

use futures::future::join_all;
use uuid::Uuid;

use crate::tank::{self, Tank, TankCommand, day};
use crate::varied::Varied;

/// More events than a window holds, and than are written before the first reading ends.
const EVENTS: u64 = 2_500;

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_is_verified_and_signed_while_it_is_written() {
    let varied = Varied::new().await;
    let tenant = &varied.store.tenant;
    let enough = Cell::new(false);
    let write = async |writer: usize| {
        for n in 0.. {
            let id = Uuid::now_v7();
            let run = async |what: &str, command: TankCommand| {
                let request = tank::request(tenant, &format!("live {what} {writer} {n}"));
                varied
                    .store
                    .executor
                    .execute::<Tank>(&request, id, command)
                    .await
                    .unwrap();
            };
            // The key is taken and given up all the time.
            run("build", TankCommand::Build(day(0), Some(format!("W-{writer}")))).await;
            run("fill", TankCommand::Fill(day(1), 7, "note".to_owned())).await;
            run("nothing", TankCommand::Fill(day(2), 0, String::new())).await;
            run("sell", TankCommand::Sell(day(3))).await;
            if enough.get() {
                break;
            }
        }
    };
    let verify = async {
        let mut signed = varied.signed[0].clone();
        let mut readings = 0;
        while signed.checkpoint.position < EVENTS || readings < 5 {
            let next = varied.sign(tenant, Some(&signed)).await;
            assert_eq!(next.goes_on_from(&signed), Ok(()));
            signed = next;
            readings += 1;
        }
        enough.set(true);
        signed
    };
    let (signed, _) = futures::join!(verify, join_all((0..6).map(write)));
    let all = [varied.signed[0].checkpoint.clone(), signed.checkpoint];
    let held = varied.verifier.hold(tenant, &all, |_, _| {}).await.unwrap();
    assert!(held.holds(), "{held:?}");
    let verified = held.verdict.unwrap();
    assert!(verified.events >= EVENTS && verified.claims > 0, "{verified:?}");
}
