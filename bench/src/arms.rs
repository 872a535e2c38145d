//! Who takes part, under which name, in what, and how often.

use std::sync::Arc;

use anyhow::Result;

use crate::cli::Options;
use crate::cluster::Cluster;
use crate::contest::{Contestant, Work};
use crate::ours::{self, Ours};
use crate::peers::es_entity::EsEntityPeer;
use crate::peers::esrs::Esrs;
use crate::peers::postgres_es::{self, PostgresEs};

/// Numbers of submitters.
pub(crate) const LOADS: &[usize] = &[1, 8, 32, 128, 512];

/// The number of submitters the targets are about.
pub(crate) const TARGET_LOAD: usize = 128;

/// Organizations where there is more than one.
pub(crate) const ORGANIZATIONS: usize = 128;

/// Everything that is measured under submitters, in the order of the report.
pub(crate) const WORKS: &[Work] = &[Work::Create(1), Work::Create(3), Work::Continue];

/// Aggregates the service's cache holds.
const CACHE: u64 = 50_000;

pub(crate) const ONE: &str = "wellflow, 1 organization";
pub(crate) const MANY: &str = "wellflow, 128 organizations";
pub(crate) const ONE_UNCACHED: &str = "wellflow without cache, 1 organization";
pub(crate) const MANY_UNCACHED: &str = "wellflow without cache, 128 organizations";
pub(crate) const ONE_APPEND: &str = "wellflow append alone, 1 organization";
pub(crate) const MANY_APPEND: &str = "wellflow append alone, 128 organizations";
pub(crate) const POSTGRES_ES: &str = "postgres-es";
pub(crate) const POSTGRES_ES_APPEND: &str = "postgres-es append alone";
pub(crate) const ESRS: &str = "esrs";
pub(crate) const ES_ENTITY: &str = "es-entity";
pub(crate) const RAW_ONE: &str = "raw limit, 1 organization";
pub(crate) const RAW_MANY: &str = "raw limit, 128 organizations";

/// The peers, each through its documented interface.
pub(crate) const PEERS: &[&str] = &[POSTGRES_ES, ESRS, ES_ENTITY];

/// In what an arm takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Everything,
    /// Loading, deciding and appending.
    Commands,
    /// Appends, at the number of submitters the targets are about, and at one.
    Appends,
}

/// A contestant and its part.
pub(crate) struct Arm {
    pub(crate) contestant: Arc<dyn Contestant>,
    pub(crate) part: Part,
}

impl Arm {
    /// How many rounds of a load this arm takes part in.
    pub(crate) fn rounds(&self, options: &Options, work: Work, submitters: usize) -> usize {
        let appends = matches!(work, Work::Create(_));
        let takes_part = match self.part {
            Part::Everything => true,
            Part::Commands => !appends,
            Part::Appends => appends && (submitters == TARGET_LOAD || submitters == 1 && !options.quick),
        };
        if takes_part {
            rounds(options, work, submitters)
        } else {
            0
        }
    }
}

/// How many rounds a load has. A quick run spends its time where the targets are.
pub(crate) fn rounds(options: &Options, work: Work, submitters: usize) -> usize {
    let has_target = submitters == TARGET_LOAD || work == Work::Create(1) && [1, 8].contains(&submitters);
    match options.rounds {
        Some(rounds) => rounds,
        None if !options.quick => 5,
        None if has_target => 3,
        None => 1,
    }
}

/// Makes everybody who is wanted.
pub(crate) async fn all(cluster: &Arc<Cluster>, options: &Options) -> Result<Vec<Arm>> {
    let mut arms = Vec::new();
    drop(cluster.create_migrated("ours_one").await?);
    drop(cluster.create_migrated("ours_many").await?);
    let executor = |cache| ours::Door::Executor { cache };
    let ours = [
        (ONE, 1, executor(CACHE), Part::Everything),
        (MANY, ORGANIZATIONS, executor(CACHE), Part::Everything),
        (ONE_UNCACHED, 1, executor(0), Part::Commands),
        (MANY_UNCACHED, ORGANIZATIONS, executor(0), Part::Commands),
        (ONE_APPEND, 1, ours::Door::Append, Part::Appends),
        (MANY_APPEND, ORGANIZATIONS, ours::Door::Append, Part::Appends),
    ];
    for (name, organizations, door, part) in ours {
        let database = if organizations == 1 {
            "ours_one"
        } else {
            "ours_many"
        };
        let contestant = Arc::new(Ours::new(name, cluster, database, organizations, door).await?);
        arms.push(Arm { contestant, part });
    }
    let peers: [Arc<dyn Contestant>; 3] = [
        Arc::new(PostgresEs::new(cluster, "postgres_es", postgres_es::Door::Framework).await?),
        Arc::new(Esrs::new(cluster, "esrs").await?),
        Arc::new(EsEntityPeer::new(cluster, "es_entity").await?),
    ];
    arms.extend(peers.into_iter().map(|contestant| Arm {
        contestant,
        part: Part::Everything,
    }));
    let repository = PostgresEs::new(cluster, "postgres_es_append", postgres_es::Door::Repository).await?;
    arms.push(Arm {
        contestant: Arc::new(repository),
        part: Part::Appends,
    });
    arms.retain(|arm| options.admits(arm.contestant.name()));
    Ok(arms)
}
