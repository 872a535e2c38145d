//! How things are numbered.
//!
//! Widths are those of the agencies' files. Oklahoma's API digits are only known at second hand.

use super::standing;
use crate::jurisdiction::Jurisdiction;
use crate::jurisdiction::identity::{Form, Identifier, IdentityRule};
use crate::jurisdiction::rule::{Confidence, Rule};

const fn read(
    jurisdiction: Jurisdiction,
    source: &'static str,
    identifier: Identifier,
    form: Form,
) -> Rule<IdentityRule> {
    standing(
        jurisdiction,
        Confidence::Read,
        source,
        IdentityRule { identifier, form },
    )
}

const fn weaker(
    jurisdiction: Jurisdiction,
    confidence: Confidence,
    source: &'static str,
    identifier: Identifier,
    form: Form,
) -> Rule<IdentityRule> {
    standing(
        jurisdiction,
        confidence,
        source,
        IdentityRule { identifier, form },
    )
}

const fn api(jurisdiction: Jurisdiction, state: u8) -> Rule<IdentityRule> {
    read(
        jurisdiction,
        "files of the agency",
        Identifier::ApiNumber,
        Form::Api { state },
    )
}

const fn digits(width: usize) -> Form {
    Form::Digits { width }
}

const TEXAS_FILES: &str = "RRC Oil Masters OLA013K";
const TEXAS_FORMS: &str = "RRC Form PR";
const NEW_MEXICO_FILES: &str = "OCD tables wcproduction and wellhistory";
const COLORADO_FILES: &str = "ECMC monthly_prod.csv";

pub(super) const IDENTITIES: &[Rule<IdentityRule>] = &[
    api(Jurisdiction::Texas, 42),
    read(
        Jurisdiction::Texas,
        TEXAS_FILES,
        Identifier::District,
        Form::District,
    ),
    // Files pad the five digits of a lease to six.
    read(
        Jurisdiction::Texas,
        TEXAS_FILES,
        Identifier::OilLease,
        Form::InDistrict { width: 6 },
    ),
    read(Jurisdiction::Texas, TEXAS_FILES, Identifier::GasWell, digits(6)),
    read(Jurisdiction::Texas, TEXAS_FILES, Identifier::Operator, digits(6)),
    read(Jurisdiction::Texas, TEXAS_FILES, Identifier::Field, digits(8)),
    read(
        Jurisdiction::Texas,
        TEXAS_FORMS,
        Identifier::DrillingPermit,
        digits(6),
    ),
    read(
        Jurisdiction::Texas,
        TEXAS_FORMS,
        Identifier::ComminglePermit,
        Form::Number { most: 6 },
    ),
    api(Jurisdiction::NewMexico, 30),
    weaker(
        Jurisdiction::NewMexico,
        Confidence::Secondary,
        NEW_MEXICO_FILES,
        Identifier::Operator,
        Form::Number { most: 6 },
    ),
    weaker(
        Jurisdiction::NewMexico,
        Confidence::Secondary,
        NEW_MEXICO_FILES,
        Identifier::Pool,
        Form::Number { most: 6 },
    ),
    weaker(
        Jurisdiction::Oklahoma,
        Confidence::Unverified,
        "list of API state codes",
        Identifier::ApiNumber,
        Form::Api { state: 35 },
    ),
    api(Jurisdiction::NorthDakota, 33),
    read(
        Jurisdiction::NorthDakota,
        "NDIC monthly production workbook",
        Identifier::WellFile,
        Form::Number { most: 6 },
    ),
    api(Jurisdiction::Colorado, 5),
    read(
        Jurisdiction::Colorado,
        COLORADO_FILES,
        Identifier::Facility,
        Form::Number { most: 9 },
    ),
    read(
        Jurisdiction::Colorado,
        COLORADO_FILES,
        Identifier::Operator,
        Form::Number { most: 6 },
    ),
    read(
        Jurisdiction::Colorado,
        COLORADO_FILES,
        Identifier::Pool,
        Form::Code { most: 8 },
    ),
    api(Jurisdiction::Wyoming, 49),
    api(Jurisdiction::Louisiana, 17),
];
