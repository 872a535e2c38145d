//! Which statute or form stands behind a refusal, where the well lies.

use chrono::NaiveDate;

use super::WellError;
use crate::location::StateCode;

/// What the tests of a bore's integrity say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrityFound {
    /// There is none.
    NeverTested,
    /// It did not hold.
    Failed {
        /// The local day of the test.
        on: NaiveDate,
    },
    /// It held, too long ago.
    OutOfDate {
        /// The last local day on which the test counted.
        until: NaiveDate,
    },
}

impl std::fmt::Display for IntegrityFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NeverTested => f.write_str("no test is recorded"),
            Self::Failed { on } => write!(f, "it failed on {on}"),
            Self::OutOfDate { until } => write!(f, "its last test counted until {until}"),
        }
    }
}

impl WellError {
    /// The statute or form behind the rule, where there is one that was read.
    pub fn source(&self) -> Option<&'static str> {
        let here = match self {
            Self::LeaseSevered { state } => named(*state, &[("TX", "RRC Form P-4")]),
            Self::TransferNotSigned { state, .. } => {
                named(*state, &[("OK", "OCC Form 1073"), ("TX", "RRC Form P-4")])
            }
            Self::NoticeTooLate { state, .. } | Self::PluggingNotApproved { state } => {
                named(*state, &[("NM", "OCD Form C-103"), ("TX", "RRC Form W-3A")])
            }
            Self::CannotSubmitPermit { unmet }
            | Self::CannotDrill { unmet }
            | Self::CannotProduce { unmet } => unmet.source(),
            _ => None,
        };
        here.or_else(|| self.source_everywhere())
    }
}

/// The form of a state.
fn named(state: Option<StateCode>, forms: &[(&str, &'static str)]) -> Option<&'static str> {
    let state = state?;
    forms
        .iter()
        .find(|(code, _)| *code == state.as_str())
        .map(|(_, form)| *form)
}
