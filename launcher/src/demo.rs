//! The demo: twelve wells of the Gulf of Mexico, embedded so that the binary alone suffices.
//!
//! Source: US Department of the Interior, Bureau of Safety and Environmental Enforcement; see `demo/README.md`.

/// Slug of the demo organization.
pub(crate) const SLUG: &str = "demo";
/// Name of the demo organization.
pub(crate) const NAME: &str = "Demo Operating";

/// File name of the list of boreholes, as facts cite it.
pub(crate) const BOREHOLES_FILE: &str = "bsee_boreholes_12wells.csv";
/// The list of boreholes.
pub(crate) const BOREHOLES: &[u8] = include_bytes!("../../demo/bsee_boreholes_12wells.csv");
/// File name of the monthly production, as facts cite it.
pub(crate) const PRODUCTION_FILE: &str = "bsee_ogora_small_12wells.csv";
/// The monthly production.
pub(crate) const PRODUCTION: &[u8] = include_bytes!("../../demo/bsee_ogora_small_12wells.csv");

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use rust_decimal::Decimal;
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;
    use crate::import::{Kind, Mapped, map_bsee};

    fn mapped() -> Mapped {
        let sources = [(BOREHOLES_FILE, BOREHOLES), (PRODUCTION_FILE, PRODUCTION)];
        let [boreholes, production] =
            sources.map(|(file, bytes)| crate::import::Source::embedded(file, bytes));
        map_bsee(Uuid::from_u128(1), boreholes, production).unwrap()
    }

    fn sum(items: &[crate::import::Item], field: &str) -> Decimal {
        let months = items.iter().filter(|item| item.kind == Kind::Month);
        months
            .map(|item| item.body[field].as_str().unwrap().parse::<Decimal>().unwrap())
            .sum()
    }

    #[test]
    fn every_row_becomes_its_commands_and_nothing_is_odd() {
        let mapped = mapped();
        let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
        for item in &mapped.items {
            *kinds.entry(item.kind).or_default() += 1;
        }
        let expected = [
            (Kind::History, 12),
            (Kind::Status, 281),
            (Kind::StatusEnded, 5),
            (Kind::Month, 4_554),
        ];
        assert_eq!(kinds, BTreeMap::from(expected));
        assert!(mapped.warnings.is_empty(), "{:?}", mapped.warnings);
    }

    #[test]
    fn the_volumes_of_all_commands_are_the_files_own_sums() {
        let items = mapped().items;
        assert_eq!(sum(&items, "oil_bbl"), Decimal::from(6_299_733));
        assert_eq!(sum(&items, "gas_mcf"), Decimal::from(6_559_876));
        assert_eq!(sum(&items, "water_bbl"), Decimal::from(52_574_445));
        assert_eq!(sum(&items, "injection"), Decimal::from(13_260_186));
    }

    #[test]
    fn no_two_commands_share_a_key() {
        let items = mapped().items;
        let keys: HashSet<&str> = items.iter().map(|item| item.idempotency_key.as_str()).collect();
        assert_eq!(keys.len(), items.len());
    }

    #[test]
    fn a_wells_statuses_are_reported_in_the_order_of_time() {
        let mut latest: BTreeMap<(Uuid, String), String> = BTreeMap::new();
        for item in mapped()
            .items
            .into_iter()
            .filter(|item| item.body.get("effective_at").is_some_and(Value::is_string))
        {
            let at = item.body["effective_at"].as_str().unwrap().to_owned();
            let completion = item.body["completion"].as_str().unwrap().to_owned();
            let before = latest.insert((item.lane, completion), at.clone());
            assert!(before.is_none_or(|before| before < at));
        }
    }
}
