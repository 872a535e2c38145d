//! What is shown of a lease.

use chrono::TimeDelta;

use super::asked::*;
use super::*;
use crate::given::given;
use crate::month::day_start;

#[test]
fn what_the_parties_pay_is_left_out_and_nothing_else() {
    let summary = shown(owing(), "2020-06-01");
    let stripped = summary.without_money();
    let paid = |summary: &LeaseSummary| {
        let clauses = summary.clauses.as_ref().unwrap();
        let rental = match summary.rental.unwrap() {
            Rental::PaidUp => None,
            Rental::Delay { amount_usd } => amount_usd,
        };
        let extension = clauses.extension.and_then(|option| option.consideration_usd);
        let shut_in = clauses.shut_in_royalty.and_then(|clause| clause.amount_usd);
        [rental, extension, shut_in]
    };
    assert!(paid(&summary).iter().all(Option::is_some), "{summary:?}");
    assert_eq!(paid(&stripped), [None, None, None]);
    let put_back = LeaseSummary {
        rental: summary.rental,
        clauses: summary.clauses.clone(),
        ..stripped
    };
    assert_eq!(put_back, summary);
}

#[test]
fn a_lease_turns_when_its_term_begins_and_when_what_holds_it_has_run_out() {
    let lease = given::<Lease>(signed()).state();
    let summary = lease.summary_on(date("2020-01-20")).unwrap();
    let turns = summary.turns();
    let days = [
        summary.effective_on,
        summary.primary_term_ends_on.unwrap().succ_opt(),
    ];
    assert_eq!(turns, days.map(|day| day_start(day.unwrap(), central())));
    for turn in turns {
        let before = lease.summary_at(turn - TimeDelta::microseconds(1)).unwrap();
        assert_ne!(Some(before), lease.summary_at(turn), "{turn}");
    }
}
