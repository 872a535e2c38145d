//! Takes a batch's body apart into its items, without reading them.

use actix_web::web::Bytes;
use serde_json::value::RawValue;
use wellflow_http::json::{Media, parse_value};
use wellflow_http::{FieldError, Problem, WRONG_TYPE};

use crate::problems::BATCH_TOO_LARGE;

/// The bytes of each item: elements of the array, or lines that are not blank.
pub(super) fn split(body: &Bytes, media: Media, limit: usize) -> Result<Vec<Bytes>, Problem> {
    let items = match media {
        Media::Json => elements(body)?,
        Media::Ndjson => body
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
            .map(|line| body.slice_ref(line))
            .collect(),
    };
    if items.len() > limit {
        let detail = format!("The batch has {} items, at most {limit} are taken.", items.len());
        let error = FieldError::pointer("", BATCH_TOO_LARGE.slug, detail.clone());
        return Err(Problem::new(BATCH_TOO_LARGE, detail)
            .with_error(error)
            .with_extension("limit_items", limit));
    }
    Ok(items)
}

fn elements(body: &Bytes) -> Result<Vec<Bytes>, Problem> {
    match serde_json::from_slice::<Vec<&RawValue>>(body) {
        Ok(elements) => Ok(elements
            .into_iter()
            .map(|raw| body.slice_ref(raw.get().as_bytes()))
            .collect()),
        Err(_) => {
            // Says where the document is broken; if it is not, it is no array.
            parse_value(body)?;
            let reason = "a batch is an array of items";
            Err(
                Problem::new(WRONG_TYPE, format!("The body: {reason}.")).with_error(FieldError::pointer(
                    "",
                    WRONG_TYPE.slug,
                    reason,
                )),
            )
        }
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
        assert_eq!(items("[1,2", Media::Json), Err("malformed-json"));
        assert_eq!(items("[1,2] 3", Media::Json), Err("malformed-json"));
        assert_eq!(items("{}", Media::Json), Err("wrong-type"));
        assert_eq!(items("[1,2,3,4]", Media::Json), Err("batch-too-large"));
        assert_eq!(items("1\n2\n3\n4", Media::Ndjson), Err("batch-too-large"));
    }
}
