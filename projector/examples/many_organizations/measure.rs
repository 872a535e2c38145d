//! The figures: processor time of both processes, and the time from commit to discovery and to the rows.

use std::fs;
use std::time::{Duration, Instant};

use chrono::Utc;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{Well, WellEvent, WellPlan, WellProposed, WellRole};
use wellflow_event_store::{
    Actor, Ledger, LedgerConfig, Metadata, NewEvent, Outcome as Appended, Source, StreamId, StreamPart,
    Submission,
};
use wellflow_runtime::{Shutdown, Tenant, TenantPool};

use super::{DATABASE, Outcome, Server, Watch, superuser};

/// Clock ticks a second in `/proc`, on every Linux there is.
const TICKS: f64 = 100.0;
/// How long a commit may take to be projected.
const DEADLINE: Duration = Duration::from_secs(60);

/// Processor time used so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    at: Instant,
    own: u64,
    server: u64,
}

/// Processor time used between two instants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used {
    seconds: f64,
    own: u64,
    server: u64,
}

impl Usage {
    /// Of this process, and of a server with all its children, the ended ones included.
    pub(crate) fn now(server_pid: u32) -> Outcome<Self> {
        let mut server = 0;
        for entry in fs::read_dir("/proc")? {
            let Ok(pid) = entry?.file_name().to_string_lossy().parse::<u32>() else {
                continue;
            };
            // A process may end while it is looked at.
            let Ok(times) = times(pid) else { continue };
            if pid == server_pid {
                server += times.own + times.children;
            } else if times.parent == server_pid {
                server += times.own;
            }
        }
        Ok(Self {
            at: Instant::now(),
            own: times(std::process::id())?.own,
            server,
        })
    }

    pub(crate) fn since(&self, before: &Self) -> Used {
        Used {
            seconds: (self.at - before.at).as_secs_f64(),
            own: self.own.saturating_sub(before.own),
            server: self.server.saturating_sub(before.server),
        }
    }
}

impl Used {
    pub(crate) fn own_percent(&self) -> f64 {
        percent(self.own, self.seconds)
    }

    pub(crate) fn server_percent(&self) -> f64 {
        percent(self.server, self.seconds)
    }
}

fn percent(ticks: u64, seconds: f64) -> f64 {
    u32::try_from(ticks).map_or(f64::NAN, f64::from) / TICKS / seconds * 100.0
}

struct Times {
    parent: u32,
    own: u64,
    children: u64,
}

/// Of `/proc/<pid>/stat`; the name in it may hold anything but ends at the last parenthesis.
fn times(pid: u32) -> Outcome<Times> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, after) = stat.rsplit_once(')').ok_or("no name in stat")?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let field = |nth: usize| fields.get(nth).copied().ok_or("stat is short");
    let sum = |one: usize, other: usize| -> Outcome<u64> {
        Ok(field(one)?.parse::<u64>()? + field(other)?.parse::<u64>()?)
    };
    Ok(Times {
        parent: field(1)?.parse()?,
        own: sum(11, 12)?,
        children: sum(13, 14)?,
    })
}

/// Memory this process holds.
pub(crate) fn resident_mib() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.ok_or("no VmRSS")?.parse::<u64>()? / 1_024)
}

/// From the answer to a commit until its organization was discovered, and until its rows were written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Latency {
    discovered: Duration,
    projected: Duration,
}

/// Commits to organizations at random, one after the other with a pause between them.
pub(crate) async fn latencies(
    server: &Server,
    watch: &Watch,
    commits: usize,
    pause: Duration,
) -> Outcome<Vec<Latency>> {
    let admin = superuser(server, DATABASE).await?;
    let rows = admin
        .query(include_str!("sql/at_random.sql"), &[&i64::try_from(commits)?])
        .await?;
    let shutdown = Shutdown::new();
    let pool = TenantPool::connect(&server.database("wellflow_command", DATABASE)?, "commits", 6).await?;
    let ledger = Ledger::start(&pool, LedgerConfig::default(), &shutdown);
    let mut committed = Vec::with_capacity(commits);
    for row in rows {
        let tenant = Tenant::authenticated(row.get("organization_id"));
        let submission = Submission::seal(&tenant, Uuid::now_v7(), [7; 32], &metadata(), vec![new_well()?])?;
        match ledger.submit(submission).await? {
            Appended::Committed { to, .. } => committed.push((tenant.organization_id(), to, Instant::now())),
            other => return Err(format!("not committed: {other:?}").into()),
        }
        tokio::time::sleep(pause).await;
    }
    let mut latencies = Vec::with_capacity(commits);
    for (organization_id, position, at) in committed {
        let (found, projected) = loop {
            if let Some(seen) = watch.of(organization_id, position) {
                break seen;
            }
            if at.elapsed() > DEADLINE {
                return Err(format!("position {position} of {organization_id} was not projected").into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        latencies.push(Latency {
            discovered: found.saturating_duration_since(at),
            projected: projected.saturating_duration_since(at),
        });
    }
    shutdown.request();
    Ok(latencies)
}

fn metadata() -> Metadata {
    Metadata {
        actor: Actor {
            subject: "many".to_owned(),
            role: "owner".to_owned(),
        },
        correlation_id: Uuid::now_v7(),
        causation_id: None,
        source: Source::Api,
        request_id: None,
        context: Default::default(),
    }
}

fn new_well() -> Outcome<StreamPart> {
    let id = Uuid::now_v7();
    let event: WellEvent = WellProposed {
        well_id: WellId::new(id),
        effective_at: Utc::now() - chrono::TimeDelta::days(1),
        name: Text120::parse("Bluebell 1")?,
        api_number: None,
        operator: Text120::parse("Demo Operating")?,
        lease: None,
        field: None,
        location: None,
        state: None,
        time_zone: TimeZone::parse("America/Chicago")?,
        role: WellRole::Oil,
        plan: WellPlan::default(),
    }
    .into();
    Ok(StreamPart {
        stream: StreamId { kind: Well::KIND, id },
        expected: 0,
        events: vec![NewEvent::encode(&event, None)?],
    })
}

/// The medians and the slowest of a hundred.
pub(crate) fn spread(latencies: &[Latency]) -> String {
    let part = |of: fn(&Latency) -> Duration| {
        let mut all: Vec<Duration> = latencies.iter().map(of).collect();
        all.sort_unstable();
        let at = |percent: usize| {
            let nth = (all.len() * percent / 100).min(all.len().saturating_sub(1));
            all.get(nth).copied().unwrap_or_default()
        };
        format!("p50 {:.1?}, p99 {:.1?}, longest {:.1?}", at(50), at(99), at(100))
    };
    format!(
        "{} commits; discovered {}; projected {}",
        latencies.len(),
        part(|it| it.discovered),
        part(|it| it.projected)
    )
}
