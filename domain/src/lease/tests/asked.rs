//! Leases, wells and tasks that the tests start from.

use super::*;

pub(super) fn stated(name: &str, gross: &str, depths: DepthInterval) -> TractStated {
    TractStated {
        tract: tract(name),
        legal: remarks("Section 12"),
        county: Some(text("Reeves")),
        state: Some(StateCode::parse("TX").unwrap()),
        gross_acres: acres(gross),
        depths: Depths::new(vec![depths]).unwrap(),
    }
}

pub(super) fn clauses() -> Clauses {
    Clauses {
        cessation_days: Some(90),
        continuous_operations_days: Some(60),
        shut_in_royalty: Some(ShutInRoyaltyClause {
            amount_usd: Some(usd("640")),
            days: 90,
            max_months: Some(24),
        }),
        pugh: PughClause::Both {
            margin_ft: feet("100"),
        },
        retained_acreage: Some(RetainedAcreageClause {
            vertical_well_acres: acres("80"),
            horizontal_well_acres: acres("640"),
            tolerance: percent("10"),
        }),
        extension: Some(ExtensionOption {
            months: 24,
            consideration_usd: Some(usd("64000")),
        }),
        no_deductions: true,
        tax_burden: TaxBurden::Shared,
    }
}

/// Three years from February 2020 on, 640 acres: T-1 at all depths, T-2 down to 12,990 feet.
pub(super) fn terms() -> LeaseTerms {
    LeaseTerms {
        lease_number: text("L-100"),
        agency_key: None,
        mineral_owner: MineralOwner::Private,
        lessors: vec![Lessor {
            owner_id: owner(2),
            mineral_fraction: share("1"),
        }],
        lessee: lessee(),
        primary_term: PrimaryTerm {
            effective_on: date("2020-02-01"),
            months: 36,
            ends_on: None,
        },
        royalty_rate: percent("20"),
        bonus_usd: Some(usd("160000")),
        tracts: vec![
            stated("T-1", "160", DepthInterval::ALL),
            stated("T-2", "480", between("0", "12990")),
        ],
        gross_acres: acres("640"),
        net_acres: acres("640"),
        rental: Rental::PaidUp,
        clauses: clauses(),
    }
}

pub(super) fn execution(terms: LeaseTerms) -> ExecuteLease {
    ExecuteLease {
        lease_id: lease_id(),
        effective_at: noon("2020-01-15"),
        name: text("Halbouty A"),
        time_zone: central(),
        terms: Box::new(terms),
        execution_window_days: Some(30),
    }
}

pub(super) fn executed_on(terms: LeaseTerms) -> LeaseEvent {
    LeaseExecuted {
        lease_id: lease_id(),
        effective_at: noon("2020-01-15"),
        name: text("Halbouty A"),
        time_zone: central(),
        terms: Box::new(terms),
    }
    .into()
}

/// Signed like [`signed`], with $640 to be paid for every year that nothing is drilled.
pub(super) fn owing() -> Vec<LeaseEvent> {
    signed_with(|terms| {
        terms.rental = Rental::Delay {
            amount_usd: Some(usd("640")),
        };
    })
}

/// Signed on January 15th 2020, for 36 months that are paid up.
pub(super) fn signed() -> Vec<LeaseEvent> {
    vec![executed_on(terms())]
}

pub(super) fn with(
    mut events: Vec<LeaseEvent>,
    more: impl IntoIterator<Item = LeaseEvent>,
) -> Vec<LeaseEvent> {
    events.extend(more);
    events
}

/// With one clause otherwise.
pub(super) fn signed_with(change: impl FnOnce(&mut LeaseTerms)) -> Vec<LeaseEvent> {
    let mut terms = terms();
    change(&mut terms);
    vec![executed_on(terms)]
}

/// A completion in T-2 between 10,000 and 10,500 feet.
pub(super) fn producer() -> CompletionSeen {
    CompletionSeen {
        well_id: well_id(),
        place: CompletionPlace {
            completion: d01(),
            tract: Some(tract("T-2")),
            unit_id: None,
            formation_base_ft: None,
            horizontal: false,
        },
        depths: between("10000", "10500"),
        producing: true,
    }
}

pub(super) fn idle() -> CompletionSeen {
    CompletionSeen {
        producing: false,
        ..producer()
    }
}

/// One that produces for the unit from ground of another lease.
pub(super) fn of_the_unit() -> CompletionSeen {
    let mut seen = producer();
    seen.place.tract = None;
    seen.place.unit_id = Some(unit_id());
    seen
}

pub(super) fn held_well(seen: &CompletionSeen) -> HeldWell {
    HeldWell {
        well_id: seen.well_id,
        completion: seen.place.completion.clone(),
        tract: seen.place.tract.clone(),
        unit_id: seen.place.unit_id,
        depths: seen.depths,
        formation_base_ft: seen.place.formation_base_ft,
    }
}

pub(super) fn attain(day: &str, completions: Vec<CompletionSeen>) -> AttainHeldByProduction {
    AttainHeldByProduction {
        effective_at: noon(day),
        completions,
        paying: PayingQuantities {
            from: month("2022-01"),
            through: month("2022-06"),
            revenue_usd: usd("50000"),
            operating_cost_usd: usd("20000"),
        },
    }
}

pub(super) fn held_by_production(day: &str) -> LeaseEvent {
    LeaseHeldByProduction {
        effective_at: noon(day),
        wells: vec![held_well(&producer())],
    }
    .into()
}

/// Producing since July 2022.
pub(super) fn producing() -> Vec<LeaseEvent> {
    with(signed(), [held_by_production("2022-07-01")])
}

pub(super) fn work(began_on: &str, worked_until: &str) -> Operation {
    Operation {
        kind: OperationKind::Reworking,
        well_id: well_id(),
        began_on: date(began_on),
        worked_until: date(worked_until),
    }
}

pub(super) fn hold_by(operation: Operation) -> HoldByOperations {
    HoldByOperations {
        effective_at: noon(&operation.worked_until.to_string()),
        operation,
    }
}

pub(super) fn shut_in_payment(from: &str, months: u16) -> ShutInPayment {
    ShutInPayment {
        well_id: well_id(),
        amount_usd: Some(usd("640")),
        from: date(from),
        months,
    }
}

pub(super) fn pay_shut_in(day: &str, from: &str, months: u16) -> PayShutInRoyalty {
    PayShutInRoyalty {
        effective_at: noon(day),
        payment: shut_in_payment(from, months),
        well: ShutInWellSeen {
            well_id: well_id(),
            shut_in_on: Some(date("2022-10-01")),
            capable: true,
        },
    }
}

pub(super) fn shut_in_paid(day: &str, from: &str, months: u16) -> LeaseEvent {
    ShutInRoyaltyPaid {
        effective_at: noon(day),
        payment: shut_in_payment(from, months),
    }
    .into()
}

pub(super) fn cease(day: &str, last: &str) -> StartCessationClock {
    StartCessationClock {
        effective_at: noon(day),
        last_production_on: date(last),
    }
}

/// What a task leaves behind on a stream.
pub(super) fn then_asked(events: Vec<LeaseEvent>, task: impl Into<LeaseTask>) -> Vec<LeaseEvent> {
    let more = crate::given::given::<Lease>(events.clone())
        .when(task.into())
        .events();
    with(events, more)
}

pub(super) fn pooled_tract(name: &str, own: Option<&str>, in_unit: &str) -> PooledTract {
    PooledTract {
        unit_tract: text(name),
        tract: own.map(tract),
        acres: acres(in_unit),
        factor: None,
    }
}

/// T-2 with 160 acres of another lease, below 9,000 feet.
pub(super) fn pool(day: &str) -> PoolLease {
    PoolLease {
        effective_at: noon(day),
        unit_id: unit_id(),
        name: text("Halbouty Unit"),
        kind: UnitKind::Pooling,
        depths: between("9000", "12990"),
        tracts: vec![
            pooled_tract("Tract 1", Some("T-2"), "480"),
            pooled_tract("Tract 2", None, "160"),
        ],
        factors_agreed_in: None,
        instrument: paper("Designation 1"),
        force_pooling: None,
    }
}

pub(super) fn whole(name: &str, depths: DepthInterval) -> ReleasedAcreage {
    ReleasedAcreage::Depths {
        tract: tract(name),
        depths: Depths::new(vec![depths]).unwrap(),
    }
}

pub(super) fn ground(name: &str, released: &str) -> ReleasedAcreage {
    ReleasedAcreage::Ground {
        tract: tract(name),
        acres: acres(released),
        legal: remarks("the rest"),
    }
}

pub(super) fn release(
    day: &str,
    acreage: Vec<ReleasedAcreage>,
    completions: Vec<CompletionSeen>,
) -> ReleaseAcreage {
    ReleaseAcreage {
        effective_at: noon(day),
        acreage,
        instrument: paper("Release 1"),
        completions,
    }
}

pub(super) fn assignment(
    from: OwnerId,
    to: OwnerId,
    conveyance: Conveyance,
    fraction: &str,
) -> InterestAssignment {
    InterestAssignment {
        from,
        to,
        conveyance,
        fraction: share(fraction),
        tract: tract("T-2"),
        depths: between("0", "12990"),
        instrument: paper("Assignment"),
    }
}

pub(super) const WORKING: Conveyance = Conveyance::WorkingInterest {
    reserved_overriding_royalty: None,
};

pub(super) fn assign(day: &str, assignment: InterestAssignment) -> AssignInterest {
    AssignInterest {
        effective_at: noon(day),
        assignment,
    }
}

/// The lease as shown on a day.
pub(super) fn shown(events: Vec<LeaseEvent>, day: &str) -> LeaseSummary {
    crate::given::given::<Lease>(events)
        .state()
        .summary_on(date(day))
        .unwrap()
}

pub(super) fn held_until(events: Vec<LeaseEvent>, day: &str) -> (HeldBy, Option<NaiveDate>) {
    let holding = shown(events, day).holding.unwrap();
    (holding.by, holding.until)
}
