//! `wellflow rebuild`.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use futures::StreamExt;
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::{LedgerReader, organization};
use wellflow_projector::{Begin, ChangedOver, Compared, RebuildError, Rebuilder, Step, projections};
use wellflow_runtime::Tenant;

use crate::admin::Admin;
use crate::cli::Rebuild;
use crate::config::Config;
use crate::database::Service;
use crate::organizations::{admin, found, pool};
use crate::output;

/// Between two lines about one organization.
const EVERY: Duration = Duration::from_secs(2);
/// Connections a rebuild of one organization uses.
const CONNECTIONS: usize = 3;

/// Does one organization after the other, some at once, and prints what became of each; an error when one of them could not
/// be done, or differs.
pub(crate) async fn run(config: &Config, home: &Home, arguments: &Rebuild) -> Result<()> {
    let known: Vec<&str> = projections().iter().map(|key| key.name).collect();
    ensure!(
        known.contains(&arguments.projection.as_str()),
        "there is no projection {:?}: there are {}",
        arguments.projection,
        known.join(", ")
    );
    let admin = admin(config, home).await?;
    let live = live(&admin, arguments.organization.as_deref()).await?;
    let jobs = arguments.jobs.get().min(live.len().max(1));
    let pool = pool(config, home, Service::Projector, jobs * CONNECTIONS).await?;
    let rebuilder = Rebuilder::new(pool.clone(), LedgerReader::new(pool));
    let (rebuilder, total) = (&rebuilder, live.len());
    let each = live.into_iter().map(|(id, slug)| async move {
        let done = one(rebuilder, &Tenant::authenticated(id), &slug, arguments).await;
        (slug, done)
    });
    let mut each = futures::stream::iter(each).buffer_unordered(jobs);
    let mut left = 0;
    while let Some((slug, done)) = each.next().await {
        match done {
            Ok(true) => {}
            Ok(false) => left += 1,
            Err(error) => {
                left += 1;
                let error = anyhow::Error::new(error);
                output::error_line(format_args!("{slug}: {error:#}"));
            }
        }
    }
    match left {
        0 => Ok(()),
        _ => bail!("{left} of {total} organizations are as they were"),
    }
}

/// The organizations that have a ledger here, by id and slug; the one that is asked for, where one is.
pub(crate) async fn live(admin: &Admin, asked: Option<&str>) -> Result<Vec<(Uuid, String)>> {
    let live = organization::list(admin.client()).await?;
    let mut live: Vec<(Uuid, String)> = live
        .into_iter()
        .filter(|one| one.incarnation.is_some())
        .map(|one| (one.organization_id, one.slug))
        .collect();
    if let Some(asked) = asked {
        let id = found(admin, asked).await?;
        live.retain(|(one, _)| *one == id);
        ensure!(!live.is_empty(), "organization {asked:?} has no ledger here");
    }
    Ok(live)
}

/// Whether it was done.
async fn one(
    rebuilder: &Rebuilder,
    tenant: &Tenant,
    slug: &str,
    arguments: &Rebuild,
) -> Result<bool, RebuildError> {
    let projection = arguments.projection.as_str();
    if arguments.discard {
        for build in rebuilder.discard(projection, tenant).await? {
            output::line(format_args!("{slug}: build {build} of {projection} is removed"));
        }
        return Ok(true);
    }
    let rebuild = if arguments.rollback {
        rebuilder.kept(projection, tenant).await?
    } else {
        let begin = Begin {
            accept_differences: arguments.accept_differences,
            from_start: arguments.from_start,
        };
        rebuilder.begin(projection, tenant, begin).await?
    };
    let mut pace = Pace::new(slug);
    rebuild.fill(|step| pace.tell(step)).await?;
    // A build that was served before may differ as it likes: it is gone back to for that.
    let accept = arguments.accept_differences || arguments.rollback;
    let changed = rebuild.change_over(accept, |step| pace.tell(step)).await?;
    rebuild.leave().await?;
    match &changed {
        ChangedOver::Yes(compared) => {
            let Compared {
                position,
                served,
                build,
                ..
            } = compared;
            output::line(format_args!(
                "{slug}: build {build} of {projection} is served instead of {served}, at position {position}"
            ));
            tell(slug, compared);
            Ok(true)
        }
        ChangedOver::No(compared) => {
            let Compared { served, build, .. } = compared;
            output::line(format_args!(
                "{slug}: build {build} of {projection} differs, {served} is still served"
            ));
            tell(slug, compared);
            Ok(false)
        }
    }
}

fn tell(slug: &str, compared: &Compared) {
    for difference in &compared.differences {
        let columns = if difference.columns.is_empty() {
            String::new()
        } else {
            format!(" in {}", difference.columns.join(", "))
        };
        output::line(format_args!(
            "{slug}: {} {}, {} in all: {}{columns}",
            difference.table, difference.kind, difference.total, difference.key
        ));
    }
}

/// How fast it goes, and how long it will take, as lines on standard error.
pub(crate) struct Pace<'a> {
    slug: &'a str,
    /// Where it began, and when.
    began: Option<(Instant, u64)>,
    told_at: Option<Instant>,
}

impl<'a> Pace<'a> {
    pub(crate) fn new(slug: &'a str) -> Self {
        Self {
            slug,
            began: None,
            told_at: None,
        }
    }

    pub(crate) fn tell(&mut self, step: Step) {
        let slug = self.slug;
        match step {
            Step::At { position, target } => {
                let now = Instant::now();
                let (since, from) = *self.began.get_or_insert((now, position));
                let is_done = position >= target;
                if !is_done && self.told_at.is_some_and(|at| now - at < EVERY) {
                    return;
                }
                if is_done && self.told_at.is_some() && position == from {
                    return;
                }
                self.told_at = Some(now);
                let pace = pace(position - from, target.saturating_sub(position), now - since);
                output::error_line(format_args!("{slug}: {position} of {target} events{pace}"));
            }
            Step::Comparing { position } => {
                output::error_line(format_args!("{slug}: comparing at position {position}"));
            }
            Step::Quiet(left) => {
                let seconds = left.as_secs_f64().ceil();
                output::error_line(format_args!(
                    "{slug}: they differ; in {seconds} s what is cached of the old rows has run out"
                ));
            }
        }
    }
}

/// `, 35000/s, 12 s left`, as far as it can be told.
fn pace(done: u64, left: u64, took: Duration) -> String {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let Some(rate) = done
        .saturating_mul(1_000)
        .checked_div(millis)
        .filter(|rate| *rate > 0)
    else {
        return String::new();
    };
    if left == 0 {
        return format!(", {rate}/s");
    }
    format!(", {rate}/s, {} s left", left.div_ceil(rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_are_told_as_soon_as_there_are_any() {
        assert_eq!(pace(0, 100, Duration::ZERO), "");
        assert_eq!(pace(0, 100, Duration::from_secs(3)), "");
        assert_eq!(pace(5_000, 5_500, Duration::from_secs(2)), ", 2500/s, 3 s left");
        assert_eq!(pace(5_000, 0, Duration::from_secs(2)), ", 2500/s");
    }
}
