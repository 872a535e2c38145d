//! The rules of an owner's record, each as a sentence, and each refusal.

mod correcting;
mod table;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::{ClaimAction, DomainEvent};

use super::*;
use crate::given::given;
use crate::ids::OwnerId;
use crate::location::StateCode;
use crate::personal::Personal;
use crate::text::Text120;

fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T18:00:00Z").parse().unwrap()
}

impl<T: Into<OwnerTask>> From<T> for OwnerCommand {
    fn from(task: T) -> Self {
        task.into().asked_at(noon("2100-01-01"))
    }
}

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn date(value: &str) -> NaiveDate {
    value.parse().unwrap()
}

fn called(name: &str) -> Personal<Text120> {
    Personal::new(text(name))
}

fn number(digits: &str) -> Personal<TaxId> {
    Personal::new(TaxId::parse(digits).unwrap())
}

fn owner_id() -> OwnerId {
    OwnerId::new(Uuid::from_u128(2))
}

fn other_id() -> OwnerId {
    OwnerId::new(Uuid::from_u128(3))
}

fn key() -> AgencyOwnerKey {
    AgencyOwnerKey {
        agency: text("BOEM"),
        number: text("00000"),
    }
}

fn home() -> Personal<Address> {
    Personal::new(Address {
        lines: vec![text("1 Example Street")],
        city: text("Austin"),
        state: Some(StateCode::parse("TX").unwrap()),
        postal_code: Some(text("78701")),
        country: None,
    })
}

fn register(kind: OwnerKind) -> RegisterOwner {
    RegisterOwner {
        effective_at: noon("2020-01-02"),
        owner_id: owner_id(),
        kind,
        name: called("Sample Owner"),
        tax_id: Some(number("999-99-9999")),
        address: Some(home()),
        agency_key: Some(key()),
        roles: BTreeSet::from([OwnerRole::Lessor]),
    }
}

fn registered(kind: OwnerKind) -> OwnerEvent {
    let task = register(kind);
    OwnerRegistered {
        effective_at: task.effective_at,
        owner_id: task.owner_id,
        kind,
        name: task.name,
        tax_id: task.tax_id,
        address: task.address,
        agency_key: task.agency_key,
        roles: task.roles,
    }
    .into()
}

fn person() -> Vec<OwnerEvent> {
    vec![registered(OwnerKind::Individual)]
}

fn with(mut events: Vec<OwnerEvent>, more: impl Into<OwnerEvent>) -> Vec<OwnerEvent> {
    events.push(more.into());
    events
}

fn dead() -> Vec<OwnerEvent> {
    with(
        person(),
        OwnerDied {
            effective_at: noon("2021-01-02"),
            died_on: Personal::new(date("2020-12-24")),
            reference: text("Certificate 2"),
        },
    )
}

fn seen(owner_id: OwnerId, status: OwnerStatus) -> OwnerSeen {
    OwnerSeen::Known {
        owner_id,
        status,
        merged_into: None,
        roles: BTreeSet::new(),
    }
}

fn merge(into: OwnerSeen) -> MergeOwner {
    MergeOwner {
        effective_at: noon("2022-03-02"),
        into,
        reason: text("the same person twice"),
    }
}

fn merged() -> OwnerMerged {
    OwnerMerged {
        effective_at: noon("2022-03-02"),
        into: other_id(),
        agency_key: Some(key()),
        reason: text("the same person twice"),
    }
}

fn summary(events: Vec<OwnerEvent>) -> OwnerSummary {
    given::<Owner>(events).state().summary().unwrap()
}

#[test]
fn an_owner_is_registered_once_and_has_a_name() {
    given::<Owner>([])
        .when(register(OwnerKind::Individual))
        .then(person());
    given::<Owner>(person())
        .when(register(OwnerKind::Individual))
        .then_refused(OwnerError::AlreadyExists { owner_id: owner_id() });
    let nameless = RegisterOwner {
        name: Personal::withheld(),
        ..register(OwnerKind::Company)
    };
    given::<Owner>([])
        .when(nameless)
        .then_refused(OwnerError::NameMissing);
    let shown = summary(person());
    assert_eq!(
        (shown.status, shown.kind, shown.roles),
        (
            OwnerStatus::Active,
            OwnerKind::Individual,
            BTreeSet::from([OwnerRole::Lessor])
        )
    );
}

#[test]
fn an_agency_s_number_is_taken_and_given_up() {
    let claims = |event: &OwnerEvent| {
        let claims = event.claims();
        claims
            .into_iter()
            .map(|claim| (claim.kind, claim.key, claim.action))
            .collect::<Vec<_>>()
    };
    let change = |action| vec![("agency_owner", "BOEM|00000".to_owned(), action)];
    assert_eq!(claims(&person()[0]), change(ClaimAction::Claim));
    assert_eq!(claims(&merged().into()), change(ClaimAction::Release));
    let voided = given::<Owner>(person())
        .when(VoidOwnerRecord {
            effective_at: noon("2022-03-02"),
            reason: text("entered in error"),
        })
        .events();
    assert_eq!(claims(&voided[0]), change(ClaimAction::Release));
    // A merged record has given it up already.
    let voided = given::<Owner>(with(person(), merged()))
        .when(VoidOwnerRecord {
            effective_at: noon("2022-04-02"),
            reason: text("entered in error"),
        })
        .events();
    assert_eq!(claims(&voided[0]), []);
}

#[test]
fn nothing_personal_is_published_or_printed() {
    let secrets = [
        "Sample Owner",
        "Other Name",
        "999999999",
        "999999998",
        "Example Street",
        "2020-12-24",
        "Certificate",
    ];
    let events = with(
        with(
            with(
                dead(),
                OwnerNameChanged {
                    effective_at: noon("2021-01-03"),
                    name: called("Other Name"),
                    reference: text("Certificate 1"),
                },
            ),
            OwnerTaxIdRecorded {
                effective_at: noon("2021-01-04"),
                tax_id: number("999999998"),
                reference: text("Certificate 3"),
            },
        ),
        OwnerAddressChanged {
            effective_at: noon("2021-01-05"),
            address: home(),
        },
    );
    for event in &events {
        let public = event.public_form().unwrap();
        let json = public.encode(serde_json::value::Serializer).unwrap().to_string();
        for secret in secrets {
            assert!(!json.contains(secret), "{} shows {secret}", event.event_type());
        }
        let printed = format!("{event:?}").replace("Certificate", "");
        for secret in secrets {
            assert!(
                !printed.contains(secret),
                "{} prints {secret}",
                event.event_type()
            );
        }
    }
    let shown = summary(events);
    assert_eq!(shown.name.reveal(), Some(&text("Other Name")));
    assert_eq!(shown.former_names, [called("Sample Owner")]);
    assert_eq!(
        shown
            .tax_id
            .as_ref()
            .and_then(|id| id.reveal())
            .unwrap()
            .last_four(),
        "9998"
    );
    let public = serde_json::to_string(&shown.public_form()).unwrap();
    for secret in secrets {
        assert!(!public.contains(secret), "{public}");
    }
}

#[test]
fn a_tax_number_has_nine_digits_and_a_refusal_shows_none() {
    assert_eq!(String::from(TaxId::parse(" 12-3456789 ").unwrap()), "123456789");
    for wrong in ["12345678", "1234567890", "12345678X", "12 3456789", ""] {
        let refusal = TaxId::parse(wrong).unwrap_err();
        assert_eq!(refusal.rule(), "tax-id-form");
        assert!(
            wrong.is_empty() || !refusal.to_string().contains(wrong),
            "{refusal}"
        );
    }
    let refusal = serde_json::from_str::<TaxId>("\"987654321X\"").unwrap_err();
    assert!(!refusal.to_string().contains("987"), "{refusal}");
}

#[test]
fn a_name_changes_to_another_one() {
    let change = |name| ChangeOwnerName {
        effective_at: noon("2020-02-02"),
        name,
        reference: text("Certificate 1"),
    };
    given::<Owner>(person())
        .when(change(called("Other Name")))
        .then([OwnerNameChanged {
            effective_at: noon("2020-02-02"),
            name: called("Other Name"),
            reference: text("Certificate 1"),
        }]);
    given::<Owner>(person())
        .when(change(called("Sample Owner")))
        .then_refused(OwnerError::NameUnchanged { owner_id: owner_id() });
    given::<Owner>(person())
        .when(change(Personal::withheld()))
        .then_refused(OwnerError::NameMissing);
}

#[test]
fn an_address_and_a_tax_number_are_stated() {
    let move_to = |address| ChangeOwnerAddress {
        effective_at: noon("2020-02-02"),
        address,
    };
    given::<Owner>(person())
        .when(move_to(home()))
        .then([OwnerAddressChanged {
            effective_at: noon("2020-02-02"),
            address: home(),
        }]);
    given::<Owner>(person())
        .when(move_to(Personal::withheld()))
        .then_refused(OwnerError::AddressMissing);
    let record = |tax_id| RecordTaxId {
        effective_at: noon("2020-02-02"),
        tax_id,
        reference: text("Form W-9"),
    };
    given::<Owner>(person())
        .when(record(number("999999998")))
        .then([OwnerTaxIdRecorded {
            effective_at: noon("2020-02-02"),
            tax_id: number("999999998"),
            reference: text("Form W-9"),
        }]);
    given::<Owner>(person())
        .when(record(Personal::withheld()))
        .then_refused(OwnerError::TaxIdMissing);
}

#[test]
fn roles_are_taken_and_given_up() {
    let take = |role| TakeRole {
        effective_at: noon("2020-02-02"),
        role,
    };
    let give_up = |role| GiveUpRole {
        effective_at: noon("2020-03-02"),
        role,
    };
    let taken = OwnerRoleTaken {
        effective_at: noon("2020-02-02"),
        role: OwnerRole::Vendor,
    };
    given::<Owner>(person())
        .when(take(OwnerRole::Vendor))
        .then([taken.clone()]);
    given::<Owner>(person())
        .when(take(OwnerRole::Lessor))
        .then_nothing();
    given::<Owner>(with(person(), taken))
        .when(give_up(OwnerRole::Vendor))
        .then([OwnerRoleGivenUp {
            effective_at: noon("2020-03-02"),
            role: OwnerRole::Vendor,
        }]);
    given::<Owner>(person())
        .when(give_up(OwnerRole::Vendor))
        .then_refused(OwnerError::WithoutRole {
            role: OwnerRole::Vendor,
        });
}

fn death(died_on: &str) -> RecordDeath {
    RecordDeath {
        effective_at: noon("2021-01-02"),
        died_on: date(died_on),
        reference: text("Certificate 2"),
    }
}

#[test]
fn only_a_person_dies_and_not_later_than_it_is_recorded() {
    given::<Owner>(person())
        .when(death("2020-12-24"))
        .then(dead().into_iter().skip(1));
    for kind in [
        OwnerKind::Company,
        OwnerKind::Trust,
        OwnerKind::Estate,
        OwnerKind::Government,
    ] {
        given::<Owner>([registered(kind)])
            .when(death("2020-12-24"))
            .then_refused(OwnerError::NotAPerson { kind });
    }
    given::<Owner>(person())
        .when(death("2021-01-03"))
        .then_refused(OwnerError::DeathLater {
            on: date("2021-01-02"),
        });
}

#[test]
fn somebody_active_acts_for_an_estate_until_it_is_settled() {
    let appoint = |representative| AppointRepresentative {
        effective_at: noon("2021-02-02"),
        representative,
        reference: text("Letters 1"),
    };
    let settle = || SettleEstate {
        effective_at: noon("2022-02-02"),
        reference: text("Decree 1"),
    };
    let appointed = EstateRepresentativeAppointed {
        effective_at: noon("2021-02-02"),
        representative: other_id(),
        reference: text("Letters 1"),
    };
    given::<Owner>(dead())
        .when(appoint(seen(other_id(), OwnerStatus::Active)))
        .then([appointed.clone()]);
    assert_eq!(summary(with(dead(), appointed)).representative, Some(other_id()));
    for who in [OwnerSeen::Unknown, seen(other_id(), OwnerStatus::Inactive)] {
        given::<Owner>(dead())
            .when(appoint(who))
            .then_refused(OwnerError::RepresentativeNotActive);
    }
    given::<Owner>(dead())
        .when(appoint(seen(owner_id(), OwnerStatus::Deceased)))
        .then_refused(OwnerError::RepresentsItself { owner_id: owner_id() });
    let settled = EstateSettled {
        effective_at: noon("2022-02-02"),
        reference: text("Decree 1"),
    };
    given::<Owner>(dead()).when(settle()).then([settled.clone()]);
    given::<Owner>(person())
        .when(settle())
        .then_refused(OwnerError::NotDeceased {
            words: "have its estate settled",
            status: OwnerStatus::Active,
            since: noon("2020-01-02"),
        });
    given::<Owner>(with(dead(), settled))
        .when(merge(seen(other_id(), OwnerStatus::Active)))
        .then_refused(OwnerError::Settled {
            since: noon("2022-02-02"),
        });
}

#[test]
fn a_second_record_of_the_same_owner_is_merged_into_one_that_stands() {
    given::<Owner>(person())
        .when(merge(seen(other_id(), OwnerStatus::Active)))
        .then([merged()]);
    let gone = given::<Owner>(with(person(), merged())).state();
    assert_eq!(
        OwnerSeen::of(&gone),
        OwnerSeen::Known {
            owner_id: owner_id(),
            status: OwnerStatus::Merged,
            merged_into: Some(other_id()),
            roles: BTreeSet::from([OwnerRole::Lessor]),
        }
    );
    given::<Owner>(person())
        .when(merge(seen(owner_id(), OwnerStatus::Active)))
        .then_refused(OwnerError::MergedIntoItself { owner_id: owner_id() });
    for into in [
        OwnerSeen::Unknown,
        seen(other_id(), OwnerStatus::Merged),
        seen(other_id(), OwnerStatus::EstateSettled),
        seen(other_id(), OwnerStatus::Voided),
    ] {
        given::<Owner>(person())
            .when(merge(into))
            .then_refused(OwnerError::MergedIntoNobody);
    }
    given::<Owner>(with(person(), merged()))
        .when(merge(seen(other_id(), OwnerStatus::Active)))
        .then_refused(OwnerError::Merged {
            since: noon("2022-03-02"),
        });
}

#[test]
fn an_owner_rests_and_comes_back() {
    let rest = || DeactivateOwner {
        effective_at: noon("2020-07-02"),
        reason: text("post comes back"),
    };
    let come_back = || ReactivateOwner {
        effective_at: noon("2020-08-02"),
    };
    let rested = OwnerDeactivated {
        effective_at: noon("2020-07-02"),
        reason: text("post comes back"),
    };
    given::<Owner>(person()).when(rest()).then([rested.clone()]);
    let inactive = || with(person(), rested.clone());
    given::<Owner>(inactive())
        .when(rest())
        .then_refused(OwnerError::NotActive {
            words: "be deactivated",
            status: OwnerStatus::Inactive,
            since: noon("2020-07-02"),
        });
    given::<Owner>(inactive())
        .when(come_back())
        .then([OwnerReactivated {
            effective_at: noon("2020-08-02"),
        }]);
    given::<Owner>(person())
        .when(come_back())
        .then_refused(OwnerError::NotInactive {
            status: OwnerStatus::Active,
            since: noon("2020-01-02"),
        });
}

#[test]
fn what_is_not_known_or_has_not_happened_is_refused() {
    given::<Owner>([])
        .when(death("2020-12-24"))
        .then_refused(OwnerError::Unknown {
            at: noon("2021-01-02"),
        });
    let ahead = RecordDeath {
        effective_at: noon("2100-01-02"),
        ..death("2020-12-24")
    };
    given::<Owner>(person())
        .when(ahead)
        .then_refused(OwnerError::EffectiveInFuture {
            at: noon("2100-01-02"),
            now: noon("2100-01-01"),
        });
}
