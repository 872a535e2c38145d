//! What `/readyz` says about the projector: how many, never which and never why.
//!
//! Invariants
//! - Anybody may ask `/readyz`: it names no organization and repeats no error. What an operator needs to know of either is
//!   in the log, once per change.
//! - An organization in trouble is a detail: the others are served. Not ready is only who has not looked around yet, or
//!   could not the last time.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use wellflow_http::Readiness;

use crate::back_off::Part;

/// The component's name.
pub(crate) const COMPONENT: &str = "projector";

/// How far every organization is.
#[derive(Debug, Default)]
pub(crate) struct Status {
    organizations: BTreeMap<Uuid, Standing>,
    /// Why the last sweep failed, if it did.
    sweep: Option<String>,
    swept: bool,
}

#[derive(Debug, Default)]
struct Standing {
    tip: u64,
    position: u64,
    /// What cannot go on.
    troubles: HashMap<Part, Trouble>,
}

/// Why something cannot go on, and whether somebody must see to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) reason: String,
    pub(crate) needs_attention: bool,
}

impl Standing {
    fn behind(&self) -> u64 {
        self.tip.saturating_sub(self.position)
    }

    fn is_stopped(&self) -> bool {
        self.troubles.values().any(|trouble| trouble.needs_attention)
    }

    fn is_retrying(&self) -> bool {
        !self.troubles.is_empty() && !self.is_stopped()
    }
}

impl Status {
    pub(crate) fn swept(&mut self, organization_id: Uuid, tip: u64, position: u64) {
        let standing = self.organizations.entry(organization_id).or_default();
        standing.tip = standing.tip.max(tip);
        standing.position = position;
    }

    pub(crate) fn sweep_ended(&mut self, failure: Option<String>) {
        if self.sweep != failure {
            match &failure {
                Some(reason) => {
                    tracing::error!(error = reason, "the sweep over all organizations fails");
                }
                None => tracing::info!("the sweep over all organizations works again"),
            }
        }
        self.swept = self.swept || failure.is_none();
        self.sweep = failure;
    }

    pub(crate) fn reached(&mut self, organization_id: Uuid, position: u64) {
        let standing = self.organizations.entry(organization_id).or_default();
        standing.position = position;
        standing.tip = standing.tip.max(position);
    }

    pub(crate) fn went_on(&mut self, organization_id: Uuid, part: Part) {
        let standing = self.organizations.entry(organization_id).or_default();
        if standing.troubles.remove(&part).is_some() {
            tracing::info!(%organization_id, projection = name(part), "followed again");
        }
    }

    pub(crate) fn failed(&mut self, organization_id: Uuid, part: Part, trouble: Trouble) {
        let standing = self.organizations.entry(organization_id).or_default();
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

    pub(crate) fn report(&self, readiness: &Readiness) {
        if self.sweep.is_some() {
            readiness.set_not_ready(COMPONENT, "the organizations cannot be looked at; see the log");
        } else if self.swept {
            readiness.set_ready(COMPONENT, self.detail());
        } else {
            readiness.set_not_ready(COMPONENT, "starting");
        }
    }

    fn detail(&self) -> String {
        let count = |is: fn(&Standing) -> bool| self.organizations.values().filter(|it| is(it)).count();
        let events: u64 = self.organizations.values().map(Standing::behind).sum();
        let mut text = format!(
            "{} followed",
            counted(self.organizations.len() as u64, "organization")
        );
        for (number, words) in [
            (
                count(|it| it.behind() > 0),
                format!("behind by {}", counted(events, "event")),
            ),
            (count(Standing::is_stopped), "stopped".to_owned()),
            (count(Standing::is_retrying), "retrying".to_owned()),
        ] {
            if number > 0 {
                text.push_str(&format!(", {number} {words}"));
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
    use wellflow_read_model::WELL_SUMMARY;

    use super::*;

    fn said(status: &Status) -> (bool, String) {
        let readiness = Readiness::new();
        status.report(&readiness);
        (
            readiness.is_ready(),
            readiness.snapshot()[COMPONENT].detail.clone(),
        )
    }

    #[test]
    fn an_organization_in_trouble_is_counted_and_neither_named_nor_explained() {
        let mut status = Status::default();
        assert_eq!(said(&status), (false, "starting".to_owned()));
        status.swept(Uuid::from_u128(1), 10, 4);
        status.sweep_ended(None);
        let behind = "1 organization followed, 1 behind by 6 events";
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
        let counted = "3 organizations followed, 1 behind by 6 events, 1 stopped, 1 retrying";
        assert_eq!(detail, counted);

        status.went_on(Uuid::from_u128(2), Some(WELL_SUMMARY));
        status.went_on(Uuid::from_u128(3), None);
        status.reached(Uuid::from_u128(1), 10);
        assert_eq!(said(&status), (true, "3 organizations followed".to_owned()));
    }

    #[test]
    fn a_sweep_that_fails_makes_the_projector_not_ready_and_keeps_the_reason_to_itself() {
        let mut status = Status::default();
        status.sweep_ended(None);
        assert!(said(&status).0);
        status.sweep_ended(Some("connection to 10.1.2.3 refused".to_owned()));
        let (ready, detail) = said(&status);
        assert!(!ready && !detail.contains("10.1.2.3"), "{detail}");
        status.sweep_ended(None);
        assert!(said(&status).0);
    }
}
