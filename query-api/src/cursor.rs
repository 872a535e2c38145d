//! Where a list goes on: the last row's sort key and id, tied to the filter they were read under.
//!
//! A cursor needs no secret: whatever a client puts into one, the tenant's policy and the filter still bind.

use std::fmt::Debug;
use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wellflow_http::headers::WELLFLOW_MIN_POSITION;
use wellflow_http::{FieldError, Problem};
use wellflow_read_model::well_summary::{SortKey, WellFilter};

use crate::fleet::Picture;
use crate::problems::INVALID_CURSOR;

/// Names are 120 characters at most; nothing that much longer was written here.
const LONGEST: usize = 2_048;
/// Days and instants of lists are within these.
const YEARS: RangeInclusive<i32> = 1..=9_999;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor {
    k: String,
    id: Uuid,
    f: String,
    /// The position of the first page, and its instant in microseconds, where later pages are of its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<(u64, i64)>,
}

/// The cursor after a row.
pub(crate) fn encode(after: &SortKey, filter: &WellFilter) -> Result<String, serde_json::Error> {
    write((&after.key, after.well_id), filter, None)
}

/// The cursor after a row that its key alone names. `question`: the list and its filter.
pub(crate) fn encode_key(key: &str, question: &impl Debug) -> Result<String, serde_json::Error> {
    write((key, Uuid::nil()), question, None)
}

/// The cursor after a row that a key and an id name.
pub(crate) fn encode_row(key: &str, id: Uuid, question: &impl Debug) -> Result<String, serde_json::Error> {
    write((key, id), question, None)
}

/// The cursor after a row of a picture: the next page is of the same.
pub(crate) fn encode_in(
    row: (&str, Uuid),
    question: &impl Debug,
    picture: Picture,
) -> Result<String, serde_json::Error> {
    write(row, question, Some(picture))
}

fn write(
    (key, id): (&str, Uuid),
    question: &impl Debug,
    picture: Option<Picture>,
) -> Result<String, serde_json::Error> {
    let cursor = Cursor {
        k: key.to_owned(),
        id,
        f: fingerprint(question),
        p: picture.map(|picture| (picture.position, picture.at.timestamp_micros())),
    };
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor)?))
}

/// The row a cursor stands after.
///
/// # Errors
/// `invalid-cursor` for anything not made by [`encode`] under the same filter.
pub(crate) fn decode(text: &str, filter: &WellFilter) -> Result<SortKey, Problem> {
    let cursor = read(text, filter)?;
    if filter.near.is_some() && cursor.k.parse::<i64>().is_err() {
        return Err(foreign());
    }
    Ok(SortKey {
        key: cursor.k,
        well_id: cursor.id,
    })
}

/// The key a cursor of [`encode_key`] stands after, as `parse` reads it.
///
/// # Errors
/// `invalid-cursor` for anything not made by [`encode_key`] for the same question.
pub(crate) fn decode_key<T>(
    text: &str,
    question: &impl Debug,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Problem> {
    let cursor = read(text, question)?;
    parse(&cursor.k).ok_or_else(foreign)
}

/// The key, as `parse` reads it, and the id a cursor of [`encode_row`] stands after.
///
/// # Errors
/// `invalid-cursor` for anything not made by [`encode_row`] for the same question.
pub(crate) fn decode_row<T>(
    text: &str,
    question: &impl Debug,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<(T, Uuid), Problem> {
    let cursor = read(text, question)?;
    let key = parse(&cursor.k).ok_or_else(foreign)?;
    Ok((key, cursor.id))
}

/// The key, as `parse` reads it, the id and the picture a cursor of [`encode_in`] stands in.
///
/// # Errors
/// `invalid-cursor` for anything not made by [`encode_in`] for the same question.
pub(crate) fn decode_in<T>(
    text: &str,
    question: &impl Debug,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<(T, Uuid, Picture), Problem> {
    let cursor = read(text, question)?;
    let picture = cursor.p.and_then(|(position, micros)| {
        // What the ledger gave is in the range of its numbers.
        i64::try_from(position).ok()?;
        let at = instant(DateTime::from_timestamp_micros(micros)?)?;
        Some(Picture { position, at })
    });
    let key = parse(&cursor.k).ok_or_else(foreign)?;
    Ok((key, cursor.id, picture.ok_or_else(foreign)?))
}

/// A day that a key holds. Anything can be put into a cursor; the calendars here and in the database end elsewhere.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    text.parse()
        .ok()
        .filter(|day: &NaiveDate| YEARS.contains(&day.year()))
}

/// An instant that a key holds, as [`day`].
pub(crate) fn instant(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(at).filter(|at| YEARS.contains(&at.year()))
}

fn read(text: &str, question: &impl Debug) -> Result<Cursor, Problem> {
    let read = || -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    let cursor = if text.len() <= LONGEST { read() } else { None };
    let Some(cursor) = cursor.filter(|cursor| !cursor.k.contains('\0')) else {
        return Err(foreign());
    };
    if cursor.f != fingerprint(question) {
        return Err(refuse("the cursor was given for another filter"));
    }
    Ok(cursor)
}

fn foreign() -> Problem {
    refuse("not a cursor of this service")
}

fn refuse(what: &'static str) -> Problem {
    let detail =
        format!("Parameter cursor: {what}. Take it from next_cursor, with the same filter, or leave it out.");
    Problem::new(INVALID_CURSOR, detail).with_error(FieldError::parameter(
        "cursor",
        INVALID_CURSOR.slug,
        what,
    ))
}

/// The pages after a cursor are of a picture that is of an earlier position than is demanded.
pub(crate) fn too_early(position: u64, demanded: u64) -> Problem {
    let detail = format!(
        "Every page after this cursor is of position {position}, as the first was, and {WELLFLOW_MIN_POSITION} asks for {demanded}: \
         leave out cursor and begin the list anew, or leave out {WELLFLOW_MIN_POSITION}."
    );
    let slug = INVALID_CURSOR.slug;
    Problem::new(INVALID_CURSOR, detail)
        .with_error(FieldError::parameter(
            "cursor",
            slug,
            format!("of position {position}"),
        ))
        .with_error(FieldError::header(
            WELLFLOW_MIN_POSITION,
            slug,
            format!("later than position {position}"),
        ))
}

fn fingerprint(question: &impl Debug) -> String {
    // Debug of texts is quoted and escaped, so that no two questions look alike.
    let digest = Sha256::digest(format!("{question:?}").as_bytes());
    URL_SAFE_NO_PAD.encode(&digest[..9])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_under_its_own_filter_only() {
        let filter = WellFilter {
            status: Some("producing".to_owned()),
            ..WellFilter::default()
        };
        let after = SortKey {
            key: "a \"well\" é".to_owned(),
            well_id: Uuid::from_u128(9),
        };
        let cursor = encode(&after, &filter).unwrap();
        assert_eq!(decode(&cursor, &filter).unwrap(), after);
        assert_eq!(
            decode(&cursor, &WellFilter::default()).unwrap_err().kind().slug,
            "invalid-cursor"
        );
    }

    #[test]
    fn a_key_reads_back_for_its_own_question_only() {
        let asked = ("daily", Uuid::from_u128(9), Some("2021-01-01"));
        let cursor = encode_key("2021-01-05 A1", &asked).unwrap();
        let whole = |text: &str| Some(text.to_owned());
        assert_eq!(decode_key(&cursor, &asked, whole).unwrap(), "2021-01-05 A1");
        let other = ("daily", Uuid::from_u128(9), None::<&str>);
        for refused in [
            decode_key(&cursor, &other, whole),
            decode_key(&cursor, &asked, |_| None),
            decode_key("e30", &asked, whole),
        ] {
            assert_eq!(refused.unwrap_err().kind().slug, "invalid-cursor");
        }
    }

    #[test]
    fn a_cursor_carries_its_picture() {
        let picture = Picture {
            position: 12,
            at: DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap(),
        };
        let (row, whole) = (("a", Uuid::from_u128(9)), |text: &str| Some(text.to_owned()));
        let cursor = encode_in(row, &"wells", picture).unwrap();
        let (key, id, read) = decode_in(&cursor, &"wells", whole).unwrap();
        assert_eq!(((key.as_str(), id), read), (row, picture));
        let without = encode_row(row.0, row.1, &"wells").unwrap();
        assert!(decode_in(&without, &"wells", whole).is_err());
    }

    #[test]
    fn what_no_list_gave_is_refused() {
        let whole = |text: &str| Some(text.to_owned());
        for (position, micros) in [
            (4_908, -4_611_686_018_427_387_904),
            (4_908, i64::MAX),
            (4_908, -63_000_000_000_000_000),
            (u64::MAX, 1_700_000_000_123_456),
        ] {
            let cursor = Cursor {
                k: "a".to_owned(),
                id: Uuid::nil(),
                f: fingerprint(&"wells"),
                p: Some((position, micros)),
            };
            let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap());
            let refused = decode_in(&text, &"wells", whole).unwrap_err();
            assert_eq!(refused.kind().slug, "invalid-cursor", "{position} {micros}");
        }
        assert_eq!(day("2021-01-05"), NaiveDate::from_ymd_opt(2021, 1, 5));
        for text in ["+262000-01-01", "-200000-01-01", "0000-12-31", "2021"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn garbage_is_refused() {
        let long = "A".repeat(LONGEST + 1);
        for text in ["", "!", "e30", "bm90IGpzb24", &long] {
            assert_eq!(
                decode(text, &WellFilter::default()).unwrap_err().kind().slug,
                "invalid-cursor",
                "{text}"
            );
        }
    }
}
