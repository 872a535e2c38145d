//! Agencies' codes, both ways.

use super::*;

fn says(agency: &str, code: &str) -> WellStatus {
    AgencyStatus {
        agency: text(agency),
        code: text(code),
    }
    .well()
}

#[test]
fn each_agency_s_codes_have_the_meaning_of_the_crosswalk() {
    for (agency, code, status) in [
        ("BSEE", "AST", WellStatus::Permitted),
        ("NM OCD", "N", WellStatus::Permitted),
        ("NM OCD", "D", WellStatus::DryHole),
        ("NM OCD", "H", WellStatus::PluggedAndAbandoned),
        ("NM OCD", "P", WellStatus::SiteReleased),
        ("NM OCD", "E", WellStatus::TemporarilyAbandoned),
        ("CO ECMC", "AL", WellStatus::Cancelled),
        ("CO ECMC", "WO", WellStatus::Drilled),
        ("CO ECMC", "SO", WellStatus::DrillingSuspended),
        ("CO ECMC", "IJ", WellStatus::Injecting),
        ("TX RRC", "SWR-10-WELL", WellStatus::Producing),
        ("TX RRC", "NO PRODUCTION", WellStatus::ShutIn),
        ("TX RRC", "SEALED", WellStatus::PluggedAndAbandoned),
        ("NY DEC", "PA", WellStatus::PluggedAndAbandoned),
        (
            "Energistics",
            "plugged and abandoned",
            WellStatus::PluggedAndAbandoned,
        ),
    ] {
        assert_eq!(says(agency, code), status, "{agency} {code}");
    }
}

#[test]
fn a_code_without_a_meaning_is_unmapped() {
    for (agency, code) in [
        ("NM OCD", "Q"),
        ("CO ECMC", "UN"),
        ("TX RRC", "TRAINING"),
        ("TX RRC", "SOMETHING NEW"),
        ("NY DEC", "GWP"),
        ("ND DMR", "A"),
    ] {
        assert_eq!(says(agency, code), WellStatus::Unmapped, "{agency} {code}");
    }
}

#[test]
fn a_code_that_is_filed_reads_as_it_was_meant() {
    for agency in Agency::ALL {
        assert_eq!(Agency::parse(agency.as_str()), Some(agency));
        assert_eq!(agency.code_of(WellStatus::Unmapped), None);
        for status in WellStatus::ALL {
            for code in agency.codes_of(*status) {
                assert_eq!(says(agency.as_str(), code), *status, "{code}");
            }
            assert_eq!(agency.code_of(*status), agency.codes_of(*status).first().copied());
        }
    }
    assert_eq!(Agency::TxRrc.code_of(WellStatus::Producing), Some("PRODUCING"));
    assert_eq!(Agency::TxRrc.codes_of(WellStatus::Producing).len(), 4);
    assert_eq!(Agency::NmOcd.code_of(WellStatus::Injecting), None);
}

#[test]
fn bsee_s_list_of_completions_is_read() {
    for (code, status) in [
        ("POW", CompletionStatus::Producing),
        ("GSI", CompletionStatus::ShutIn),
        ("WIW", CompletionStatus::Injecting),
        ("WSW", CompletionStatus::InService),
        ("VCW", CompletionStatus::Unmapped),
    ] {
        assert_eq!(filed(code).completion(), status);
    }
}

#[test]
fn a_bore_is_in_the_state_of_the_well_s_code() {
    for status in WellStatus::ALL {
        let bore = BoreStatus::of_well(*status);
        let back = WellStatus::from(bore);
        let same = back == *status;
        let coarser = matches!(
            status,
            WellStatus::Proposed
                | WellStatus::Completing
                | WellStatus::CompletionAbandoned
                | WellStatus::Voided
        );
        assert!(same != coarser, "{status} is shown as {back}");
    }
}
