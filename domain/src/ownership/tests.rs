//! The arithmetic of ownership, by vectors worked out by hand and by calculations of another kind.

use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::ids::OwnerId;
use crate::quantity::Acres;

fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

fn acres(text: &str) -> Acres {
    Acres::parse(text).unwrap()
}

fn part(text: &str) -> Fraction {
    Fraction::parse(text).unwrap()
}

fn exact(text: &str) -> Exact {
    part(text).into()
}

const A: u128 = 1;
const B: u128 = 2;
const C: u128 = 3;
const OVERRIDER: u128 = 4;
const OPERATOR: u128 = 5;
const PARTNER: u128 = 6;

fn mineral(number: u128, mineral: &str, royalty: &str) -> MineralOwner {
    MineralOwner {
        owner: owner(number),
        mineral: part(mineral),
        leased: Fraction::WHOLE,
        royalty: part(royalty),
        npris: Vec::new(),
    }
}

fn working() -> Vec<WorkingOwner> {
    [(OPERATOR, "3/4"), (PARTNER, "1/4")]
        .map(|(number, wi)| WorkingOwner {
            owner: owner(number),
            wi: part(wi),
        })
        .into()
}

/// Tract 1: 160 acres, A and B 80 net acres each at 3/16 and 1/4, an override of 2 %; tract 2: 480 acres, C at 1/5.
fn unit() -> UnitTitle {
    let override_of_2_percent = Override {
        owner: owner(OVERRIDER),
        rate: part("0.02"),
        reduction: None,
        borne_by: None,
    };
    UnitTitle {
        tracts: vec![
            LeasedTract {
                acres: acres("160"),
                minerals: vec![mineral(A, "1/2", "3/16"), mineral(B, "1/2", "1/4")],
                overrides: vec![override_of_2_percent],
                payments: Vec::new(),
                working: working(),
            },
            LeasedTract {
                acres: acres("480"),
                minerals: vec![mineral(C, "1", "1/5")],
                overrides: Vec::new(),
                payments: Vec::new(),
                working: working(),
            },
        ],
    }
}

fn shown(interests: &[ExactInterest], closed: &Closed) -> Vec<(OwnerId, InterestType, String)> {
    let lines = interests.iter().zip(&closed.decimals);
    lines
        .map(|(line, decimal)| (line.owner, line.interest, decimal.to_string()))
        .collect()
}

#[test]
fn a_unit_of_640_acres_comes_out_as_printed() {
    let division = unit().division().unwrap();
    let revenue = division.close_revenue().unwrap();
    let working = [
        (owner(OPERATOR), InterestType::Nri, "0.59273438"),
        (owner(PARTNER), InterestType::Nri, "0.19757812"),
    ];
    let burdens = [
        (owner(A), InterestType::Ri, "0.02343750"),
        (owner(B), InterestType::Ri, "0.03125000"),
        (owner(C), InterestType::Ri, "0.15000000"),
        (owner(OVERRIDER), InterestType::Orri, "0.00500000"),
    ];
    let expected: Vec<_> = burdens
        .into_iter()
        .chain(working)
        .map(|(owner, interest, decimal)| (owner, interest, decimal.to_owned()))
        .collect();
    assert_eq!(shown(&division.revenue, &revenue), expected);
    let exact: Vec<String> = division.revenue[4..]
        .iter()
        .map(|line| (&line.share * &Exact::whole(1_000_000_000)).to_string())
        .collect();
    assert_eq!(exact, ["592734375", "197578125"]);

    // Each rounded half up by itself, they come to too much.
    let naive: Decimal = [
        "0.02343750",
        "0.03125000",
        "0.15000000",
        "0.00500000",
        "0.59273438",
        "0.19757813",
    ]
    .map(|decimal| decimal.parse::<Decimal>().unwrap())
    .iter()
    .sum();
    assert_eq!(naive.to_string(), "1.00000001");
    assert_eq!(revenue.residual.to_string(), "-0.00000001");
    let sum: Decimal = revenue.decimals.iter().map(|decimal| decimal.value()).sum();
    assert_eq!(sum, Decimal::ONE);

    let cost = division.close_cost().unwrap();
    let cost: Vec<String> = cost.decimals.iter().map(ToString::to_string).collect();
    assert_eq!(cost, ["0.75000000", "0.25000000"]);
}

#[test]
fn the_steps_of_the_unit_one_by_one() {
    let net = net_acres(acres("160"), part("1/2"), Fraction::WHOLE);
    assert_eq!(net, Exact::whole(80));
    assert_eq!(
        royalty_decimal(&net, acres("640"), part("3/16"))
            .unwrap()
            .to_string(),
        "3/128"
    );
    assert_eq!(
        orri_decimal(acres("160"), acres("640"), part("0.02"), None).unwrap(),
        exact("0.005")
    );
    // The assignor had leased half of the tract, and the override is cut down to that.
    assert_eq!(
        orri_decimal(acres("160"), acres("640"), part("0.02"), Some(part("1/2"))).unwrap(),
        exact("0.0025")
    );
    let factors = tract_factors(&[acres("160"), acres("480")]).unwrap();
    assert_eq!(factors, [exact("1/4"), exact("3/4")]);
    let burdens = Burdens {
        royalties: exact("0.0234375") + exact("0.03125") + exact("0.15"),
        npris: Exact::zero(),
        overrides: exact("0.005"),
        production_payments: Exact::zero(),
    };
    let left = unit_nri(&burdens).unwrap();
    assert_eq!(left, exact("0.7903125"));
    assert_eq!(owner_nri(&exact("3/4"), &left), exact("0.592734375"));
}

#[test]
fn a_quarter_of_a_mineral_acre_leased_by_half_counts_so() {
    let net = net_acres(acres("317.25"), part("1/4"), part("1/2"));
    assert_eq!(net * Exact::whole(32), Exact::whole(1269));
}

#[test]
fn tract_factors_close_to_one() {
    let factors = tract_factors(&[acres("213.3333"), acres("213.3333"), acres("213.3334")]).unwrap();
    let closed = close(&factors).unwrap();
    let sum: Decimal = closed.decimals.iter().map(|factor| factor.value()).sum();
    assert_eq!(sum, Decimal::ONE);
    assert_eq!(
        tract_factors(&[acres("0")]),
        Err(OwnershipError::UnitWithoutAcres)
    );
    assert_eq!(tract_factors(&[]), Ok(Vec::new()));
}

#[test]
fn a_fixed_royalty_is_a_part_of_production_and_a_floating_one_of_the_royalty() {
    // 80 net acres of 640 under a royalty of 3/16.
    let minerals = exact("1/8");
    let fixed = split_royalty(&minerals, part("3/16"), &[Npri::OfProduction(part("1/16"))]).unwrap();
    assert_eq!(fixed.npris, [exact("1/128")]);
    assert_eq!(fixed.royalty, exact("2/128"));
    let floating = split_royalty(&minerals, part("3/16"), &[Npri::OfRoyalty(part("1/2"))]).unwrap();
    assert_eq!(floating.npris, [exact("3/256")]);
    assert_eq!(floating.royalty, exact("3/256"));

    // The next lease is at 1/4: the fixed one stays, the floating one rises.
    let fixed = split_royalty(&minerals, part("1/4"), &[Npri::OfProduction(part("1/16"))]).unwrap();
    assert_eq!(
        (fixed.npris, fixed.royalty),
        (vec![exact("1/128")], exact("3/128"))
    );
    let floating = split_royalty(&minerals, part("1/4"), &[Npri::OfRoyalty(part("1/2"))]).unwrap();
    assert_eq!(
        (floating.npris, floating.royalty),
        (vec![exact("1/64")], exact("1/64"))
    );
}

#[test]
fn a_royalty_does_not_carry_more_than_itself() {
    assert_eq!(
        split_royalty(
            &exact("1"),
            part("1/8"),
            &[Npri::OfProduction(part("1/16")), Npri::OfProduction(part("1/8"))]
        ),
        Err(OwnershipError::NpriExceedsRoyalty {
            burden: exact("3/16"),
            royalty: exact("1/8"),
        })
    );
    let whole = split_royalty(&exact("1"), part("1/8"), &[Npri::OfRoyalty(Fraction::WHOLE)]).unwrap();
    assert!(whole.royalty.is_zero());
}

#[test]
fn nri_by_tract_is_that_of_the_unit_where_burdens_are_shared() {
    let tracts = |wi: &str| {
        [("1/4", "0.23875"), ("3/4", "1/5")].map(|(factor, burdens)| TractShare {
            factor: exact(factor),
            wi: exact(wi),
            burdens: exact(burdens),
        })
    };
    assert_eq!(owner_nri_by_tract(&tracts("3/4")).unwrap(), exact("0.592734375"));
    assert_eq!(owner_nri_by_tract(&tracts("1/4")).unwrap(), exact("0.197578125"));
    let mut gone = tracts("3/4");
    gone[0].burdens = Exact::one();
    assert_eq!(
        owner_nri_by_tract(&gone),
        Err(OwnershipError::BurdensExceedWhole {
            burdens: Exact::one()
        })
    );
}

#[test]
fn a_party_that_backs_in_takes_its_part_from_each() {
    let after = back_in(&[exact("2/3"), exact("1/3")], part("1/4"));
    assert_eq!(after, [exact("1/2"), exact("1/4"), exact("1/4")]);
    let closed = close(&after).unwrap();
    assert_eq!(closed.residual, RoundingResidual::NONE);
}

#[test]
fn a_burden_borne_by_one_leaves_the_others_alone() {
    let mut title = unit();
    title.tracts[0].overrides[0].borne_by = Some(owner(PARTNER));
    let division = title.division().unwrap();
    let nri = |number| {
        let line = division
            .revenue
            .iter()
            .find(|line| (line.owner, line.interest) == (owner(number), InterestType::Nri));
        line.unwrap().share.clone()
    };
    // 0.75 × (1 - 0.2046875), and 0.25 of the same less the whole override.
    assert_eq!(nri(OPERATOR), exact("0.596484375"));
    assert_eq!(nri(PARTNER), exact("0.193828125"));
    let sum: Exact = division.revenue.iter().map(|line| line.share.clone()).sum();
    assert_eq!(sum, Exact::one());

    title.tracts[0].overrides[0].rate = part("0.9");
    let left = exact("0.25") * exact("0.7953125") - exact("0.225");
    assert_eq!(title.division(), Err(OwnershipError::NothingLeftToOwner { left }));
}

#[test]
fn royalties_carved_and_payments_stand_beside_the_rest() {
    let mut title = unit();
    title.tracts[0].minerals[0].npris = vec![TractNpri {
        owner: owner(7),
        npri: Npri::OfRoyalty(Fraction::WHOLE),
    }];
    title.tracts[1].payments = vec![Override {
        owner: owner(8),
        rate: part("1/10"),
        reduction: None,
        borne_by: None,
    }];
    let division = title.division().unwrap();
    let kinds: Vec<_> = division
        .revenue
        .iter()
        .map(|line| (line.owner, line.interest))
        .collect();
    // A's royalty went whole to the owner of the NPRI, so that A has no line.
    assert_eq!(
        kinds,
        [
            (owner(B), InterestType::Ri),
            (owner(C), InterestType::Ri),
            (owner(7), InterestType::Npri),
            (owner(OVERRIDER), InterestType::Orri),
            (owner(8), InterestType::Pp),
            (owner(OPERATOR), InterestType::Nri),
            (owner(PARTNER), InterestType::Nri),
        ]
    );
    let closed = division.close_revenue().unwrap();
    assert_eq!(closed.decimals[4].to_string(), "0.07500000");
}

#[test]
fn title_that_does_not_add_up_is_refused() {
    let refused = |change: fn(&mut LeasedTract)| {
        let mut title = unit();
        change(&mut title.tracts[1]);
        title.division().unwrap_err()
    };
    assert_eq!(
        refused(|tract| tract.minerals.push(mineral(A, "1/4", "1/8"))),
        OwnershipError::MineralsExceedTract {
            tract: 2,
            sum: Exact::whole(5).over(&Exact::whole(4)).unwrap()
        }
    );
    assert_eq!(
        refused(|tract| tract.minerals[0].leased = part("2/3")),
        OwnershipError::TractNotWhollyLeased {
            tract: 2,
            sum: exact("2/3")
        }
    );
    assert_eq!(
        refused(|tract| {
            tract.working.pop();
        }),
        OwnershipError::DoesNotClose { sum: exact("3/4") }
    );
    assert_eq!(
        refused(|tract| tract.minerals[0].royalty = Fraction::WHOLE),
        OwnershipError::BurdensExceedWhole {
            burdens: Exact::one()
        }
    );
    assert_eq!(
        UnitTitle { tracts: Vec::new() }.division().unwrap().close_cost(),
        Err(OwnershipError::NoShares)
    );
}

#[test]
fn every_refusal_has_a_rule_of_its_own() {
    let one = Exact::one;
    let refusals = [
        OwnershipError::FractionForm { found: String::new() },
        OwnershipError::FractionOutOfRange {
            numerator: 0,
            denominator: 1,
        },
        OwnershipError::ResidualForm { found: String::new() },
        OwnershipError::NoShares,
        OwnershipError::DoesNotClose { sum: one() },
        OwnershipError::ShareNegative {
            place: 1,
            share: one(),
        },
        OwnershipError::ShareTooSmall {
            place: 1,
            share: one(),
        },
        OwnershipError::UnitWithoutAcres,
        OwnershipError::MineralsExceedTract { tract: 1, sum: one() },
        OwnershipError::TractNotWhollyLeased { tract: 1, sum: one() },
        OwnershipError::NpriExceedsRoyalty {
            burden: one(),
            royalty: one(),
        },
        OwnershipError::BurdensExceedWhole { burdens: one() },
        OwnershipError::NothingLeftToOwner { left: one() },
    ];
    let rules: std::collections::BTreeSet<&str> = refusals.iter().map(OwnershipError::rule).collect();
    assert_eq!(rules.len(), refusals.len());
}

proptest! {
    /// Against whole numbers of 128 bits: no share is off by a unit, the greater loss is served before the smaller, and all
    /// come to one.
    #[test]
    fn closing_is_largest_remainder(weights in prop::collection::vec(1_u64..1_000_000, 1..40)) {
        let total: u64 = weights.iter().sum();
        let shares: Vec<Exact> = weights
            .iter()
            .map(|weight| Exact::from(Fraction::new(*weight, total).unwrap()))
            .collect();
        // Shares so small that eight decimals cannot show them are refused; here none is.
        let closed = close(&shares).unwrap();
        let units: Vec<u128> = closed
            .decimals
            .iter()
            .map(|decimal| u128::try_from((decimal.value() * Decimal::from(100_000_000)).normalize().mantissa()).unwrap())
            .collect();
        prop_assert_eq!(units.iter().sum::<u128>(), 100_000_000);
        let whole = |weight: &u64| u128::from(*weight) * 100_000_000 / u128::from(total);
        let lost = |weight: &u64| u128::from(*weight) * 100_000_000 % u128::from(total);
        let mut least_served = None;
        let mut most_left = None;
        for (place, (weight, units)) in weights.iter().zip(&units).enumerate() {
            let key = (lost(weight), usize::MAX - place);
            match units - whole(weight) {
                0 => most_left = most_left.max(Some(key)),
                1 => least_served = Some(least_served.map_or(key, |least: (u128, usize)| least.min(key))),
                more => prop_assert!(false, "{more} units too much"),
            }
        }
        if let (Some(served), Some(left)) = (least_served, most_left) {
            prop_assert!(served > left);
        }
        let naive: u128 = weights
            .iter()
            .map(|weight| (u128::from(*weight) * 200_000_000 + u128::from(total)) / (2 * u128::from(total)))
            .sum();
        prop_assert_eq!(i128::from(closed.residual.units()), 100_000_000 - i128::try_from(naive).unwrap());
    }

    /// Whatever the title, costs and revenue come to one, and nobody's revenue is above his costs.
    #[test]
    fn a_division_closes(
        tracts in prop::collection::vec(
            (1_u32..2_000_000, 1_u64..10, 1_u64..10, 1_u64..30, 1_u64..30, 0_u64..50, 1_u64..100),
            1..6,
        ),
    ) {
        let title = UnitTitle {
            tracts: tracts
                .iter()
                .map(|(ten_thousandths, one, other, royalty, second, override_of, working)| LeasedTract {
                    acres: Acres::new(Decimal::new(i64::from(*ten_thousandths), 4)).unwrap(),
                    minerals: vec![
                        MineralOwner { royalty: Fraction::new(*royalty, 64).unwrap(), ..mineral(A, &format!("{one}/{}", one + other), "1") },
                        MineralOwner { royalty: Fraction::new(*second, 64).unwrap(), ..mineral(B, &format!("{other}/{}", one + other), "1") },
                    ],
                    overrides: Fraction::new(*override_of, 200)
                        .map(|rate| Override { owner: owner(OVERRIDER), rate, reduction: Some(part("1/2")), borne_by: None })
                        .into_iter()
                        .collect(),
                    payments: Vec::new(),
                    working: vec![
                        WorkingOwner { owner: owner(OPERATOR), wi: Fraction::new(*working, 101).unwrap() },
                        WorkingOwner { owner: owner(PARTNER), wi: Fraction::new(101 - working, 101).unwrap() },
                    ],
                })
                .collect(),
        };
        let division = title.division().unwrap();
        for interests in [&division.cost, &division.revenue] {
            let sum: Exact = interests.iter().map(|line| line.share.clone()).sum();
            prop_assert_eq!(sum, Exact::one());
        }
        for line in division.revenue.iter().filter(|line| line.interest == InterestType::Nri) {
            let cost = division.cost.iter().find(|cost| cost.owner == line.owner).unwrap();
            prop_assert!(line.share < cost.share);
        }
    }
}
