//! What must be reached, what is aimed at, and whether it was.

use serde::Serialize;

use crate::arms::{
    MANY, MANY_APPEND, ONE, ONE_APPEND, ONE_UNCACHED, PEERS, POSTGRES_ES, POSTGRES_ES_APPEND, RAW_MANY,
    RAW_ONE, TARGET_LOAD,
};
use crate::cli::Options;
use crate::contest::Work;
use crate::growth::{LARGE, SMALL};
use crate::report::Measured;
use crate::streams::{Loaded, short_way};

/// A line of the check.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    /// `None` where it was not measured.
    pub(crate) figure: Option<f64>,
    pub(crate) target: Target,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) aim: Option<f64>,
    pub(crate) unit: Unit,
}

/// What a figure must be.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// Reported beside the targets.
    Reported,
}

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Times,
    Percent,
    Mebibytes,
    Milliseconds,
    Microseconds,
    Count,
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Times => format!("{figure:.2}x"),
            Self::Percent => format!("{:.0} %", figure * 100.0),
            Self::Mebibytes => format!("{figure:.0} MiB"),
            Self::Milliseconds => format!("{figure:.2} ms"),
            Self::Microseconds => format!("{figure:.1} us"),
            Self::Count => format!("{figure:.0}"),
        }
    }
}

impl Line {
    /// Whether the target is reached; a figure that is missing is none.
    pub(crate) fn passed(&self) -> bool {
        match (self.target, self.figure) {
            (Target::Reported, _) => true,
            (Target::AtLeast(least), Some(figure)) => figure >= least,
            (Target::AtMost(most), Some(figure)) => figure <= most,
            (Target::AtLeast(_) | Target::AtMost(_), None) => false,
        }
    }

    /// As it is printed.
    pub(crate) fn text(&self) -> String {
        let figure = self
            .figure
            .map_or_else(|| "not measured".to_owned(), |f| self.unit.show(f));
        let target = match self.target {
            Target::AtLeast(least) => format!("target >= {}", self.unit.show(least)),
            Target::AtMost(most) => format!("target <= {}", self.unit.show(most)),
            Target::Reported => "reported".to_owned(),
        };
        let aim = self
            .aim
            .map_or_else(String::new, |aim| format!("(aim {})", self.unit.show(aim)));
        let verdict = match (self.target, self.passed()) {
            (Target::Reported, _) => "    ",
            (_, true) => "pass",
            (_, false) => "MISS",
        };
        format!("{verdict}  {:<66} {figure:>12}  {target:<17} {aim}", self.name)
            .trim_end()
            .to_owned()
    }
}

/// Divides figures of one run.
struct Figures<'a>(&'a Measured);

impl Figures<'_> {
    fn rate(&self, work: Work, contestant: &str, submitters: usize) -> Option<f64> {
        self.0
            .cells
            .find(work, contestant, submitters)
            .map(|cell| cell.rate())
    }

    fn ratio(&self, work: Work, ours: &str, theirs: &str, submitters: usize) -> Option<f64> {
        let theirs = self.rate(work, theirs, submitters)?;
        Some(self.rate(work, ours, submitters)? / theirs.max(1.0))
    }

    fn best_peer(&self, work: Work, ours: &str, submitters: usize) -> Option<f64> {
        let rates = PEERS.iter().map(|peer| self.rate(work, peer, submitters));
        let rates: Option<Vec<f64>> = rates.collect();
        let best = rates?.into_iter().fold(1.0, f64::max);
        Some(self.rate(work, ours, submitters)? / best)
    }

    fn of_raw(&self, work: Work, ours: &str, raw: &str) -> Option<f64> {
        let raw = self.rate(work, raw, 0)?;
        Some(self.rate(work, ours, TARGET_LOAD)? / raw.max(1.0))
    }

    fn p50(&self, work: Work, ours: &str, theirs: &str, submitters: usize) -> Option<f64> {
        let ours = self.0.cells.find(work, ours, submitters)?.p50();
        Some(ours / self.0.cells.find(work, theirs, submitters)?.p50().max(1.0))
    }

    fn growth(&self, events: i64) -> Option<f64> {
        let of = |events| self.0.growth.iter().find(|grown| grown.events == events);
        Some(of(events)?.rate() / of(SMALL)?.rate().max(1.0))
    }

    fn long_stream(&self) -> Option<f64> {
        let short = short_way()?.name();
        let of = |events, way: &str| -> Option<&Loaded> {
            self.0
                .streams
                .iter()
                .find(|loaded| loaded.events == events && loaded.way == way)
        };
        Some(f64::from(of(10_000, short)?.p50_us) / f64::from(of(100, short)?.p50_us).max(1.0))
    }
}

/// Every line, in the order it is printed.
pub(crate) fn lines(measured: &Measured, options: &Options) -> Vec<Line> {
    let figures = Figures(measured);
    let mut lines = against_peers(&figures);
    lines.extend(of_the_limit(&figures));
    lines.extend(others(&figures, options));
    lines
}

pub(crate) fn line(name: &str, figure: Option<f64>, target: Target, aim: Option<f64>, unit: Unit) -> Line {
    Line {
        name: name.to_owned(),
        figure,
        target,
        aim,
        unit,
    }
}

fn against_peers(figures: &Figures<'_>) -> Vec<Line> {
    let (one, three) = (Work::Create(1), Work::Create(3));
    let to_postgres_es = |work, ours| figures.ratio(work, ours, POSTGRES_ES, TARGET_LOAD);
    let times = |name, figure, least, aim| line(name, figure, Target::AtLeast(least), Some(aim), Unit::Times);
    let reported = |name, figure| line(name, figure, Target::Reported, None, Unit::Times);
    vec![
        times(
            "1 event, 1 organization, to postgres-es",
            to_postgres_es(one, ONE),
            8.0,
            12.0,
        ),
        times(
            "1 event, 128 organizations, to postgres-es",
            to_postgres_es(one, MANY),
            5.0,
            8.0,
        ),
        times(
            "3 events, 1 organization, to postgres-es",
            to_postgres_es(three, ONE),
            5.0,
            8.0,
        ),
        times(
            "3 events, 128 organizations, to postgres-es",
            to_postgres_es(three, MANY),
            4.0,
            6.0,
        ),
        times(
            "3 events, 1 organization, to the best peer",
            figures.best_peer(three, ONE, TARGET_LOAD),
            3.0,
            5.0,
        ),
        times(
            "load-decide-append without cache, to postgres-es",
            to_postgres_es(Work::Continue, ONE_UNCACHED),
            6.0,
            9.0,
        ),
        times(
            "load-decide-append with cache, to postgres-es",
            to_postgres_es(Work::Continue, ONE),
            8.0,
            12.0,
        ),
        line(
            "1 submitter: median time of 1 event, to postgres-es",
            figures.p50(one, ONE, POSTGRES_ES, 1),
            Target::AtMost(1.0),
            None,
            Unit::Times,
        ),
        line(
            "8 submitters: 1 event, to the best peer",
            figures.best_peer(one, ONE, 8),
            Target::AtLeast(1.5),
            None,
            Unit::Times,
        ),
        reported(
            "1 event, append alone, to postgres-es append alone",
            figures.ratio(one, ONE_APPEND, POSTGRES_ES_APPEND, TARGET_LOAD),
        ),
        reported(
            "1 event, 1 organization, to the best peer",
            figures.best_peer(one, ONE, TARGET_LOAD),
        ),
    ]
}

fn of_the_limit(figures: &Figures<'_>) -> Vec<Line> {
    let one = Work::Create(1);
    let share =
        |name, figure, least, aim| line(name, figure, Target::AtLeast(least), Some(aim), Unit::Percent);
    let reported = |name, figure| line(name, figure, Target::Reported, None, Unit::Percent);
    vec![
        share(
            "1 event, append alone, 1 organization, of the raw limit",
            figures.of_raw(one, ONE_APPEND, RAW_ONE),
            0.60,
            0.85,
        ),
        share(
            "1 event, append alone, 128 organizations, of the raw limit",
            figures.of_raw(one, MANY_APPEND, RAW_MANY),
            0.45,
            0.70,
        ),
        reported(
            "1 event, 1 organization, of the raw limit",
            figures.of_raw(one, ONE, RAW_ONE),
        ),
        reported(
            "1 event, 128 organizations, of the raw limit",
            figures.of_raw(one, MANY, RAW_MANY),
        ),
        reported(
            "3 events, append alone, 1 organization, of the raw limit",
            figures.of_raw(Work::Create(3), ONE_APPEND, RAW_ONE),
        ),
    ]
}

fn others(figures: &Figures<'_>, options: &Options) -> Vec<Line> {
    let mut lines = Vec::new();
    if !options.quick {
        lines.push(line(
            "rate with 10,000,000 events stored, of that with 10,000",
            figures.growth(LARGE),
            Target::AtLeast(0.85),
            None,
            Unit::Percent,
        ));
    }
    lines.push(line(
        "rate with an old snapshot open, of that without",
        figures.0.aged.as_ref().map(|aged| aged.share()),
        Target::AtLeast(0.90),
        None,
        Unit::Percent,
    ));
    lines.push(line(
        "loading 10,000 events with snapshots, to loading 100",
        figures.long_stream(),
        Target::AtMost(2.0),
        None,
        Unit::Times,
    ));
    lines.push(line(
        "memory of a service with 512 appends waiting",
        figures.0.memory.as_ref().map(|memory| memory.submitters_waiting),
        Target::Reported,
        Some(150.0),
        Unit::Mebibytes,
    ));
    lines.push(line(
        "memory of a service with its queue full",
        figures.0.memory.as_ref().map(|memory| memory.queue_full),
        Target::Reported,
        Some(150.0),
        Unit::Mebibytes,
    ));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_on_the_target_passes_and_a_missing_one_does_not() {
        let at = |figure, target| line("", figure, target, None, Unit::Times).passed();
        assert!(at(Some(8.0), Target::AtLeast(8.0)));
        assert!(!at(Some(7.99), Target::AtLeast(8.0)));
        assert!(at(Some(1.0), Target::AtMost(1.0)));
        assert!(!at(None, Target::AtMost(1.0)));
        assert!(at(None, Target::Reported));
    }
}
