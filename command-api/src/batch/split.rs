//! Takes a batch's body apart into its items, without reading them.

use std::cell::Cell;
use std::fmt;

use actix_web::web::Bytes;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::RawValue;
use wellflow_http::json::{Media, malformed};
use wellflow_http::{FieldError, Problem, WRONG_TYPE};

use crate::problems::BATCH_TOO_LARGE;

/// The bytes of each item: elements of the array, or lines that are not blank. Nothing after the first item too many is
/// looked at.
pub(super) fn split(body: &Bytes, media: Media, limit: usize) -> Result<Vec<Bytes>, Problem> {
    match media {
        Media::Json => elements(body, limit),
        Media::Ndjson => {
            let lines = body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            let mut items = Vec::new();
            for line in lines.filter(|line| !line.is_empty()) {
                if items.len() == limit {
                    return Err(too_large(limit));
                }
                items.push(body.slice_ref(line));
            }
            Ok(items)
        }
    }
}

fn elements(body: &Bytes, limit: usize) -> Result<Vec<Bytes>, Problem> {
    let array = Array {
        body,
        limit,
        taken: Cell::new(0),
    };
    let mut document = serde_json::Deserializer::from_slice(body);
    let read = (&array)
        .deserialize(&mut document)
        .and_then(|items| document.end().map(|()| items));
    read.map_err(|error| {
        if array.taken.get() > limit {
            too_large(limit)
        } else if error.is_data() {
            let reason = "a batch is an array of items";
            let error = FieldError::pointer("", WRONG_TYPE.slug, reason);
            Problem::new(WRONG_TYPE, format!("The body: {reason}.")).with_error(error)
        } else {
            malformed(String::new(), &error)
        }
    })
}

fn too_large(limit: usize) -> Problem {
    let detail = format!("The batch has more than {limit} items.");
    let error = FieldError::pointer("", BATCH_TOO_LARGE.slug, detail.clone());
    Problem::new(BATCH_TOO_LARGE, detail)
        .with_error(error)
        .with_extension("limit_items", limit)
}

/// An array of at most so many elements, each as the bytes it is written in.
struct Array<'a> {
    body: &'a Bytes,
    limit: usize,
    /// Elements met so far, one more than the limit where there are too many.
    taken: Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for &Array<'de> {
    type Value = Vec<Bytes>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &Array<'de> {
    type Value = Vec<Bytes>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            self.taken.set(self.taken.get() + 1);
            if items.len() == self.limit {
                return Err(A::Error::custom("too many items"));
            }
            items.push(self.body.slice_ref(raw.get().as_bytes()));
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(body: &'static str, media: Media) -> Result<Vec<Bytes>, &'static str> {
        split(&Bytes::from_static(body.as_bytes()), media, 3).map_err(|problem| problem.kind().slug)
    }

    #[test]
    fn an_array_falls_into_its_elements_and_lines_into_themselves() {
        let expected: Vec<Bytes> = vec!["{\"a\":[1,2]}".into(), "3".into()];
        assert_eq!(
            items(" [ {\"a\":[1,2]} , 3 ] ", Media::Json),
            Ok(expected.clone())
        );
        assert_eq!(items("{\"a\":[1,2]}\r\n\n  3\n", Media::Ndjson), Ok(expected));
        assert_eq!(items("[]", Media::Json), Ok(vec![]));
        assert_eq!(items("\n \n", Media::Ndjson), Ok(vec![]));
    }

    #[test]
    fn what_cannot_be_taken_apart_is_refused_whole() {
        assert_eq!(items("", Media::Json), Err("malformed-json"));
        assert_eq!(items("[1,2", Media::Json), Err("malformed-json"));
        assert_eq!(items("[1,2] 3", Media::Json), Err("malformed-json"));
        assert_eq!(items("[1,\u{1}]", Media::Json), Err("malformed-json"));
        for other in ["{}", "7", "null", "\"[]\""] {
            assert_eq!(items(other, Media::Json), Err("wrong-type"), "{other}");
        }
        assert_eq!(items("[1,2,3,4]", Media::Json), Err("batch-too-large"));
        assert_eq!(items("1\n2\n3\n4", Media::Ndjson), Err("batch-too-large"));
    }

    #[test]
    fn nothing_after_the_first_item_too_many_is_looked_at() {
        assert_eq!(items("[1,2,3,4,}", Media::Json), Err("batch-too-large"));
        let body = Bytes::from(format!("[{}0]", "0,".repeat(8 << 20)));
        let started = std::time::Instant::now();
        let problem = split(&body, Media::Json, 10_000).unwrap_err();
        assert_eq!(problem.kind().slug, "batch-too-large");
        assert!(
            started.elapsed() < std::time::Duration::from_millis(500),
            "{:?}",
            started.elapsed()
        );
    }

    #[test]
    fn a_nested_depth_is_no_matter_of_the_split() {
        let body = Bytes::from(format!("[{}{}]", "[".repeat(1 << 20), "]".repeat(1 << 20)));
        assert_eq!(split(&body, Media::Json, 10).unwrap().len(), 1);
    }
}
