//! The transition table and the refusals say the same.

use std::collections::BTreeSet;

use super::*;
use crate::division_of_interest::step::{DeckStage, Step, transitions};

#[test]
fn every_guard_of_the_table_is_a_rule() {
    let rules: BTreeSet<&str> = DivisionError::RULES.iter().copied().collect();
    assert_eq!(
        rules.len(),
        DivisionError::RULES.len(),
        "two refusals have one rule"
    );
    for row in transitions() {
        for guard in row.guards {
            assert!(rules.contains(guard), "{} names {guard}", row.command);
        }
    }
}

#[test]
fn every_rule_is_told_on_the_page() {
    let page = transitions_page();
    for rule in DivisionError::RULES {
        assert!(page.contains(&format!("`{rule}`")), "{rule}");
    }
}

/// Where a deck stands is asked of a whole life; each step is admitted exactly where its row begins.
#[test]
fn a_step_is_taken_where_its_row_begins_and_nowhere_else() {
    for step in Step::ALL {
        for stage in DeckStage::ALL {
            let admitted = step.admitted(DeckKind::Cost, stage);
            assert_eq!(
                admitted.is_ok(),
                step.is_taken_from(stage),
                "{step:?} from {stage}"
            );
        }
    }
    let refusals = DeckStage::ALL.map(|stage| Step::Transfer.admitted(DeckKind::Cost, stage).err());
    let deck = DeckKind::Cost;
    assert_eq!(
        refusals,
        [
            Some(DivisionError::DeckUnknown { deck }),
            Some(DivisionError::DeckNotInForce { deck }),
            None,
            Some(DivisionError::DeckPaidOut { deck }),
            Some(DivisionError::DivisionEnded),
        ]
    );
}

#[test]
fn the_rules_rest_on_arithmetic_and_papers() {
    assert_eq!(DivisionError::DivisionUnknown.source(), None);
}
