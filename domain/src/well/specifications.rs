//! What it takes to apply for a permit, to drill, and to produce: each built of small specifications that say which part
//! failed.
//!
//! Leases and AFEs count as their own streams have them where those were looked at ([`DrillSeen`]). Otherwise they are stated with
//! the task, as licences and clearances are, and what is not stated fails nothing unless the jurisdiction's rules demand it; a
//! refusal names it all the same.

mod authority;
mod drilling;
mod permit;
mod producing;

use chrono::NaiveDate;

use super::stated::{Evidence, Licence};
use crate::location::StateCode;
use crate::specification::{Answer, Part, Verdict};
pub use authority::{AfeAuthorised, LeaseInForceAtDepth};
pub(super) use drilling::candidate as drill_candidate;
pub use drilling::{
    CanDrillWell, DrillCandidate, DrillSeen, HasEnvironmentalClearance, HasValidPermit, InRestrictedArea,
    LeaseUnderWell, OperatorLicensed, SoleRiskElected, WithinPermittedDepth,
};
pub(super) use permit::{CanSubmitPermit, PermitCandidate};
pub(super) use producing::{CanProduce, ProduceCandidate};

/// Why a specification is not met: the parts that failed, and those of which nothing was stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The local day.
    pub on: NaiveDate,
    /// The well's state, where known.
    pub state: Option<StateCode>,
    /// The parts that failed.
    pub failed: Vec<Part>,
    /// The parts of which nothing was stated.
    pub not_stated: Vec<Part>,
}

impl Unmet {
    /// What makes the verdict unmet; `None` where it is not.
    pub(super) fn of(verdict: &Verdict, on: NaiveDate, state: Option<StateCode>) -> Option<Self> {
        let owned = |parts: Vec<&Part>| parts.into_iter().cloned().collect();
        match verdict.answer() {
            Answer::Unmet => Some(Self {
                on,
                state,
                failed: owned(verdict.failed()),
                not_stated: owned(verdict.not_stated()),
            }),
            Answer::Met | Answer::NotStated => None,
        }
    }

    /// The statute or form behind the first part that failed and has one.
    pub fn source(&self) -> Option<&'static str> {
        self.failed.iter().find_map(|part| part.source)
    }
}

impl std::fmt::Display for Unmet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "on {}", self.on)?;
        if let Some(state) = self.state {
            write!(f, " in {state}")?;
        }
        for (index, part) in self.failed.iter().enumerate() {
            write!(f, "{} {part}", if index == 0 { ":" } else { ";" })?;
        }
        for (index, part) in self.not_stated.iter().enumerate() {
            write!(
                f,
                "{} {}",
                if index == 0 { "; not stated:" } else { "," },
                part.detail
            )?;
        }
        Ok(())
    }
}

/// A part that says whether it holds.
fn part(
    specification: &'static str,
    holds: bool,
    detail: impl Into<String>,
    source: Option<&'static str>,
) -> Verdict {
    Verdict::Part(Part {
        specification,
        answer: if holds { Answer::Met } else { Answer::Unmet },
        detail: detail.into(),
        source,
    })
}

/// A part of which nothing was stated: unmet where the rules demand it, else open.
fn missing(
    specification: &'static str,
    evidence: Evidence,
    demanded: &[Evidence],
    state: Option<StateCode>,
    source: Option<&'static str>,
) -> Verdict {
    let words = evidence.words();
    if !demanded.contains(&evidence) {
        return Verdict::Part(Part {
            specification,
            answer: Answer::NotStated,
            detail: words.to_owned(),
            source,
        });
    }
    let whose = state.map_or_else(String::new, |state| format!(" of {state}"));
    part(
        specification,
        false,
        format!("{words} is not stated, and the rules{whose} demand it"),
        source,
    )
}

/// Whether an operator's licence is in force.
fn licence_part(licence: &Licence, on: NaiveDate, state: Option<StateCode>) -> Verdict {
    let reference = &licence.reference;
    let source = form(state, &[("NM", "OCD OGRID"), ("TX", "RRC Form P-5")]);
    match licence.in_force_until {
        Some(until) => part(
            "operator-licensed",
            on <= until,
            format!("licence {reference} is in force until {until}"),
            source,
        ),
        None => part(
            "operator-licensed",
            true,
            format!("licence {reference} is in force"),
            source,
        ),
    }
}

/// The form of a state.
fn form(state: Option<StateCode>, forms: &[(&str, &'static str)]) -> Option<&'static str> {
    let state = state?;
    forms
        .iter()
        .find(|(code, _)| *code == state.as_str())
        .map(|(_, form)| *form)
}
