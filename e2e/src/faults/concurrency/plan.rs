//! What every command of a run is, from the seed and the command's number alone.
//!
//! A worker that replaces a killed one, and the checker, thereby know the same commands without being told.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::faults::random::Random;

/// Tanks per organization that many commands meet at; their ids change with the era, so that no stream grows without end.
const HOT: u64 = 2;
/// Tanks per organization that few commands meet at.
const COLD: u64 = 300;
/// Commands per organization in an era.
const ERA: u64 = 400;
/// Labels per organization.
const LABELS: u64 = 40;
/// What an impostor adds to its amounts.
pub(crate) const FORGED: i64 = 1_000_000;
/// Every block with this remainder of 10 is sent by two workers at once.
const SHARED: u64 = 3;

/// What is common to all processes of a run.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) commands: u64,
    /// Commands handed to a worker at a time.
    pub(crate) block: u64,
    pub(crate) organizations: Vec<Uuid>,
}

/// One command.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) number: u64,
    /// An index into [`World::organizations`].
    pub(crate) organization: usize,
    pub(crate) command_id: Uuid,
    /// The tank it is about.
    pub(crate) tank: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) kind: Kind,
    pub(crate) sending: Sending,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Fill {
        amounts: Vec<i64>,
        /// Sent with the version the worker last heard of.
        insists: bool,
    },
    Draw(i64),
    Label(String),
    Unlabel,
    /// A fill whose append also checks that another tank has not moved.
    Guarded {
        guard: Uuid,
        amount: i64,
    },
    /// One unit of work over two tanks, checking a third.
    Deliver {
        amount: i64,
        second: Uuid,
        second_amount: i64,
        checked: Uuid,
    },
    /// A submission that makes the whole transaction it is in fail.
    Poison(Poison),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Poison {
    /// A payload that is no JSON.
    NoJson,
    /// A payload with a byte no text of the server may hold.
    NulByte,
    /// The same event twice: a row the primary key of its stream refuses.
    StreamTwice,
}

/// How a command is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sending {
    Once,
    /// Twice at the same moment.
    Twice,
    /// Again after its answer.
    Again,
    /// At the same moment as another command under its id.
    WithImpostor,
    /// Followed by another command under its id.
    BeforeImpostor,
}

/// An event a command comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) tank: Uuid,
    pub(crate) event_type: &'static str,
    /// What it adds to the tank's level.
    pub(crate) amount: i64,
}

impl World {
    pub(crate) fn new(seed: u64, commands: u64, block: u64, organizations: usize) -> Self {
        let organizations = (0..organizations as u64).map(|index| Random::of(&[seed, 1, index]).uuid());
        Self {
            seed,
            commands,
            block: block.max(1),
            organizations: organizations.collect(),
        }
    }

    pub(crate) fn blocks(&self) -> u64 {
        self.commands.div_ceil(self.block)
    }

    /// The numbers of a block's commands.
    pub(crate) fn numbers(&self, block: u64) -> std::ops::Range<u64> {
        block * self.block..((block + 1) * self.block).min(self.commands)
    }

    /// Whether two workers send the block at once.
    pub(crate) fn is_shared(block: u64) -> bool {
        block % 10 == SHARED
    }

    pub(crate) fn fingerprint(&self, number: u64, forged: bool) -> [u8; 32] {
        Random::of(&[self.seed, 3, number, u64::from(forged)]).bytes()
    }

    pub(crate) fn command_id(&self, number: u64) -> Uuid {
        Random::of(&[self.seed, 2, number]).uuid()
    }

    pub(crate) fn plan(&self, number: u64) -> Plan {
        let mut random = Random::of(&[self.seed, 4, number]);
        let organization = random.index(self.organizations.len());
        let era = number / (ERA * self.organizations.len() as u64);
        let hot = random.chance(30);
        let tank = self.tank(&mut random, organization, era, hot);
        let (kind, late) = self.kind(&mut random, organization, era, tank);
        let late = late.then(|| TimeDelta::seconds(1 + random.below(1_000) as i64));
        let sending = match random.below(100) {
            0..5 => Sending::Twice,
            5..8 => Sending::Again,
            8..9 => Sending::WithImpostor,
            9..10 => Sending::BeforeImpostor,
            _ => Sending::Once,
        };
        Plan {
            number,
            organization,
            command_id: self.command_id(number),
            tank,
            at: day() - late.unwrap_or_default(),
            kind,
            sending,
        }
    }

    fn kind(&self, random: &mut Random, organization: usize, era: u64, tank: Uuid) -> (Kind, bool) {
        let amount = 1 + random.below(9) as i64;
        let fill = |amounts, insists| Kind::Fill { amounts, insists };
        let several = vec![amount, amount + 1, amount + 2];
        match random.below(1_000) {
            0..470 => (fill(vec![amount], false), false),
            470..550 => (fill(vec![amount], true), false),
            550..670 => (Kind::Draw(amount * 3), false),
            670..740 => (fill(several, false), false),
            740..780 => (Kind::Label(self.label(random, organization)), false),
            780..800 => (Kind::Unlabel, false),
            800..830 => (fill(vec![amount], false), true),
            830..850 => (Kind::Draw(amount), true),
            850..880 => (fill(Vec::new(), false), false),
            880..915 => {
                let guard = self.other(random, organization, era, &[tank]);
                (Kind::Guarded { guard, amount }, false)
            }
            915..995 => {
                let second = self.other(random, organization, era, &[tank]);
                let checked = self.other(random, organization, era, &[tank, second]);
                let deliver = Kind::Deliver {
                    amount,
                    second,
                    second_amount: amount + 1,
                    checked,
                };
                (deliver, false)
            }
            995..997 => (Kind::Poison(Poison::NoJson), false),
            997..998 => (Kind::Poison(Poison::NulByte), false),
            _ => (Kind::Poison(Poison::StreamTwice), false),
        }
    }

    fn tank(&self, random: &mut Random, organization: usize, era: u64, hot: bool) -> Uuid {
        let organization = organization as u64;
        if hot {
            Random::of(&[self.seed, 5, organization, era, random.below(HOT)]).uuid()
        } else {
            Random::of(&[self.seed, 6, organization, random.below(COLD)]).uuid()
        }
    }

    /// A tank that is none of these.
    fn other(&self, random: &mut Random, organization: usize, era: u64, not: &[Uuid]) -> Uuid {
        loop {
            let hot = random.chance(20);
            let tank = self.tank(random, organization, era, hot);
            if !not.contains(&tank) {
                return tank;
            }
        }
    }

    fn label(&self, random: &mut Random, organization: usize) -> String {
        format!("T-{organization}-{}", random.below(LABELS))
    }
}

impl Plan {
    /// The events the command comes to if it is carried out; `None` where that depends on the tank.
    pub(crate) fn expected(&self, forged: bool) -> Option<Vec<Expected>> {
        let more = if forged { FORGED } else { 0 };
        let filled = |tank, amount| Expected {
            tank,
            event_type: "Filled",
            amount: amount + more,
        };
        match &self.kind {
            Kind::Fill { amounts, .. } => {
                Some(amounts.iter().map(|amount| filled(self.tank, *amount)).collect())
            }
            Kind::Draw(amount) => Some(vec![Expected {
                tank: self.tank,
                event_type: "Drawn",
                amount: -(amount + more),
            }]),
            Kind::Guarded { amount, .. } => Some(vec![filled(self.tank, *amount)]),
            Kind::Deliver {
                amount,
                second,
                second_amount,
                ..
            } => Some(vec![filled(self.tank, *amount), filled(*second, *second_amount)]),
            Kind::Label(_) | Kind::Unlabel => None,
            Kind::Poison(_) => Some(Vec::new()),
        }
    }
}

/// The date of everything that is not late: events of one instant stand in the order of their positions.
pub(crate) fn day() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}
