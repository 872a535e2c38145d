//! From where on something else is shown, and what one state shows.

use chrono::{DateTime, Utc};
use wellflow_read_model::history::FOREVER;

use super::Shown;

/// From where on something else may be shown than before.
#[derive(Clone, Copy)]
pub(super) struct Touched {
    pub(super) from: DateTime<Utc>,
    /// Whether a fact was taken out there: the stretch before it may reach further than it did.
    pub(super) taken_out: bool,
}

impl Touched {
    pub(super) const NOWHERE: Self = Self {
        from: FOREVER,
        taken_out: false,
    };

    /// The earlier of both; of two at one instant the one that reaches further back.
    pub(super) fn or(self, from: DateTime<Utc>, taken_out: bool) -> Self {
        if (from, !taken_out) < (self.from, !self.taken_out) {
            Self { from, taken_out }
        } else {
            self
        }
    }

    pub(super) fn changes(self, effective_to: DateTime<Utc>) -> bool {
        effective_to > self.from || (self.taken_out && effective_to == self.from)
    }
}

/// What a state shows from one instant up to another, which the calendar alone may change.
pub(super) fn shown_between<D: Shown>(
    state: &D,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Vec<(DateTime<Utc>, DateTime<Utc>, D::Summary)> {
    let mut shown = Vec::new();
    let Some(mut summary) = state.shown_at(from) else {
        return shown;
    };
    let (mut since, mut seen) = (from, from);
    loop {
        let turns = D::turns(&summary).into_iter();
        let Some(turn) = turns.filter(|turn| seen < *turn && *turn < to).min() else {
            break;
        };
        seen = turn;
        if let Some(next) = state.shown_at(turn)
            && next != summary
        {
            shown.push((since, turn, std::mem::replace(&mut summary, next)));
            since = turn;
        }
    }
    shown.push((since, to, summary));
    shown
}
