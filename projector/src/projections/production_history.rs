//! `production_history`: what each completion's month counted for, as it was known at every position.
//!
//! As `monthly_production` does, it takes all of a month's events whenever they take effect: what is known of a month is
//! shown as soon as it is known, and counts from the month's last day on. A word that changes none of the volumes, such as a
//! lock, makes no row.
//!
//! Invariants
//! - At every position at most one row of a month is open, from the month's last day to the end of time.
//! - It tells what the fold of all events known at that position tells.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::local_day;
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthEvent};
use wellflow_read_model::history::{Changes, FOREVER, LAST_DAY, Place, Span};
use wellflow_read_model::production_history::{self, MonthHistoryRow};
use wellflow_read_model::{PRODUCTION_HISTORY, ProjectionKey, ReadModelError, Stated};
use wellflow_runtime::TenantTransaction;

use super::history::{History, Kept, Line};
use super::monthly_production::{holds_from, stated};
use crate::ProjectorError;
use crate::timeline::Stretch;
use crate::told::Told;

/// See the module.
pub(crate) type ProductionHistory = History<ProductionMonth>;

/// What a month counts for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted {
    from: DateTime<Utc>,
    zone: TimeZone,
    well_id: Uuid,
    completion: String,
    month: NaiveDate,
    lease: Option<String>,
    days_on: Option<i32>,
    oil_bbl: Stated,
    condensate_bbl: Stated,
    gas_mcf: Stated,
    gas_base: Option<(String, String)>,
    water_bbl: Stated,
    injection: Stated,
}

impl Counted {
    /// `None` while only days are recorded.
    pub(crate) fn of(month: &ProductionMonth) -> Option<Self> {
        let from = holds_from(month)?;
        let zone = match month {
            ProductionMonth::Unknown => return None,
            ProductionMonth::Running { running } => running.time_zone,
            ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
                recorded.time_zone
            }
        };
        let summary = month.summary()?;
        let volumes = &summary.volumes;
        Some(Self {
            from,
            zone,
            well_id: summary.well_id.as_uuid(),
            completion: summary.completion.as_str().to_owned(),
            month: summary.month.first_day(),
            lease: summary.lease.as_ref().map(|lease| lease.as_str().to_owned()),
            days_on: volumes.days_on.amount().map(|days| i32::from(days.get())),
            oil_bbl: stated(volumes.oil_bbl),
            condensate_bbl: stated(volumes.condensate_bbl),
            gas_mcf: stated(volumes.gas),
            gas_base: volumes.gas.amount().map(|gas| {
                let psia = gas.base_psia().as_str().to_owned();
                (psia, gas.base_temp_f().to_string())
            }),
            water_bbl: stated(volumes.water_bbl),
            injection: stated(volumes.injection),
        })
    }
}

/// A month, told as a whole.
pub(crate) struct Whole {
    id: Uuid,
    /// The events that stand, in the order of (`effective_at`, position).
    told: Vec<Told<ProductionMonthEvent>>,
    state: ProductionMonth,
    /// The commit taken last: its first position, and its instant.
    known: Option<(u64, DateTime<Utc>)>,
    /// What is known, since which position, and the instant of that commit.
    open: Option<(Stretch<Counted>, DateTime<Utc>)>,
    changes: Changes<Stretch<Counted>>,
}

impl Line for Whole {
    type Event = ProductionMonthEvent;
    type Summary = Counted;

    fn new(id: Uuid) -> Self {
        Self {
            id,
            told: Vec::new(),
            state: ProductionMonth::default(),
            known: None,
            open: None,
            changes: Changes::default(),
        }
    }

    fn take(&mut self, events: Vec<Told<ProductionMonthEvent>>) {
        let mut events = events.into_iter().peekable();
        while let Some(told) = events.next() {
            let (position, recorded_at) = (told.position, told.recorded_at);
            if self.known.is_none_or(|(_, known)| known != recorded_at) {
                self.known = Some((position, recorded_at));
            }
            self.put(told);
            if events.peek().is_none_or(|next| next.recorded_at != recorded_at) {
                self.show();
            }
        }
    }

    fn written(&mut self) {
        self.changes = Changes::default();
    }

    fn rows(&self) -> usize {
        self.changes.new.len()
    }

    fn changes(self) -> Changes<Stretch<Counted>> {
        self.changes
    }
}

impl Whole {
    fn put(&mut self, told: Told<ProductionMonthEvent>) {
        let order = (told.effective_at, told.position);
        let is_last = self
            .told
            .last()
            .is_none_or(|last| (last.effective_at, last.position) < order);
        if is_last && told.supersedes.is_none() {
            // What makes no sense in the state it meets changes nothing.
            let _ = self.state.evolve_all(&told.events);
            self.told.push(told);
            return;
        }
        if let Some(replaced) = told.supersedes {
            self.told.retain(|earlier| earlier.event_id != replaced);
        }
        let at = self
            .told
            .partition_point(|earlier| (earlier.effective_at, earlier.position) < order);
        self.told.insert(at, told);
        self.state = ProductionMonth::default();
        for told in &self.told {
            let _ = self.state.evolve_all(&told.events);
        }
    }

    /// Closes what was known and opens what is, where they differ.
    fn show(&mut self) {
        let Some((position, recorded_at)) = self.known else {
            return;
        };
        let counted = Counted::of(&self.state);
        if self.open.as_ref().map(|(open, _)| &open.summary) == counted.as_ref() {
            return;
        }
        if let Some((open, since)) = self.open.take() {
            let place = open.span.place;
            let new = self.changes.new.iter_mut().find(|new| new.span.place == place);
            match (new, since == recorded_at) {
                // Closed by the commit it began with.
                (Some(_), true) => self.changes.new.retain(|new| new.span.place != place),
                (None, true) => self.changes.gone.push(place),
                (Some(new), false) => new.span.to_position = Some(position),
                (None, false) => self.changes.closed.push((place, position)),
            }
        }
        let newest = self
            .told
            .iter()
            .map(Told::newest)
            .max_by_key(|newest| newest.position);
        if let Some((counted, newest)) = counted.zip(newest) {
            let stretch = Stretch {
                span: Span {
                    place: Place {
                        id: self.id,
                        from_position: position,
                        effective_from: counted.from,
                    },
                    to_position: None,
                    effective_to: FOREVER,
                    days: (local_day(counted.from, counted.zone), LAST_DAY),
                },
                newest,
                summary: counted,
            };
            self.changes.new.push(stretch.clone());
            self.open = Some((stretch, recorded_at));
        }
    }
}

impl Kept for ProductionMonth {
    const KEY: ProjectionKey = PRODUCTION_HISTORY;
    type Line = Whole;
    type Row = MonthHistoryRow;

    fn row(stretch: Stretch<Counted>) -> Result<MonthHistoryRow, ProjectorError> {
        let Stretch { span, summary, .. } = stretch;
        Ok(MonthHistoryRow {
            span,
            well_id: summary.well_id,
            completion: summary.completion,
            month: summary.month,
            lease: summary.lease,
            days_on: summary.days_on,
            oil_bbl: summary.oil_bbl,
            condensate_bbl: summary.condensate_bbl,
            gas_mcf: summary.gas_mcf,
            gas_base: summary.gas_base,
            water_bbl: summary.water_bbl,
            injection: summary.injection,
        })
    }

    async fn write(
        tx: &TenantTransaction,
        organization_id: Uuid,
        changes: &Changes<MonthHistoryRow>,
    ) -> Result<(), ReadModelError> {
        production_history::write(tx, organization_id, changes).await
    }

    async fn forget(
        tx: &TenantTransaction,
        organization_id: Uuid,
        ids: &[Uuid],
    ) -> Result<(), ReadModelError> {
        production_history::forget(tx, organization_id, ids).await
    }
}
