//! When the next fact recorded ahead of its time takes effect, organization by organization.
//!
//! An alarm is only a reason to look: one that rings early or for nothing costs a turn without work, one that is missing
//! costs the time until the sweep.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// At most one instant per organization.
#[derive(Debug, Default)]
pub(crate) struct Alarms {
    at: HashMap<Uuid, DateTime<Utc>>,
    order: BTreeSet<(DateTime<Utc>, Uuid)>,
}

impl Alarms {
    /// Sets the organization's alarm, or takes it away.
    pub(crate) fn set(&mut self, organization_id: Uuid, at: Option<DateTime<Utc>>) {
        let before = match at {
            Some(at) => self.at.insert(organization_id, at),
            None => self.at.remove(&organization_id),
        };
        if let Some(before) = before {
            self.order.remove(&(before, organization_id));
        }
        if let Some(at) = at {
            self.order.insert((at, organization_id));
        }
    }

    /// Keeps the alarms of some organizations.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Uuid) -> bool) {
        self.at.retain(|id, _| keep(id));
        self.order.retain(|(_, id)| keep(id));
    }

    /// How long until the first alarm; nothing where it is due.
    pub(crate) fn wait(&self, now: DateTime<Utc>) -> Option<Duration> {
        let (at, _) = self.order.first()?;
        Some((*at - now).to_std().unwrap_or_default())
    }

    /// The organizations whose alarm is due; each rings once.
    pub(crate) fn ring(&mut self, now: DateTime<Utc>) -> Vec<Uuid> {
        let mut rung = Vec::new();
        while let Some(&(at, organization_id)) = self.order.first()
            && at <= now
        {
            self.set(organization_id, None);
            rung.push(organization_id);
        }
        rung
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn alarms_ring_in_order_and_once() {
        let now = Utc::now();
        let [one, two] = [1, 2].map(Uuid::from_u128);
        let mut alarms = Alarms::default();
        assert_eq!(alarms.wait(now), None);
        alarms.set(one, Some(now + TimeDelta::seconds(9)));
        alarms.set(two, Some(now + TimeDelta::seconds(5)));
        assert_eq!(alarms.wait(now), Some(Duration::from_secs(5)));
        assert!(alarms.ring(now).is_empty());
        // The later setting holds.
        alarms.set(one, Some(now + TimeDelta::seconds(1)));
        assert_eq!(alarms.ring(now + TimeDelta::seconds(5)), [one, two]);
        assert!(alarms.ring(now + TimeDelta::seconds(9)).is_empty());
        alarms.set(one, Some(now - TimeDelta::seconds(1)));
        assert_eq!(alarms.wait(now), Some(Duration::ZERO));
        alarms.set(one, None);
        assert_eq!(alarms.wait(now), None);
    }
}
