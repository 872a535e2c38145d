//! Rows of real files, with their source in `demo/README.md`.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Source;
use super::co_form7::map_co_form7;
use super::item::Mapped;
use super::ny_dec::map_ny_dec;

/// The organization of the tests.
pub(crate) const ORGANIZATION: Uuid = Uuid::from_u128(7);

/// Rows of New York's list, chosen so that every quirk of it is among them.
pub(crate) fn new_york() -> Mapped {
    let bytes = include_bytes!("../../../demo/ny_dec_wells_sample_2022-05-04.csv");
    let file = Source::embedded("ny_dec_wells_sample_2022-05-04.csv", bytes);
    map_ny_dec(ORGANIZATION, file).unwrap()
}

/// The pages of three wells of Colorado, 1999 to 2021.
pub(crate) fn colorado_pages() -> Mapped {
    let bytes = include_bytes!("../../../demo/co_ecmc_form7_3wells.csv");
    map_co_form7(ORGANIZATION, Source::embedded("co_ecmc_form7_3wells.csv", bytes)).unwrap()
}

/// A sample of Colorado's downloads, 2024 to 2026.
pub(crate) fn colorado_download() -> Mapped {
    let bytes = include_bytes!("../../../demo/co_ecmc_prod_reports_2024_2026_sample.csv");
    let file = Source::embedded("co_ecmc_prod_reports_2024_2026_sample.csv", bytes);
    map_co_form7(ORGANIZATION, file).unwrap()
}

/// Warnings by rule.
pub(crate) fn by_rule(mapped: &Mapped) -> BTreeMap<&str, usize> {
    let mut rules = BTreeMap::new();
    for warning in &mapped.warnings {
        *rules.entry(warning.rule.as_str()).or_default() += 1;
    }
    rules
}
