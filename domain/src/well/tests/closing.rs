//! Rows 24 to 27: the approval, the plug, the release, the return.

use super::asked::*;
use super::*;
use crate::given::given;
use crate::month::Month;

fn approve(filed: &str, notice_days: Option<u16>, cementer_approved: bool) -> WellTask {
    WellTask::ApprovePlugging(ApprovePlugging {
        effective_at: noon("06-20"),
        approval: PluggingApproval {
            cementer_approved,
            ..approval(filed)
        },
        notice_days,
    })
}

#[test]
fn plugging_is_approved_after_its_notice() {
    given::<Well>(idle())
        .when(approve_plugging("06-20"))
        .then([plugging_approved("06-20")]);
    given::<Well>(idle())
        .when(approve("06-15", Some(5), true))
        .events();
    let state = Some(StateCode::parse("TX").unwrap());
    let refusal = WellError::NoticeTooLate {
        filed_on: date("2024-06-16"),
        on: date("2024-06-20"),
        days: 5,
        state,
    };
    assert_eq!(refusal.source(), Some("RRC Form W-3A"));
    given::<Well>(idle())
        .when(approve("06-16", Some(5), true))
        .then_refused(refusal);
    given::<Well>(idle())
        .when(approve("06-21", None, true))
        .then_refused(WellError::NoticeTooLate {
            filed_on: date("2024-06-21"),
            on: date("2024-06-20"),
            days: 0,
            state,
        });
}

#[test]
fn plugs_are_set_by_an_approved_company() {
    given::<Well>(idle())
        .when(approve("06-15", None, false))
        .then_refused(WellError::CementerNotApproved {
            cementer: text("Permian Cementers"),
        });
}

#[test]
fn what_operates_or_was_never_drilled_is_not_approved_for_plugging() {
    given::<Well>(running())
        .when(approve_plugging("06-20"))
        .then_refused(WellError::StillOperating {
            status: WellStatus::Producing,
            since: noon("04-01"),
        });
    given::<Well>(drilling())
        .when(approve_plugging("06-20"))
        .then_refused(WellError::NotPluggable {
            status: WellStatus::Drilling,
            since: noon("01-03"),
        });
}

fn plug_with(authority: PluggingAuthority, production: Vec<ProductionSeen>) -> WellTask {
    WellTask::Plug(PlugWell {
        effective_at: noon("07-15"),
        cementer: None,
        plugs: vec![],
        witnessed_by: None,
        authority,
        production,
    })
}

#[test]
fn a_well_is_plugged_once_that_is_approved_or_in_an_emergency() {
    let refusal = WellError::PluggingNotApproved {
        state: Some(StateCode::parse("TX").unwrap()),
    };
    assert_eq!(refusal.source(), Some("RRC Form W-3A"));
    given::<Well>(secured()).when(plug("07-15")).then_refused(refusal);
    let emergency = PluggingAuthority::Emergency {
        reason: text("blowing gas"),
        oral_approval: text("District 8A, 2024-07-15 09:00"),
    };
    given::<Well>(secured())
        .when(plug_with(emergency.clone(), vec![]))
        .then([WellPlugged {
            effective_at: noon("07-15"),
            cementer: None,
            plugs: vec![],
            witnessed_by: None,
            authority: Some(emergency),
        }]);
}

fn month_of(month: &str, produced: Produced) -> ProductionSeen {
    ProductionSeen {
        completion: name("D01"),
        month: Month::parse(month).unwrap(),
        produced,
    }
}

#[test]
fn nothing_is_produced_after_the_plug() {
    let something = |last_day: Option<&str>| Produced::Something {
        last_day: last_day.map(date),
    };
    let ask = |seen: ProductionSeen| {
        let approved = with(secured(), [plugging_approved("06-20")]);
        given::<Well>(approved).when(plug_with(PluggingAuthority::Approval, vec![seen]))
    };
    ask(month_of("2024-06", something(None))).events();
    ask(month_of("2024-07", Produced::Nothing)).events();
    ask(month_of("2024-08", Produced::Nothing)).events();
    ask(month_of("2024-07", something(Some("2024-07-15")))).events();
    ask(month_of("2024-07", something(None))).then_refused(WellError::ProductionInMonthOfPlug {
        completion: name("D01"),
        month: Month::parse("2024-07").unwrap(),
    });
    for (month, last, words) in [
        ("2024-07", Some("2024-07-16"), "2024-07-16"),
        ("2024-08", None, "2024-08"),
    ] {
        ask(month_of(month, something(last))).then_refused(WellError::ProducedAfterPlugging {
            completion: name("D01"),
            last: words.to_owned(),
            plugged_on: date("2024-07-15"),
        });
    }
}

#[test]
fn a_plug_has_its_top_above_its_bottom() {
    let task = WellTask::Plug(PlugWell {
        effective_at: noon("07-01"),
        cementer: None,
        plugs: vec![CementPlug {
            top_md_ft: feet("500"),
            bottom_md_ft: feet("500"),
            cement_sacks: 60,
        }],
        witnessed_by: None,
        authority: PluggingAuthority::Approval,
        production: vec![],
    });
    given::<Well>(with(secured(), [plugging_approved("06-20")]))
        .when(task)
        .then_refused(WellError::PlugInverted {
            top_md_ft: feet("500"),
            bottom_md_ft: feet("500"),
        });
}

#[test]
fn a_plugged_well_s_site_is_released_once_it_passed() {
    given::<Well>(finished())
        .when(release("08-01", true))
        .then([released("08-01")]);
    given::<Well>(finished())
        .when(release("08-01", false))
        .then_refused(WellError::InspectionNotPassed {
            reference: text("I-4"),
        });
    given::<Well>(secured())
        .when(release("08-01", true))
        .then_refused(WellError::NotPlugged {
            status: WellStatus::TemporarilyAbandoned,
            since: noon("06-01"),
        });
    let gone = with(finished(), [released("08-01")]);
    let summary = given::<Well>(gone.clone()).state().summary().unwrap();
    assert_eq!(summary.plugged_on, Some(date("2024-07-01")));
    given::<Well>(gone)
        .when(release("08-02", true))
        .then_refused(WellError::SiteReleased { since: noon("08-01") });
}

#[test]
fn a_plugged_well_is_entered_again_and_keeps_its_number() {
    let same = ReentryBore::SameBore;
    for end in [finished(), with(finished(), [released("07-10")])] {
        given::<Well>(end.clone())
            .when(approve_reentry("08-01", same))
            .then([reentry_approved("08-01", same)]);
        let approved = with(end, [reentry_approved("08-01", same)]);
        let summary = given::<Well>(approved.clone()).state().summary().unwrap();
        assert_eq!(
            summary.plugged_on,
            Some(date("2024-07-01")),
            "plugged until the bit turns"
        );
        given::<Well>(approved.clone())
            .when(spud("09-01"))
            .then([reentered("09-01", same)]);
        let again = with(approved, [reentered("09-01", same)]);
        let summary = given::<Well>(again.clone()).state().summary().unwrap();
        assert_eq!(summary.status, WellStatus::Drilling);
        assert_eq!(summary.api_number, Some(api("42-501-20130")));
        assert_eq!(summary.plugged_on, None);
        assert_eq!(summary.spudded_on, Some(date("2024-01-03")));
        assert_eq!(summary.permit_number, Some(text("W1-900")));
    }
}

#[test]
fn a_well_entered_again_lives_again() {
    let mut events = with(
        finished(),
        [
            reentry_approved("08-01", ReentryBore::SameBore),
            reentered("09-01", ReentryBore::SameBore),
        ],
    );
    for task in [
        reach("09-20", "12000", None),
        complete("10-01", "D02", "9000", "9100"),
        first_production("10-05"),
    ] {
        let news = given::<Well>(events.clone()).when(task).events();
        events.extend(news);
    }
    let summary = given::<Well>(events).state().summary().unwrap();
    assert_eq!(summary.status, WellStatus::Producing);
    let old = &summary.completions[0];
    assert_eq!(
        (old.name.as_str(), old.status),
        ("D01", CompletionStatus::PluggedAndAbandoned)
    );
}

#[test]
fn a_new_bore_begins_at_the_surface() {
    let bore = ReentryBore::NewBore {
        bore: api("42-501-20130-01"),
    };
    let again = with(
        finished(),
        [reentry_approved("08-01", bore), reentered("09-01", bore)],
    );
    given::<Well>(again)
        .when(day_drilled("09-02", "300"))
        .then([progressed("09-02", "300")]);
    given::<Well>(finished())
        .when(approve_reentry(
            "08-01",
            ReentryBore::NewBore {
                bore: api("42-501-20131-01"),
            },
        ))
        .then_refused(WellError::WellboreOfAnotherWell {
            wellbore: api("42-501-20131-01"),
            well: api("42-501-20130"),
        });
    given::<Well>(finished())
        .when(approve_reentry(
            "08-01",
            ReentryBore::NewBore {
                bore: api("42-501-20130"),
            },
        ))
        .then_refused(WellError::WellboreNotNamed {
            api_number: api("42-501-20130"),
        });
}

#[test]
fn a_bore_that_was_drilled_is_not_a_new_one() {
    let first = kickoff("42-501-20130-00", "42-501-20130-01", "4000");
    let mut events = with(drilling(), [sidetracked("01-20", first)]);
    events.extend(finished().split_off(3));
    given::<Well>(events)
        .when(approve_reentry(
            "08-01",
            ReentryBore::NewBore {
                bore: api("42-501-20130-00"),
            },
        ))
        .then_refused(WellError::BoreAlreadyExists {
            bore: api("42-501-20130-00"),
        });
}

#[test]
fn re_entry_takes_a_plugged_well_and_a_permit_in_force() {
    given::<Well>(secured())
        .when(approve_reentry("08-01", ReentryBore::SameBore))
        .then_refused(WellError::NotPlugged {
            status: WellStatus::TemporarilyAbandoned,
            since: noon("06-01"),
        });
    given::<Well>(finished())
        .when(approve_reentry("2026-01-01", ReentryBore::SameBore))
        .then_refused(WellError::PermitExpiresBeforeApproval {
            expires_on: date("2025-12-31"),
            granted_on: date("2026-01-01"),
        });
    let approved = with(finished(), [reentry_approved("08-01", ReentryBore::SameBore)]);
    given::<Well>(approved)
        .when(spud("2026-01-01"))
        .then_refused(WellError::PermitExpired {
            expires_on: date("2025-12-31"),
            on: date("2026-01-01"),
        });
    given::<Well>(with(finished(), [released("07-10")]))
        .when(spud("08-01"))
        .then_refused(WellError::SiteReleased { since: noon("07-10") });
}
