//! Vectors of the arithmetic, and what cannot be reckoned.

use uuid::Uuid;

use super::*;
use crate::quantity::Percent;

fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

fn usd(text: &str) -> Usd {
    Usd::parse(text).unwrap()
}

fn interest(text: &str) -> DecimalInterest {
    DecimalInterest::parse(text).unwrap()
}

fn parties(interests: &[&str]) -> Vec<PartyShare> {
    let parties = interests.iter().zip(1_u128..);
    parties
        .map(|(text, number)| PartyShare {
            owner: owner(number),
            interest: interest(text),
        })
        .collect()
}

fn amounts(shares: &[CostShare]) -> Vec<String> {
    shares.iter().map(|share| share.amount_usd.to_string()).collect()
}

fn carrying(choices: &[(&str, Carrying)]) -> Vec<(PartyShare, Carrying)> {
    let interests: Vec<&str> = choices.iter().map(|(text, _)| *text).collect();
    parties(&interests)
        .into_iter()
        .zip(choices.iter().map(|(_, carrying)| *carrying))
        .collect()
}

fn interests(shares: &[PartyShare]) -> Vec<String> {
    assert_eq!(interests_sum(shares), Decimal::ONE);
    shares.iter().map(|share| share.interest.to_string()).collect()
}

#[test]
fn a_bill_is_shared_to_the_cent() {
    let deck = parties(&["0.60", "0.25", "0.15"]);
    let shares = cost_shares(usd("12345.67"), &deck).unwrap();
    assert_eq!(amounts(&shares), ["7407.40", "3086.42", "1851.85"]);
    let credit = cost_shares(usd("-12345.67"), &deck).unwrap();
    assert_eq!(amounts(&credit), ["-7407.40", "-3086.42", "-1851.85"]);
    let rest = shares_less(&shares, &cost_shares(usd("0.01"), &deck).unwrap()).unwrap();
    assert_eq!(amounts(&rest), ["7407.39", "3086.42", "1851.85"]);
}

#[test]
fn a_cost_of_nobody_is_not_shared() {
    let refused = cost_shares(usd("1"), &[]).unwrap_err();
    assert_eq!(refused.rule(), "allocation-without-weights");
}

#[test]
fn sixty_and_twenty_five_carry_fifteen() {
    let both = carrying(&[
        ("0.60", Carrying::Proportionate),
        ("0.25", Carrying::Proportionate),
    ]);
    assert_eq!(
        interests(&reallocate(&both).unwrap()),
        ["0.70588235", "0.29411765"]
    );
}

#[test]
fn what_one_does_not_carry_falls_to_whoever_takes_the_rest() {
    let one = carrying(&[("0.60", Carrying::AllOfTheRest), ("0.25", Carrying::OwnOnly)]);
    assert_eq!(
        interests(&reallocate(&one).unwrap()),
        ["0.75000000", "0.25000000"]
    );
    // 0.2 is carried by three: a sixth of it is left by the first, and falls to the last two as 3 to 2.
    let three = carrying(&[
        ("0.30", Carrying::OwnOnly),
        ("0.30", Carrying::AllOfTheRest),
        ("0.20", Carrying::AllOfTheRest),
    ]);
    assert_eq!(
        interests(&reallocate(&three).unwrap()),
        ["0.30000000", "0.42000000", "0.28000000"]
    );
}

#[test]
fn what_nobody_carries_is_refused() {
    let open = carrying(&[("0.60", Carrying::Proportionate), ("0.25", Carrying::OwnOnly)]);
    let refused = reallocate(&open).unwrap_err();
    assert_eq!(refused.rule(), "non-consent-not-covered");
    assert!(refused.to_string().starts_with("3/68 "), "{refused}");
    assert_eq!(reallocate(&[]).unwrap_err().rule(), "non-consent-not-covered");
}

#[test]
fn a_variance_is_told_in_dollars_and_in_hundredths() {
    let variance = Variance::of(usd("1085000.00"), usd("1000000.00")).unwrap();
    assert_eq!(variance.variance_usd, usd("85000"));
    assert_eq!(
        variance.variance_percent,
        Some(PercentChange::parse("8.5").unwrap())
    );
    let third = Variance::of(usd("2.00"), usd("3.00")).unwrap();
    assert_eq!(third.variance_percent.unwrap().to_string(), "-33.3333");
    assert!(third.exceeds(Percent::parse("33.3332").unwrap()));
    assert!(!third.exceeds(Percent::parse("33.3333").unwrap()));
}

#[test]
fn a_variance_from_nothing_has_no_hundredths() {
    let variance = Variance::of(usd("10"), Usd::ZERO).unwrap();
    assert_eq!(variance.variance_percent, None);
    assert!(variance.exceeds(Percent::parse("100").unwrap()));
    assert!(!Variance::of(Usd::ZERO, Usd::ZERO).unwrap().exceeds(Percent::ZERO));
    let extreme = Variance::of(usd("9999999999999999.99"), usd("0.01")).unwrap();
    assert_eq!(
        extreme.variance_percent.unwrap().to_string(),
        "99999999999999999800"
    );
}

#[test]
fn an_overrun_begins_behind_the_limit() {
    let limit = overrun_limit(usd("1000000.00"), Percent::parse("10").unwrap()).unwrap();
    assert_eq!(limit, usd("1100000.00"));
    assert_eq!(
        overrun_limit(usd("0.05"), Percent::parse("10").unwrap()),
        Ok(usd("0.05"))
    );
}

fn penalties() -> NonConsentPenalties {
    let percent = |text: &str| RecoveryPercent::parse(text).unwrap();
    NonConsentPenalties {
        surface_equipment: percent("100"),
        drilling_and_completion: percent("300"),
        operating: percent("100"),
    }
}

#[test]
fn those_who_carried_recover_three_times_the_well_and_the_equipment_once() {
    let costs = [
        (CostClass::DrillingAndCompletion, usd("1000000.00")),
        (CostClass::SurfaceEquipment, usd("200000.00")),
    ];
    let account = payout_account(interest("0.15"), &penalties(), &costs, Usd::ZERO).unwrap();
    assert_eq!(account.cost_usd, usd("180000.00"));
    assert_eq!(account.to_recover_usd, usd("480000.00"));
    assert_eq!(account.outstanding_usd, usd("480000.00"));
    assert!(!account.paid_out);
    let later = payout_account(interest("0.15"), &penalties(), &costs, usd("479999.99")).unwrap();
    assert_eq!((later.outstanding_usd, later.paid_out), (usd("0.01"), false));
    let paid = payout_account(interest("0.15"), &penalties(), &costs, usd("480000.00")).unwrap();
    assert!(paid.paid_out);
    let operated = [costs[0], costs[1], (CostClass::Operating, usd("1000.00"))];
    let account = payout_account(interest("0.15"), &penalties(), &operated, usd("480000.00")).unwrap();
    assert_eq!(
        (account.outstanding_usd, account.paid_out),
        (usd("150.00"), false)
    );
}

#[test]
fn a_payout_account_out_of_range_is_refused() {
    let costs = [(CostClass::DrillingAndCompletion, usd("9999999999999999.99"))];
    let refused = payout_account(interest("1"), &penalties(), &costs, Usd::ZERO);
    assert!(refused.is_err(), "{refused:?}");
}
