//! What `/readyz` says about the projector: how many, never which and never why.
//!
//! Invariants
//! - Anybody may ask `/readyz`: it names no organization and repeats no error. What an operator needs to know of either is
//!   in the log, once per change, and in the report on the lag.
//! - An organization in trouble is a detail: the others are served. Not ready is only who has not looked around yet, or
//!   could not the last time.
//! - Kept are the organizations that are behind or in trouble, and no others.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_event_store::Swept;
use wellflow_http::Readiness;
use wellflow_read_model::ProjectionKey;
use wellflow_read_model::lease::BUCKETS;

use crate::back_off::Part;
use crate::lag::{LagReport, ProjectionLag, age};
use crate::part::{OfEach, PROJECTIONS};

/// The component's name.
pub(crate) const COMPONENT: &str = "projector";

/// A number for each projection, in the order of [`PROJECTIONS`].
pub(crate) type Positions = OfEach<u64>;

/// How far the organizations are that are not at rest.
#[derive(Debug, Default)]
pub(crate) struct Status {
    organizations: u64,
    standings: HashMap<Uuid, Standing>,
    /// Streams that wait for a repair, in the order of [`PROJECTIONS`].
    parked: OfEach<u64>,
    /// The buckets it follows, where that is not all.
    buckets: Option<usize>,
    /// Why the last sweep failed, if it did.
    sweep: Option<String>,
    swept: bool,
}

#[derive(Debug, Default)]
struct Standing {
    tip: u64,
    /// As far as they are known.
    positions: Option<Positions>,
    /// When the first event after each position was recorded, as last measured.
    since: OfEach<Option<DateTime<Utc>>>,
    /// What cannot go on.
    troubles: HashMap<Part, Trouble>,
}

/// Why something cannot go on, and whether somebody must see to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) reason: String,
    pub(crate) needs_attention: bool,
}

/// An organization's lag as the ledger and the checkpoints say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) tip: u64,
    pub(crate) positions: Positions,
    pub(crate) since: OfEach<Option<DateTime<Utc>>>,
}

impl Standing {
    fn is_at_rest(&self) -> bool {
        let behind = |positions: Positions| positions.iter().any(|position| *position < self.tip);
        self.troubles.is_empty() && !self.positions.is_none_or(behind)
    }

    fn is_stopped(&self) -> bool {
        self.troubles.values().any(|trouble| trouble.needs_attention)
    }

    fn is_retrying(&self) -> bool {
        !self.troubles.is_empty() && !self.is_stopped()
    }
}

impl Status {
    /// Answers whether it is ready now and was not, or the other way round.
    pub(crate) fn sweep_ended(&mut self, swept: Swept) -> bool {
        let before = (self.swept, self.sweep.is_some());
        if self.sweep != swept.failure {
            match &swept.failure {
                Some(reason) => {
                    tracing::error!(error = reason, "the sweep over all organizations fails");
                }
                None => tracing::info!("the sweep over all organizations works again"),
            }
        }
        self.swept = self.swept || swept.failure.is_none();
        self.organizations = swept.organizations;
        self.sweep = swept.failure;
        before != (self.swept, self.sweep.is_some())
    }

    /// The organization's ledger goes at least this far.
    pub(crate) fn told(&mut self, organization_id: Uuid, tip: u64) {
        let standing = self.standings.entry(organization_id).or_default();
        standing.tip = standing.tip.max(tip);
    }

    /// The projections stand here now.
    pub(crate) fn reached(&mut self, organization_id: Uuid, positions: Positions) {
        if let Some(standing) = self.standings.get_mut(&organization_id) {
            standing.tip = positions.iter().copied().fold(standing.tip, u64::max);
            standing.positions = Some(positions);
        }
        self.settle(organization_id);
    }

    /// The organizations whose lag is to be measured, at most `limit`; those that never were come first.
    pub(crate) fn to_measure(&self, limit: usize) -> Vec<Uuid> {
        let is_new = |standing: &Standing| standing.since.iter().all(Option::is_none);
        let of = |new: bool| {
            let chosen = self.standings.iter().filter(move |(_, it)| is_new(it) == new);
            chosen.map(|(id, _)| *id)
        };
        of(true).chain(of(false)).take(limit).collect()
    }

    pub(crate) fn measured(&mut self, organization_id: Uuid, measured: Measured) {
        if let Some(standing) = self.standings.get_mut(&organization_id) {
            standing.tip = measured.tip;
            standing.positions = Some(measured.positions);
            standing.since = measured.since;
        }
        self.settle(organization_id);
    }

    pub(crate) fn went_on(&mut self, organization_id: Uuid, part: Part) {
        if let Some(standing) = self.standings.get_mut(&organization_id)
            && standing.troubles.remove(&part).is_some()
        {
            tracing::info!(%organization_id, projection = name(part), "followed again");
            self.settle(organization_id);
        }
    }

    pub(crate) fn failed(&mut self, organization_id: Uuid, part: Part, trouble: Trouble) {
        let standing = self.standings.entry(organization_id).or_default();
        if standing.troubles.get(&part) == Some(&trouble) {
            return;
        }
        let (reason, projection) = (&trouble.reason, name(part));
        if trouble.needs_attention {
            tracing::error!(%organization_id, projection, error = reason, "stopped until somebody sees to it");
        } else {
            tracing::warn!(%organization_id, projection, error = reason, "failed, and is tried again");
        }
        standing.troubles.insert(part, trouble);
    }

    /// The organization has no ledger here any more.
    pub(crate) fn forget(&mut self, organization_id: Uuid) {
        self.standings.remove(&organization_id);
    }

    /// Only some organizations are this projector's to follow; `buckets`: how many buckets, where that is not all.
    pub(crate) fn shared_out(&mut self, buckets: Option<usize>, keep: impl Fn(&Uuid) -> bool) {
        self.buckets = buckets;
        self.standings.retain(|id, _| keep(id));
    }

    /// So many streams wait for a repair.
    pub(crate) fn parked(&mut self, parked: OfEach<u64>) {
        self.parked = parked;
    }

    /// Whether the organization is behind or in trouble, as far as is known.
    pub(crate) fn is_at_rest(&self, organization_id: Uuid) -> bool {
        !self.standings.contains_key(&organization_id)
    }

    pub(crate) fn lag(&self, now: DateTime<Utc>) -> LagReport {
        let none = |(key, parked): (ProjectionKey, u64)| ProjectionLag {
            projection: key.name,
            organizations: 0,
            events: 0,
            longest: None,
            parked,
        };
        let mut report = LagReport {
            organizations: self.organizations,
            projections: PROJECTIONS.into_iter().zip(self.parked).map(none).collect(),
            worst: Vec::new(),
        };
        for (id, standing) in &self.standings {
            let positions = standing.positions.unwrap_or([standing.tip; PROJECTIONS.len()]);
            for ((key, position), since) in PROJECTIONS.into_iter().zip(positions).zip(standing.since) {
                if position < standing.tip {
                    let waiting = since.map(|since| age(since, now));
                    report.count(*id, key.name, standing.tip - position, waiting);
                }
            }
        }
        report
    }

    /// Tells how far it is; `is_current`: whether the share of the organizations is held.
    pub(crate) fn report(&self, readiness: &Readiness, (lag, is_current): (&LagReport, bool)) {
        if self.sweep.is_none() && self.swept && !is_current {
            let words = "its share of the organizations cannot be renewed; see the log";
            readiness.set_not_ready(COMPONENT, words);
        } else if self.sweep.is_some() {
            readiness.set_not_ready(COMPONENT, "the organizations cannot be looked at; see the log");
        } else if self.swept {
            readiness.set_ready(COMPONENT, self.detail(lag));
        } else {
            readiness.set_not_ready(COMPONENT, "starting");
        }
    }

    fn settle(&mut self, organization_id: Uuid) {
        if self
            .standings
            .get(&organization_id)
            .is_some_and(Standing::is_at_rest)
        {
            self.standings.remove(&organization_id);
        }
    }

    fn detail(&self, lag: &LagReport) -> String {
        let count = |is: fn(&Standing) -> bool| self.standings.values().filter(|it| is(it)).count();
        let mut text = match self.buckets {
            None => format!("{} followed", counted(self.organizations, "organization")),
            Some(buckets) => format!(
                "{buckets} of {BUCKETS} shares of {} followed",
                counted(self.organizations, "organization")
            ),
        };
        for (number, words) in [
            (count(Standing::is_stopped), "stopped"),
            (count(Standing::is_retrying), "retrying"),
        ] {
            if number > 0 {
                text.push_str(&format!(", {number} {words}"));
            }
        }
        for projection in lag.projections.iter().filter(|it| it.parked > 0) {
            text.push_str(&format!(
                "; {} has {} parked",
                projection.projection,
                counted(projection.parked, "stream")
            ));
        }
        for projection in lag.projections.iter().filter(|it| it.organizations > 0) {
            text.push_str(&format!(
                "; {} is {} behind in {}",
                projection.projection,
                counted(projection.events, "event"),
                counted(projection.organizations, "organization")
            ));
            if let Some(longest) = projection.longest.filter(|it| *it >= Duration::from_secs(1)) {
                text.push_str(&format!(", the longest for {} s", longest.as_secs()));
            }
        }
        text
    }
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn name(part: Part) -> &'static str {
    part.map_or("every projection", |projection| projection.name)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use wellflow_read_model::WELL_SUMMARY;

    use super::*;

    fn swept(organizations: u64, failure: Option<&str>) -> Swept {
        Swept {
            organizations,
            failure: failure.map(str::to_owned),
        }
    }

    fn said(status: &Status) -> (bool, String) {
        let readiness = Readiness::new();
        status.report(&readiness, (&status.lag(Utc::now()), true));
        (
            readiness.is_ready(),
            readiness.snapshot()[COMPONENT].detail.clone(),
        )
    }

    #[test]
    fn an_organization_in_trouble_is_counted_and_neither_named_nor_explained() {
        let mut status = Status::default();
        assert_eq!(said(&status), (false, "starting".to_owned()));
        status.told(Uuid::from_u128(1), 10);
        let mut positions = [10; PROJECTIONS.len()];
        positions[0] = 4;
        status.reached(Uuid::from_u128(1), positions);
        status.sweep_ended(swept(3, None));
        let behind = "3 organizations followed; well_summary is 6 events behind in 1 organization";
        assert_eq!(said(&status), (true, behind.to_owned()));

        let trouble = |reason: &str, needs_attention| Trouble {
            reason: reason.to_owned(),
            needs_attention,
        };
        status.failed(
            Uuid::from_u128(2),
            Some(WELL_SUMMARY),
            trouble("unknown event", true),
        );
        status.failed(Uuid::from_u128(3), None, trouble("no connection", false));
        let (ready, detail) = said(&status);
        assert!(ready, "{detail}");
        let counted = "3 organizations followed, 1 stopped, 1 retrying; well_summary is 6 events behind in 1 organization";
        assert_eq!(detail, counted);

        status.parked([0, 2, 0, 0, 1, 0, 0, 0, 0, 0]);
        let parked = "3 organizations followed, 1 stopped, 1 retrying; monthly_production has 2 streams parked; ownership has \
                      1 stream parked; well_summary is 6 events behind in 1 organization";
        assert_eq!(said(&status), (true, parked.to_owned()));
        assert_eq!(status.lag(Utc::now()).projections[1].parked, 2);
        status.parked([0; PROJECTIONS.len()]);

        status.shared_out(Some(32), |_| true);
        assert!(
            said(&status)
                .1
                .starts_with("32 of 64 shares of 3 organizations followed, 1 stopped")
        );
        status.shared_out(None, |_| true);

        status.went_on(Uuid::from_u128(2), Some(WELL_SUMMARY));
        status.went_on(Uuid::from_u128(3), None);
        status.reached(Uuid::from_u128(1), [10; PROJECTIONS.len()]);
        for known in [2, 3].map(Uuid::from_u128) {
            status.reached(known, [0; PROJECTIONS.len()]);
        }
        assert_eq!(said(&status), (true, "3 organizations followed".to_owned()));
        assert!(status.standings.is_empty(), "{:?}", status.standings);
    }

    #[test]
    fn the_lag_is_told_by_projection_and_the_longest_wait_is_the_worst() {
        let (mut status, now) = (Status::default(), Utc::now());
        let waiting = |seconds| Some(now - TimeDelta::seconds(seconds));
        for n in 1..=20 {
            let id = Uuid::from_u128(n.into());
            status.told(id, 1);
            let mut measured = Measured {
                tip: 100 + n,
                positions: [100 + n; PROJECTIONS.len()],
                since: [None; PROJECTIONS.len()],
            };
            measured.positions[..2].copy_from_slice(&[100, 100 + n / 20]);
            measured.since[..2].copy_from_slice(&[waiting(30 + i64::try_from(n).unwrap()), waiting(5)]);
            status.measured(id, measured);
        }
        assert_eq!(status.to_measure(15).len(), 15);
        status.sweep_ended(swept(50, None));
        let report = status.lag(now);
        let [wells, months, ..] = &report.projections[..] else {
            panic!("{report:?}")
        };
        assert_eq!((wells.organizations, wells.events), (20, 210));
        assert_eq!(wells.longest, Some(Duration::from_secs(50)));
        assert_eq!((months.organizations, months.events), (20, 209));
        assert_eq!(months.longest, Some(Duration::from_secs(5)));
        let worst: Vec<u128> = report
            .worst
            .iter()
            .map(|it| it.organization_id.as_u128())
            .collect();
        assert_eq!(worst, (11..=20).rev().collect::<Vec<u128>>());
        let detail = said(&status).1;
        let expected = "50 organizations followed; well_summary is 210 events behind in 20 organizations, the longest for 5";
        assert!(detail.starts_with(expected), "{detail}");
    }

    #[test]
    fn a_sweep_that_fails_makes_the_projector_not_ready_and_keeps_the_reason_to_itself() {
        let mut status = Status::default();
        status.sweep_ended(swept(0, None));
        assert!(said(&status).0);
        status.sweep_ended(swept(0, Some("connection to 10.1.2.3 refused")));
        let (ready, detail) = said(&status);
        assert!(!ready && !detail.contains("10.1.2.3"), "{detail}");
        status.sweep_ended(swept(0, None));
        assert!(said(&status).0);
    }
}
