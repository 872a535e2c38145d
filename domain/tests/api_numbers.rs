//! Real API numbers read and are written in the canonical form.

use wellflow_domain::api_number::ApiNumber;

#[test]
fn real_api_numbers_read_and_write() {
    let mut lines = include_str!("data/api_numbers.csv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("filed,canonical"));
    let mut seen = 0;
    for line in lines {
        let (filed, canonical) = line.split_once(',').unwrap();
        let number = ApiNumber::parse(filed).unwrap_or_else(|e| panic!("{filed}: {e}"));
        assert_eq!(number.to_string(), canonical);
        assert_eq!(number.digits(), filed);
        assert_eq!(ApiNumber::parse(canonical), Ok(number));
        seen += 1;
    }
    assert!(seen >= 200, "only {seen} numbers");
}
