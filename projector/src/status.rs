//! What `/readyz` says about the projector.

use std::collections::BTreeMap;
use std::fmt::Write;

use uuid::Uuid;
use wellflow_http::Readiness;

/// The component's name.
pub(crate) const COMPONENT: &str = "projector";

/// Organizations named in the detail; the others are counted.
const NAMED: usize = 5;

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
    /// Why it cannot go on, and whether somebody must see to it.
    trouble: Option<(String, bool)>,
}

impl Standing {
    fn behind(&self) -> u64 {
        self.tip.saturating_sub(self.position)
    }
}

impl Status {
    pub(crate) fn swept(&mut self, organization_id: Uuid, tip: u64, position: u64) {
        let standing = self.organizations.entry(organization_id).or_default();
        standing.tip = standing.tip.max(tip);
        standing.position = position;
    }

    pub(crate) fn sweep_ended(&mut self, failure: Option<String>) {
        self.swept = self.swept || failure.is_none();
        self.sweep = failure;
    }

    pub(crate) fn reached(&mut self, organization_id: Uuid, position: u64) {
        let standing = self.organizations.entry(organization_id).or_default();
        standing.position = position;
        standing.tip = standing.tip.max(position);
        standing.trouble = None;
    }

    pub(crate) fn failed(&mut self, organization_id: Uuid, reason: String, needs_attention: bool) {
        let standing = self.organizations.entry(organization_id).or_default();
        standing.trouble = Some((reason, needs_attention));
    }

    pub(crate) fn report(&self, readiness: &Readiness) {
        if let Some(reason) = &self.sweep {
            readiness.set_not_ready(COMPONENT, reason);
        } else if !self.swept {
            readiness.set_not_ready(COMPONENT, "starting");
        } else if self
            .organizations
            .values()
            .any(|standing| matches!(standing.trouble, Some((_, true))))
        {
            readiness.set_not_ready(COMPONENT, self.detail());
        } else {
            readiness.set_ready(COMPONENT, self.detail());
        }
    }

    fn detail(&self) -> String {
        let behind: u64 = self.organizations.values().map(Standing::behind).sum();
        let mut text = format!(
            "organizations: {}, events behind: {behind}",
            self.organizations.len()
        );
        let mut noteworthy: Vec<_> = self
            .organizations
            .iter()
            .filter(|(_, standing)| standing.trouble.is_some() || standing.behind() > 0)
            .collect();
        // Those in trouble first, then those farthest behind.
        noteworthy
            .sort_by_key(|(_, standing)| (standing.trouble.is_none(), std::cmp::Reverse(standing.behind())));
        for (organization_id, standing) in noteworthy.iter().take(NAMED) {
            // Writing to a string does not fail.
            let _ = write!(text, "; {organization_id} {} behind", standing.behind());
            if let Some((reason, _)) = &standing.trouble {
                let _ = write!(text, ": {reason}");
            }
        }
        if noteworthy.len() > NAMED {
            let _ = write!(text, "; and {} more", noteworthy.len() - NAMED);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_organization_in_need_of_attention_makes_the_projector_not_ready() {
        let readiness = Readiness::new();
        let mut status = Status::default();
        status.report(&readiness);
        assert!(!readiness.is_ready());
        status.swept(Uuid::from_u128(1), 10, 4);
        status.sweep_ended(None);
        status.report(&readiness);
        assert!(readiness.is_ready());
        assert_eq!(
            readiness.snapshot()[COMPONENT].detail,
            format!(
                "organizations: 1, events behind: 6; {} 6 behind",
                Uuid::from_u128(1)
            )
        );

        status.failed(Uuid::from_u128(2), "unknown event".to_owned(), true);
        status.report(&readiness);
        assert!(!readiness.is_ready());
        assert!(readiness.snapshot()[COMPONENT].detail.contains("unknown event"));

        status.reached(Uuid::from_u128(2), 3);
        status.report(&readiness);
        assert!(readiness.is_ready());
    }
}
