//! What is asked of the divisions of these histories: numbers that say of which of what there is then, and the commands they
//! come to.

use proptest::prelude::*;
use uuid::Uuid;
use wellflow_domain::division_of_interest::*;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::{Exact, Fraction, InterestType, RoundingResidual, close};
use wellflow_domain::quantity::Usd;

use super::{Ledger, MONTHS, NOW, WHOLE, decimal, key, month, owner, owners_seen, text, units};

/// What is asked, with numbers that say of which of what there is then.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) kind: Kind,
    pub(crate) from: u32,
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) percent: i64,
    /// Months before this one are closed.
    pub(crate) closed_before: u32,
    pub(crate) restate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Royalty,
    Working,
    Carve,
    Correct,
    Stale,
    Supersede,
    Redraw,
    Suspend,
    Release,
    Withdraw,
    Retransfer,
    Payout,
    End,
}

pub(crate) fn ask() -> impl Strategy<Value = Ask> {
    let kind = prop_oneof![
        6 => Just(Kind::Royalty),
        6 => Just(Kind::Working),
        2 => Just(Kind::Carve),
        3 => Just(Kind::Correct),
        1 => Just(Kind::Stale),
        2 => Just(Kind::Supersede),
        1 => Just(Kind::Redraw),
        2 => Just(Kind::Suspend),
        2 => Just(Kind::Release),
        2 => Just(Kind::Withdraw),
        2 => Just(Kind::Retransfer),
        1 => Just(Kind::Payout),
    ];
    // An end leaves little to do, so it is rare.
    let kind = prop_oneof![150 => kind, 1 => Just(Kind::End)];
    let percent = prop_oneof![5 => 1_i64..100, 2 => Just(100_i64), 1 => Just(120_i64)];
    (
        kind,
        0..MONTHS,
        0_usize..40,
        0_usize..40,
        percent,
        0..MONTHS,
        any::<bool>(),
    )
        .prop_map(|(kind, from, one, other, percent, closed_before, restate)| Ask {
            kind,
            from,
            one,
            other,
            percent,
            closed_before: if closed_before < MONTHS / 2 {
                0
            } else {
                closed_before
            },
            restate,
        })
}

/// What there is in the month that is asked about.
struct There<'a> {
    ledger: &'a Ledger,
    ask: &'a Ask,
    from: Month,
    cost: DeckInForce,
    revenue: DeckInForce,
    standing_by: Vec<DrawnUpDeck>,
    closing: Closing,
}

impl Ledger {
    /// The command, of what there is in the month; none where there is nothing to ask for.
    pub(super) fn command(&self, ask: &Ask) -> Option<DivisionCommand> {
        let state = self.now();
        let from = month(ask.from);
        let on = state.deck_on(from)?;
        let there = There {
            ledger: self,
            ask,
            from,
            cost: on.cost?,
            revenue: on.revenue?,
            standing_by: state.summary()?.standing_by,
            closing: Closing {
                closed: closed_before(ask.closed_before),
                restate: ask.restate.then(|| text("title was wrong")),
            },
        };
        match ask.kind {
            Kind::Royalty => Some(there.transfer(there.royalty_parts()?, None)),
            Kind::Working => there.working(),
            Kind::Carve => there.carve(),
            Kind::Correct | Kind::Stale => there.correct(),
            Kind::Supersede | Kind::Redraw => there.supersede(),
            Kind::Suspend => there.suspend(),
            Kind::Release => there.release(),
            Kind::Withdraw => there.withdraw(),
            Kind::Retransfer => there.retransfer(),
            Kind::Payout => Some(there.payout()),
            Kind::End => Some(there.superseded(Succession::Divisions(vec![key(9_999).stream()]))),
        }
    }

    /// One of the changes recorded after the decks came in force, whether or not it stands any more.
    fn named(&self, number: usize, fits: impl Fn(&DivisionEvent) -> bool) -> Option<CorrectedChange> {
        let changes: Vec<&(Uuid, DivisionEvent)> = self
            .events
            .iter()
            .skip(self.opening)
            .filter(|(_, event)| Change::of(event).is_some() && fits(event))
            .collect();
        let (event_id, _) = changes.get(number % changes.len().max(1))?;
        Some(self.corrected(*event_id))
    }

    /// An event as a correction finds it.
    pub(crate) fn corrected(&self, event_id: Uuid) -> CorrectedChange {
        let standing = self.standing(self.events.len());
        let standing = standing.iter().map(|(id, event)| (*id, event));
        CorrectedChange {
            event_id,
            seen: ChangeSeen::among(event_id, standing),
        }
    }
}

impl There<'_> {
    /// Who takes.
    fn to(&self) -> OwnerId {
        owner(self.ask.other % 8)
    }

    /// One of the lines of the revenue deck that fit.
    fn line(&self, fits: impl Fn(&Interest) -> bool) -> Option<Interest> {
        let lines: Vec<&Interest> = self.revenue.interests.iter().filter(|line| fits(line)).collect();
        let line = lines.get(self.ask.one % lines.len().max(1))?;
        Some((*line).clone())
    }

    fn royalty(&self) -> Option<Interest> {
        self.line(|line| matches!(line.interest, InterestType::Ri | InterestType::Orri))
    }

    fn part(&self, deck: DeckKind, line: &Interest, to_interest: InterestType) -> TransferPart {
        TransferPart {
            deck,
            from_owner: line.owner,
            from_interest: line.interest,
            to_owner: self.to(),
            to_interest,
            decimal: decimal((units(line.decimal) * self.ask.percent / 100).min(WHOLE)),
            to_status: if self.ask.one.is_multiple_of(3) {
                PayStatus::Suspense {
                    reason: SuspenseReason::DivisionOrderUnsigned,
                    document: None,
                }
            } else {
                PayStatus::Pay
            },
        }
    }

    /// A part of a line of the revenue deck, and the same of what stands by for payout.
    fn parts(&self, line: &Interest, to_interest: InterestType) -> Vec<TransferPart> {
        let mut parts = vec![self.part(self.revenue.kind, line, to_interest)];
        let by = self.standing_by.iter();
        let lines = by.flat_map(|deck| deck.interests.iter().map(|line| (deck.kind, line)));
        parts.extend(
            lines
                .filter(|(_, by)| (by.owner, by.interest) == (line.owner, line.interest))
                .map(|(kind, by)| self.part(kind, by, to_interest)),
        );
        parts
    }

    fn royalty_parts(&self) -> Option<Vec<TransferPart>> {
        let line = self.royalty()?;
        Some(self.parts(&line, line.interest))
    }

    fn transfer(&self, parts: Vec<TransferPart>, corrects: Option<CorrectedChange>) -> DivisionCommand {
        let reference = format!("Vol. {} p. {}", self.ask.one, self.ledger.events.len());
        let instrument = Instrument {
            kind: InstrumentKind::Assignment,
            reference: text(&reference),
            executed_on: self.from.first_day(),
            effective_on: self.from.first_day(),
        };
        DivisionCommand::TransferInterest(Box::new(TransferInterest {
            from: self.from,
            parts,
            instrument,
            corrects,
            owners: owners_seen(),
            closing: self.closing.clone(),
            now: NOW,
        }))
    }

    /// A working interest, with the net revenue interest that goes with it.
    fn working(&self) -> Option<DivisionCommand> {
        let workers = &self.cost.interests;
        let worker = workers.get(self.ask.one % workers.len())?;
        let mut parts = vec![TransferPart {
            to_status: PayStatus::Pay,
            ..self.part(self.cost.kind, worker, InterestType::Wi)
        }];
        let mut lines = self.revenue.interests.iter();
        let net = lines.find(|line| (line.owner, line.interest) == (worker.owner, InterestType::Nri));
        if let Some(net) = net {
            parts.extend(self.parts(net, InterestType::Nri));
        }
        Some(self.transfer(parts, None))
    }

    fn carve(&self) -> Option<DivisionCommand> {
        let net = self.line(|line| line.interest == InterestType::Nri)?;
        Some(self.transfer(self.parts(&net, InterestType::Orri), None))
    }

    fn retransfer(&self) -> Option<DivisionCommand> {
        let is_transfer = |event: &DivisionEvent| matches!(event, DivisionEvent::InterestTransferred(_));
        let corrects = self.ledger.named(self.ask.one, is_transfer)?;
        Some(self.transfer(self.royalty_parts()?, Some(corrects)))
    }

    fn correct(&self) -> Option<DivisionCommand> {
        let lines = &self.revenue.interests;
        let (one, other) = (self.royalty()?, lines.get(self.ask.other % lines.len())?);
        let moved = units(one.decimal) * self.ask.percent.min(100) / 100;
        let stale = i64::from(self.ask.kind == Kind::Stale);
        let change = |line: &Interest, by: i64| DecimalChange {
            line: self.named(line),
            old: decimal(units(line.decimal) - stale),
            new: decimal((units(line.decimal) + by).clamp(0, WHOLE)),
        };
        Some(DivisionCommand::CorrectDecimal(Box::new(CorrectDecimal {
            from: self.from,
            changes: vec![change(&one, -moved), change(other, moved)],
            reason: text("net acres were wrong"),
            owners: owners_seen(),
            closing: self.closing.clone(),
        })))
    }

    fn named(&self, line: &Interest) -> InterestLine {
        InterestLine {
            deck: self.revenue.kind,
            owner: line.owner,
            interest: line.interest,
        }
    }

    /// Shares by weights of their own, or everything of one royalty owner to another.
    fn supersede(&self) -> Option<DivisionCommand> {
        let interests = if self.ask.kind == Kind::Redraw {
            by_weights(&self.revenue.interests, self.ask)?
        } else {
            let mut interests = self.revenue.interests.clone();
            let mut lines = interests.iter_mut();
            lines.find(|line| line.interest == InterestType::Ri)?.owner = self.to();
            interests
        };
        let decks = vec![DrawnUpDeck {
            kind: self.revenue.kind,
            interests,
            rounding_residual: RoundingResidual::NONE,
        }];
        Some(self.superseded(Succession::Decks(decks)))
    }

    fn superseded(&self, succession: Succession) -> DivisionCommand {
        DivisionCommand::SupersedeDeck(Box::new(SupersedeDeck {
            from: self.from,
            succession,
            reason: text("the lease was amended"),
            owners: owners_seen(),
            closing: self.closing.clone(),
        }))
    }

    fn suspend(&self) -> Option<DivisionCommand> {
        let line = self.line(|line| line.status == PayStatus::Pay)?;
        Some(DivisionCommand::PlaceInSuspense(Box::new(PlaceInSuspense {
            from: self.from,
            lines: vec![self.named(&line)],
            reason: SuspenseReason::TitleDispute,
            document: None,
            closing: self.closing.clone(),
        })))
    }

    fn release(&self) -> Option<DivisionCommand> {
        let line = self.line(|line| line.status != PayStatus::Pay)?;
        Some(DivisionCommand::ReleaseSuspense(Box::new(ReleaseSuspense {
            from: self.from,
            lines: vec![self.named(&line)],
            document: text("stipulation"),
            closing: self.closing.clone(),
        })))
    }

    fn withdraw(&self) -> Option<DivisionCommand> {
        Some(DivisionCommand::WithdrawChange(Box::new(WithdrawChange {
            corrects: self.ledger.named(self.ask.one, |_| true)?,
            reason: text("entered twice"),
            others: Vec::new(),
            closing: self.closing.clone(),
        })))
    }

    fn payout(&self) -> DivisionCommand {
        let usd = Usd::parse("1000000.00").unwrap();
        DivisionCommand::DeclarePayout(Box::new(DeclarePayout {
            month: self.from,
            account: PayoutAccount {
                to_recover_usd: usd,
                recovered_usd: usd,
                ledger_ref: text("account 1"),
            },
            closing: self.closing.clone(),
            now: NOW,
        }))
    }
}

fn closed_before(number: u32) -> ClosedMonthsSeen {
    ClosedMonthsSeen::new((0..number).map(month))
}

/// The burdens take three tenths, by weights that do not come out even, and the net revenue interests keep what they have,
/// cut down to seven tenths.
fn by_weights(interests: &[Interest], ask: &Ask) -> Option<Vec<Interest>> {
    let share = |kind: bool| -> u64 {
        let lines = interests
            .iter()
            .filter(|line| (line.interest == InterestType::Nri) == kind);
        lines
            .enumerate()
            .map(|(place, line)| weight(place, line, ask))
            .sum()
    };
    let (net, burdens) = (share(true), share(false));
    if net == 0 || burdens == 0 {
        return None;
    }
    let mut places = [0_usize; 2];
    let exact: Vec<Exact> = interests
        .iter()
        .map(|line| {
            let is_net = line.interest == InterestType::Nri;
            let place = &mut places[usize::from(is_net)];
            let (sum, part) = if is_net { (net, "7/10") } else { (burdens, "3/10") };
            let share = Fraction::new(weight(*place, line, ask), sum).unwrap();
            *place += 1;
            Exact::from(share) * Fraction::parse(part).unwrap().into()
        })
        .collect();
    let closed = close(&exact).ok()?;
    let lines = interests.iter().zip(closed.decimals);
    Some(
        lines
            .map(|(line, decimal)| Interest {
                decimal,
                ..line.clone()
            })
            .collect(),
    )
}

fn weight(place: usize, line: &Interest, ask: &Ask) -> u64 {
    match line.interest {
        InterestType::Nri => u64::try_from(units(line.decimal)).unwrap(),
        _ => u64::try_from(place + ask.other).unwrap() + 1,
    }
}
