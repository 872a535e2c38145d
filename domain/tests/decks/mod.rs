//! Histories of divisions for the property tests, kept and folded as the ledger does it, and a reckoning of decks that shares
//! nothing with the one under test: it starts from the papers, for one month at a time, in whole units.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::division_of_interest::*;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::{Exact, Fraction, InterestType, RoundingResidual, close};
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::{DecimalInterest, Usd};
use wellflow_domain::text::Text120;

/// The whole in units of the eighth decimal.
pub(crate) const WHOLE: i64 = 100_000_000;
/// No paper of these histories is dated after it.
pub(crate) const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;
/// The months in which something may take effect.
pub(crate) const MONTHS: u32 = 30;

pub(crate) fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

/// The so-many-th month from January 2020 on.
pub(crate) fn month(number: u32) -> Month {
    Month::new(2020 + i32::try_from(number / 12).unwrap(), number % 12 + 1).unwrap()
}

pub(crate) fn owner(number: usize) -> OwnerId {
    OwnerId::new(Uuid::from_u128(u128::try_from(number).unwrap() + 1))
}

pub(crate) fn units(decimal: DecimalInterest) -> i64 {
    i64::try_from((decimal.value() * Decimal::from(WHOLE)).normalize().mantissa()).unwrap()
}

pub(crate) fn decimal(units: i64) -> DecimalInterest {
    DecimalInterest::new(Decimal::new(units, 8)).unwrap()
}

pub(crate) fn key(property: u128) -> DivisionKey {
    DivisionKey {
        property_id: PropertyId::new(Uuid::from_u128(property)),
        product: DeckProduct::All,
        depths: DepthInterval::ALL,
        time_zone: TimeZone::parse("America/Denver").unwrap(),
    }
}

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

/// A stream as the ledger holds it: every event with its id, at its position.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) events: Vec<(Uuid, DivisionEvent)>,
    pub(crate) accepted: BTreeMap<Kind, usize>,
    pub(crate) refused: BTreeSet<&'static str>,
    /// How many events put the first decks in force; they are never withdrawn.
    opening: usize,
}

impl Ledger {
    /// The events known at a position that stand, in the order in which they took effect.
    pub(crate) fn standing(&self, position: usize) -> Vec<(Uuid, DivisionEvent)> {
        let known = &self.events[..position];
        let superseded: BTreeSet<Uuid> = known.iter().filter_map(|(_, event)| event.supersedes()).collect();
        let mut standing: Vec<_> = known
            .iter()
            .filter(|(id, _)| !superseded.contains(id))
            .cloned()
            .collect();
        standing.sort_by_key(|(_, event)| event.effective_at());
        standing
    }

    /// The state at a position; every event must be one that can have happened.
    pub(crate) fn fold(&self, position: usize) -> DivisionOfInterest {
        let mut state = DivisionOfInterest::default();
        for (_, event) in self.standing(position) {
            state
                .evolve(&event)
                .unwrap_or_else(|illegal| panic!("{illegal}: {event:?}"));
        }
        state
    }

    pub(crate) fn now(&self) -> DivisionOfInterest {
        self.fold(self.events.len())
    }

    /// Asks, and writes down what is decided.
    pub(crate) fn execute(&mut self, command: DivisionCommand) -> Result<(), DivisionError> {
        let events = self.now().decide(command)?;
        for event in events {
            let id = Uuid::from_u128(u128::try_from(self.events.len()).unwrap() + 1000);
            self.events.push((id, event));
        }
        Ok(())
    }

    /// A division whose decks are in force from the first month on, with one that stands by for payout where asked for.
    pub(crate) fn begun(property: u128, payout: bool) -> Self {
        let mut ledger = Self::default();
        let revenue = |kind| {
            deck(
                kind,
                &[
                    (3, InterestType::Ri, 15),
                    (4, InterestType::Ri, 5),
                    (5, InterestType::Orri, 4),
                    (0, InterestType::Nri, 38),
                    (1, InterestType::Nri, 20),
                    (2, InterestType::Nri, 18),
                ],
            )
        };
        let cost = deck(
            DeckKind::Cost,
            &[
                (0, InterestType::Wi, 50),
                (1, InterestType::Wi, 26),
                (2, InterestType::Wi, 24),
            ],
        );
        let mut decks = vec![cost, revenue(DeckKind::RevenueBpo)];
        if payout {
            decks.push(revenue(DeckKind::RevenueApo));
        }
        let kinds = decks.iter().map(|deck| deck.kind).collect();
        for deck in decks {
            let create = CreateDeck {
                division: key(property),
                from: month(0),
                deck,
            };
            ledger
                .execute(DivisionCommand::CreateDeck(Box::new(create)))
                .unwrap();
        }
        let activate = ActivateDeck {
            from: month(0),
            decks: kinds,
            others: Vec::new(),
            closing: Closing::default(),
        };
        ledger
            .execute(DivisionCommand::ActivateDeck(Box::new(activate)))
            .unwrap();
        ledger.opening = ledger.events.len();
        ledger
    }

    /// Asks for something that may be refused; a history may hold no more than it can.
    pub(crate) fn ask(&mut self, ask: &Ask) {
        let Some(command) = self.command(ask) else { return };
        let before = self.events.len();
        match self.execute(command) {
            Ok(()) if self.events.len() > before => *self.accepted.entry(ask.kind).or_default() += 1,
            Ok(()) => {}
            Err(refusal) => {
                self.refused.insert(refusal.rule());
            }
        }
    }

    /// The command, of what there is in the month; none where there is nothing to ask for.
    fn command(&self, ask: &Ask) -> Option<DivisionCommand> {
        let state = self.now();
        let from = month(ask.from);
        let on = state.deck_on(from)?;
        let (cost, revenue) = (on.cost?, on.revenue?);
        let standing_by: Vec<DrawnUpDeck> = state.summary()?.standing_by;
        let closing = Closing {
            closed: closed_before(ask.closed_before),
            restate: ask.restate.then(|| text("title was wrong")),
        };
        let (deck, to) = (revenue.kind, owner(ask.other % 8));
        let line_of = |interest: &dyn Fn(InterestType) -> bool| {
            let lines: Vec<&Interest> = revenue
                .interests
                .iter()
                .filter(|line| interest(line.interest))
                .collect();
            lines
                .get(ask.one % lines.len().max(1))
                .map(|line| (*line).clone())
        };
        let royalty = |kind| matches!(kind, InterestType::Ri | InterestType::Orri);
        let part = |deck, line: &Interest, to_owner, to_interest| TransferPart {
            deck,
            from_owner: line.owner,
            from_interest: line.interest,
            to_owner,
            to_interest,
            decimal: decimal((units(line.decimal) * ask.percent / 100).min(WHOLE)),
            to_status: if ask.one.is_multiple_of(3) {
                PayStatus::Suspense {
                    reason: SuspenseReason::DivisionOrderUnsigned,
                    document: None,
                }
            } else {
                PayStatus::Pay
            },
        };
        // The same of what stands by for payout.
        let carried = |line: &Interest, to_owner, to_interest| -> Vec<TransferPart> {
            let by = standing_by.iter();
            let lines = by.flat_map(|deck| deck.interests.iter().map(|line| (deck.kind, line)));
            lines
                .filter(|(_, by)| (by.owner, by.interest) == (line.owner, line.interest))
                .map(|(kind, by)| part(kind, by, to_owner, to_interest))
                .collect()
        };
        let transfer = |parts, corrects| {
            let instrument = Instrument {
                kind: InstrumentKind::Assignment,
                reference: text(&format!("Vol. {} p. {}", ask.one, self.events.len())),
                executed_on: from.first_day(),
                effective_on: from.first_day(),
            };
            DivisionCommand::TransferInterest(Box::new(TransferInterest {
                from,
                parts,
                instrument,
                corrects,
                closing: closing.clone(),
                now: NOW,
            }))
        };
        let royalty_parts = || {
            let line = line_of(&royalty)?;
            let mut parts = vec![part(deck, &line, to, line.interest)];
            parts.extend(carried(&line, to, line.interest));
            Some(parts)
        };
        match ask.kind {
            Kind::Royalty => Some(transfer(royalty_parts()?, None)),
            Kind::Working => {
                let worker = cost.interests.get(ask.one % cost.interests.len())?;
                let mut parts = vec![TransferPart {
                    to_status: PayStatus::Pay,
                    ..part(cost.kind, worker, to, InterestType::Wi)
                }];
                let net = revenue
                    .interests
                    .iter()
                    .find(|line| (line.owner, line.interest) == (worker.owner, InterestType::Nri));
                if let Some(net) = net {
                    parts.push(part(deck, net, to, InterestType::Nri));
                    parts.extend(carried(net, to, InterestType::Nri));
                }
                Some(transfer(parts, None))
            }
            Kind::Carve => {
                let line = line_of(&|kind| kind == InterestType::Nri)?;
                let mut parts = vec![part(deck, &line, to, InterestType::Orri)];
                parts.extend(carried(&line, to, InterestType::Orri));
                Some(transfer(parts, None))
            }
            Kind::Correct | Kind::Stale => {
                let (one, other) = (
                    line_of(&royalty)?,
                    revenue.interests.get(ask.other % revenue.interests.len())?,
                );
                let moved = units(one.decimal) * ask.percent.min(100) / 100;
                let stale = i64::from(ask.kind == Kind::Stale);
                let change = |line: &Interest, by: i64| DecimalChange {
                    line: InterestLine {
                        deck,
                        owner: line.owner,
                        interest: line.interest,
                    },
                    old: decimal(units(line.decimal) - stale),
                    new: decimal((units(line.decimal) + by).clamp(0, WHOLE)),
                };
                Some(DivisionCommand::CorrectDecimal(Box::new(CorrectDecimal {
                    from,
                    changes: vec![change(&one, -moved), change(other, moved)],
                    reason: text("net acres were wrong"),
                    closing,
                })))
            }
            Kind::Supersede | Kind::Redraw => {
                // Shares by weights of their own, or everything of one royalty owner to another.
                let interests = if ask.kind == Kind::Redraw {
                    by_weights(&revenue.interests, ask)?
                } else {
                    let mut interests = revenue.interests.clone();
                    let line = interests
                        .iter_mut()
                        .find(|line| line.interest == InterestType::Ri)?;
                    line.owner = to;
                    interests
                };
                let decks = vec![DrawnUpDeck {
                    kind: deck,
                    interests,
                    rounding_residual: RoundingResidual::NONE,
                }];
                Some(supersede(from, Succession::Decks(decks), closing))
            }
            Kind::Suspend | Kind::Release => {
                let held = ask.kind == Kind::Release;
                let lines: Vec<&Interest> = revenue
                    .interests
                    .iter()
                    .filter(|line| (line.status != PayStatus::Pay) == held)
                    .collect();
                let line = lines.get(ask.one % lines.len().max(1))?;
                let lines = vec![InterestLine {
                    deck,
                    owner: line.owner,
                    interest: line.interest,
                }];
                Some(if held {
                    DivisionCommand::ReleaseSuspense(Box::new(ReleaseSuspense {
                        from,
                        lines,
                        document: text("stipulation"),
                        closing,
                    }))
                } else {
                    DivisionCommand::PlaceInSuspense(Box::new(PlaceInSuspense {
                        from,
                        lines,
                        reason: SuspenseReason::TitleDispute,
                        document: None,
                        closing,
                    }))
                })
            }
            Kind::Withdraw => Some(DivisionCommand::WithdrawChange(Box::new(WithdrawChange {
                corrects: self.named(ask.one, |_| true)?,
                reason: text("entered twice"),
                others: Vec::new(),
                closing,
            }))),
            Kind::Retransfer => {
                let corrects = self.named(ask.one, |event| {
                    matches!(event, DivisionEvent::InterestTransferred(_))
                })?;
                Some(transfer(royalty_parts()?, Some(corrects)))
            }
            Kind::Payout => {
                let usd = Usd::parse("1000000.00").unwrap();
                Some(DivisionCommand::DeclarePayout(Box::new(DeclarePayout {
                    month: from,
                    account: PayoutAccount {
                        to_recover_usd: usd,
                        recovered_usd: usd,
                        ledger_ref: text("account 1"),
                    },
                    closing,
                    now: NOW,
                })))
            }
            Kind::End => Some(supersede(
                from,
                Succession::Divisions(vec![key(9_999).stream()]),
                closing,
            )),
        }
    }

    /// One of the changes recorded after the decks came in force, whether or not it stands any more.
    fn named(&self, number: usize, fits: impl Fn(&DivisionEvent) -> bool) -> Option<CorrectedChange> {
        let changes: Vec<_> = self
            .events
            .iter()
            .skip(self.opening)
            .filter(|(_, event)| Change::of(event).is_some() && fits(event))
            .collect();
        let (event_id, event) = changes.get(number % changes.len().max(1))?;
        Some(CorrectedChange {
            event_id: *event_id,
            seen: ChangeSeen::of(event),
        })
    }
}

fn supersede(from: Month, succession: Succession, closing: Closing) -> DivisionCommand {
    DivisionCommand::SupersedeDeck(Box::new(SupersedeDeck {
        from,
        succession,
        reason: text("the lease was amended"),
        closing,
    }))
}

pub(crate) fn closed_before(number: u32) -> ClosedMonthsSeen {
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

fn deck(kind: DeckKind, lines: &[(usize, InterestType, i64)]) -> DrawnUpDeck {
    DrawnUpDeck {
        kind,
        interests: lines
            .iter()
            .map(|(number, interest, percent)| Interest {
                owner: owner(*number),
                interest: *interest,
                decimal: decimal(percent * WHOLE / 100),
                status: PayStatus::Pay,
            })
            .collect(),
        rounding_residual: RoundingResidual::NONE,
    }
}

/// What divides a month: by owner and kind of interest the units, and whether they are held back.
pub(crate) type Lines = BTreeMap<(OwnerId, InterestType), (i64, bool)>;

/// The decks of a month as the division shows them.
pub(crate) fn shown(deck: Option<DeckInForce>) -> Option<(DeckKind, Lines)> {
    let deck = deck?;
    let lines = deck.interests.iter().map(|line| {
        let held_back = line.status != PayStatus::Pay;
        ((line.owner, line.interest), (units(line.decimal), held_back))
    });
    Some((deck.kind, lines.collect()))
}

/// The deck of costs and that of revenue, worked out from the papers alone: those that take effect by the month, in the order
/// of month and position, one after the other on a sheet of whole units.
pub(crate) fn reckoned(papers: &[(Uuid, DivisionEvent)], on: Month) -> [Option<(DeckKind, Lines)>; 2] {
    let void: BTreeSet<Uuid> = papers
        .iter()
        .filter_map(|(_, event)| event.supersedes())
        .collect();
    let mut counted: Vec<(Month, usize, &DivisionEvent)> = Vec::new();
    for (position, (id, event)) in papers.iter().enumerate() {
        let from = match event {
            DivisionEvent::DeckActivated(paper) => paper.from,
            DivisionEvent::InterestTransferred(paper) => paper.from,
            DivisionEvent::InterestSuspended(paper) => paper.from,
            DivisionEvent::InterestReleased(paper) => paper.from,
            DivisionEvent::DeckSuperseded(paper) => paper.from,
            DivisionEvent::InterestCorrected(paper) => paper.from,
            DivisionEvent::PayoutReached(paper) => paper.month.next(),
            DivisionEvent::DeckCreated(_)
            | DivisionEvent::DivisionOrderSigned(_)
            | DivisionEvent::DeckChangeWithdrawn(_) => continue,
        };
        if from <= on && !void.contains(id) {
            counted.push((from, position, event));
        }
    }
    counted.sort_by_key(|(from, position, _)| (*from, *position));
    let mut sheets: BTreeMap<DeckKind, Lines> = BTreeMap::new();
    let (mut paid_out, mut ended) = (false, false);
    for (_, _, event) in counted {
        match event {
            DivisionEvent::DeckActivated(paper) => write_down(&mut sheets, &paper.decks),
            DivisionEvent::DeckSuperseded(paper) => match &paper.succession {
                Succession::Decks(decks) => write_down(&mut sheets, decks),
                Succession::Divisions(_) => ended = true,
            },
            DivisionEvent::InterestTransferred(paper) => {
                for part in &paper.parts {
                    let sheet = sheets.entry(part.deck).or_default();
                    sheet.entry((part.from_owner, part.from_interest)).or_default().0 -= units(part.decimal);
                    let held_back = part.to_status != PayStatus::Pay;
                    sheet
                        .entry((part.to_owner, part.to_interest))
                        .or_insert((0, held_back))
                        .0 += units(part.decimal);
                    sheet.retain(|_, (units, _)| *units != 0);
                }
            }
            DivisionEvent::InterestSuspended(paper) => hold(&mut sheets, &paper.lines, true),
            DivisionEvent::InterestReleased(paper) => hold(&mut sheets, &paper.lines, false),
            DivisionEvent::InterestCorrected(paper) => {
                for change in &paper.changes {
                    let line = change.line;
                    let sheet = sheets.entry(line.deck).or_default();
                    sheet.entry((line.owner, line.interest)).or_default().0 = units(change.new);
                    sheet.retain(|_, (units, _)| *units != 0);
                }
            }
            DivisionEvent::PayoutReached(_) => paid_out = true,
            DivisionEvent::DeckCreated(_)
            | DivisionEvent::DivisionOrderSigned(_)
            | DivisionEvent::DeckChangeWithdrawn(_) => {}
        }
    }
    if ended {
        return [None, None];
    }
    [
        [DeckKind::CostApo, DeckKind::Cost],
        [DeckKind::RevenueApo, DeckKind::RevenueBpo],
    ]
    .map(|[after, before]| {
        let kind = if paid_out && sheets.contains_key(&after) {
            after
        } else {
            before
        };
        sheets.get(&kind).map(|lines| (kind, lines.clone()))
    })
}

fn write_down(sheets: &mut BTreeMap<DeckKind, Lines>, decks: &[DrawnUpDeck]) {
    for deck in decks {
        let lines = deck.interests.iter().map(|line| {
            (
                (line.owner, line.interest),
                (units(line.decimal), line.status != PayStatus::Pay),
            )
        });
        sheets.insert(deck.kind, lines.collect());
    }
}

fn hold(sheets: &mut BTreeMap<DeckKind, Lines>, lines: &[InterestLine], held_back: bool) {
    for line in lines {
        sheets
            .entry(line.deck)
            .or_default()
            .entry((line.owner, line.interest))
            .or_default()
            .1 = held_back;
    }
}
