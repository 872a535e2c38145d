//! At the end: every table against what the workers wrote down, with statements of the harness's own.

use std::collections::HashMap;

use futures::TryStreamExt;
use tokio_postgres::Client;
use uuid::Uuid;

use super::book::{Book, Sends};
use super::plan::{Kind, World};
use crate::faults::check::{Commit, commits, compare_seen};
use crate::faults::report::Report;
use crate::faults::watch::Seen;

use super::replay::OneLedger;

/// A command the ledger says was carried out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Applied {
    pub(crate) number: u64,
    pub(crate) forged: bool,
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// Compares everything with everything.
pub(crate) async fn everything(
    world: &World,
    book: &Book,
    client: &Client,
    seen: &[Seen],
    report: &mut Report,
) {
    let applied = applied(world, book, client, report).await;
    let mut of_organization: Vec<Vec<Applied>> = vec![Vec::new(); world.organizations.len()];
    for number in 0..world.commands {
        let found = applied.get(&number).copied();
        answers(world, number, book.of(number), found, report);
        if let Some(found) = found {
            of_organization[world.plan(number).organization].push(found);
        }
    }
    for (index, mut commands) in of_organization.into_iter().enumerate() {
        commands.sort_by_key(|command| (command.from, command.to, command.number));
        let organization = world.organizations[index];
        let commits: Vec<Commit> = commits(client, organization, report).await;
        report.count("commits", commits.len() as u64);
        let mut ledger = OneLedger::new(world, organization, book, report);
        ledger.walk(client, &commands, &commits).await;
        ledger.claims(client).await;
        ledger.levels(client, &commands).await;
    }
    compare_seen(client, seen, &world.organizations, report).await;
    let wrong = client
        .query_one(include_str!("../sql/check_outbox.sql"), &[])
        .await
        .unwrap();
    let wrong: i64 = wrong.get("wrong");
    report.demand(wrong == 0, || {
        format!("{wrong} rows of events and outbox do not match")
    });
    let strangers = include_str!("../sql/check_strangers.sql");
    let strangers = client
        .query_one(strangers, &[&world.organizations])
        .await
        .unwrap();
    let strangers: i64 = strangers.get("strangers");
    report.demand(strangers == 0, || {
        format!("{strangers} rows of organizations nobody made")
    });
}

/// The commands the ledger has, each known to the plan, each once, each sent before.
async fn applied(world: &World, book: &Book, client: &Client, report: &mut Report) -> HashMap<u64, Applied> {
    let numbers: HashMap<Uuid, u64> = (0..world.commands)
        .map(|number| (world.command_id(number), number))
        .collect();
    let parameters: [i32; 0] = [];
    let rows = client
        .query_raw(include_str!("../sql/check_commands.sql"), parameters)
        .await
        .unwrap();
    futures::pin_mut!(rows);
    let mut applied = HashMap::new();
    while let Some(row) = rows.try_next().await.unwrap() {
        let command_id: Uuid = row.get("command_id");
        let Some(number) = numbers.get(&command_id).copied() else {
            report.violation(format!("command {command_id} was never sent"));
            continue;
        };
        let fingerprint: &[u8] = row.get("fingerprint");
        let forged = [false, true]
            .into_iter()
            .find(|forged| world.fingerprint(number, *forged) == fingerprint);
        let Some(forged) = forged else {
            report.violation(format!("command {number} has the fingerprint of nobody"));
            continue;
        };
        let sent = book.of(number).sent[usize::from(forged)];
        report.demand(sent > 0, || {
            format!("command {number} was carried out before it was sent")
        });
        let plan = world.plan(number);
        let organization: Uuid = row.get("organization_id");
        report.demand(organization == world.organizations[plan.organization], || {
            format!("command {number} was carried out in the organization {organization}")
        });
        let position = |column| u64::try_from(row.get::<_, i64>(column)).unwrap_or(0);
        let (from, to) = (position("from_position"), position("to_position"));
        let found = Applied {
            number,
            forged,
            from,
            to,
        };
        let twice = applied.insert(number, found).is_some();
        report.demand(!twice, || format!("command {number} was carried out twice"));
        report.count("commands carried out", 1);
        report.count("commands carried out without an event", u64::from(from > to));
    }
    applied
}

/// What the senders were answered, against what the ledger has.
fn answers(world: &World, number: u64, sends: &Sends, found: Option<Applied>, report: &mut Report) {
    report.demand(sends.sent[0] > 0, || format!("command {number} was never sent"));
    report.demand(sends.fresh <= 1, || {
        format!("command {number} was carried out {} times", sends.fresh)
    });
    let (fates, attempts) = (sends.refused[0] + sends.refused[1], sends.sent[0] + sends.sent[1]);
    let acknowledged = sends.done.iter().any(Option::is_some);
    report.count("commands acknowledged", u64::from(acknowledged));
    if found.is_some() {
        let poisoned = matches!(world.plan(number).kind, Kind::Poison(_));
        report.demand(!poisoned, || {
            format!("command {number} must fail and was carried out")
        });
        report.demand(fates < attempts || sends.unknown > 0, || {
            format!("command {number} was refused each time and carried out")
        });
        report.count(
            "commands carried out whose sender never heard of it",
            u64::from(!acknowledged),
        );
    }
    for forged in [false, true] {
        let which = usize::from(forged);
        if let Some(done) = &sends.done[which] {
            let Some(found) = found.filter(|found| found.forged == forged) else {
                report.violation(format!(
                    "command {number} was acknowledged with {done:?} and is lost"
                ));
                continue;
            };
            let length = done.event_ids.as_ref().map(|ids| ids.len() as u64);
            let right = found.to == done.position
                && done.from.is_none_or(|from| from == found.from)
                && length.is_none_or(|length| found.from + length == found.to + 1);
            report.demand(right, || {
                format!("command {number} was acknowledged with {done:?}, is {found:?}")
            });
        }
        let other = found.is_some_and(|found| found.forged != forged);
        report.demand(other || !sends.reused[which], || {
            format!("command {number} was told that its key is another's, and it is not")
        });
    }
}
