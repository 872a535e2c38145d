//! The rows of a page: the items of a list's JSON, as they were written, a name and a value at a time.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of a JSON object in their order, values as they were written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

#[derive(Deserialize, PartialEq, Eq, Hash)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(24));
                while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reads)
    }
}

impl<'a> Members<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// For what is none.
    pub(crate) fn read(object: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(object)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    /// The members chosen, in the order chosen.
    pub(crate) fn chosen(&self, names: &[&str]) -> Self {
        let members = names
            .iter()
            .filter_map(|name| self.0.iter().find(|(known, _)| known == name).cloned());
        Self(members.collect())
    }

    /// Adds the object to a text.
    ///
    /// # Errors
    /// Never: names and values are text.
    pub(crate) fn write(&self, text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        text.push(b'{');
        for (place, (name, value)) in self.0.iter().enumerate() {
            if place > 0 {
                text.push(b',');
            }
            serde_json::to_writer(&mut *text, name)?;
            text.push(b':');
            text.extend_from_slice(value.get().as_bytes());
        }
        text.push(b'}');
        Ok(())
    }
}

/// Where a list's rows are in its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The member of the answer that holds the items.
    pub(crate) items: &'static str,
    /// An item without elements, or of a list that has none, is a row itself.
    pub(crate) spread: Option<Spread>,
}

/// The elements of an item, which are the rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    /// The array.
    pub(crate) array: &'static str,
    /// What the item is told apart by: it goes before what each element says.
    pub(crate) label: &'static str,
}

/// Gives each row of an answer to `take`.
///
/// # Errors
/// For an answer of another shape, and those of `take`.
pub(crate) fn each<E: From<serde_json::Error>>(
    answer: &Members<'_>,
    place: Place,
    mut take: impl FnMut(Members<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(items) = answer.get(place.items) else {
        return Ok(());
    };
    let items: Vec<&RawValue> = serde_json::from_str(items.get())?;
    for item in items {
        let item = Members::read(item.get())?;
        let Some(spread) = place.spread else {
            take(item)?;
            continue;
        };
        let elements: Vec<&RawValue> = match item.get(spread.array) {
            Some(elements) => serde_json::from_str(elements.get())?,
            None => Vec::new(),
        };
        if elements.is_empty() {
            let mut alone = item;
            alone.0.retain(|(name, _)| name != spread.array);
            take(alone)?;
            continue;
        }
        let label = item.chosen(&[spread.label]);
        for element in elements {
            let mut row = label.clone();
            row.0.extend(Members::read(element.get())?.0);
            take(row)?;
        }
    }
    Ok(())
}

/// The parameter and the value the next page is asked for with; `None` on the last page.
pub(crate) fn next(answer: &Members<'_>) -> Option<(String, String)> {
    answer.0.iter().find_map(|(name, value)| {
        let parameter = name.strip_prefix("next_")?;
        let value = match value.get() {
            "null" => return None,
            text if text.starts_with('"') => serde_json::from_str(text).ok()?,
            number => number.to_owned(),
        };
        Some((parameter.to_owned(), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(answer: &str, place: Place) -> Vec<String> {
        let mut rows = Vec::new();
        each(&Members::read(answer).unwrap(), place, |row| {
            let mut text = Vec::new();
            row.write(&mut text)?;
            rows.push(String::from_utf8(text).unwrap());
            Ok::<_, serde_json::Error>(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn items_are_rows_as_they_were_written() {
        let answer = r#"{"items":[{"a":1.50,"b":"x\ny"},{"a":null}],"next_cursor":"c"}"#;
        let place = Place {
            items: "items",
            spread: None,
        };
        assert_eq!(rows(answer, place), [r#"{"a":1.50,"b":"x\ny"}"#, r#"{"a":null}"#]);
        let answer = Members::read(answer).unwrap();
        assert_eq!(next(&answer), Some(("cursor".to_owned(), "c".to_owned())));
    }

    #[test]
    fn elements_are_rows_with_what_their_item_is_told_apart_by() {
        let answer = r#"{"items":[{"key":"A","oil":9,"periods":[{"period":"2021","oil":4},{"period":"2022","oil":5}]},
            {"key":"B","oil":0,"periods":[]}],"next_after_version":null}"#;
        let place = Place {
            items: "items",
            spread: Some(Spread {
                array: "periods",
                label: "key",
            }),
        };
        assert_eq!(
            rows(answer, place),
            [
                r#"{"key":"A","period":"2021","oil":4}"#,
                r#"{"key":"A","period":"2022","oil":5}"#,
                r#"{"key":"B","oil":0}"#
            ]
        );
        assert_eq!(next(&Members::read(answer).unwrap()), None);
        let numbered = Members::read(r#"{"items":[],"next_after_version":12}"#).unwrap();
        assert_eq!(
            next(&numbered),
            Some(("after_version".to_owned(), "12".to_owned()))
        );
    }
}
