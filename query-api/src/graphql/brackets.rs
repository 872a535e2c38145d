//! What is told of a query by its text alone: how deep its brackets lie within each other, and whether its blocks have an end.
//!
//! A parser goes a step down its stack for every bracket it opens, and a stack that ends, ends the process. One that meets a block
//! without an end looks for it to the end of the text, and after what it takes for the next block again. So this is looked at
//! before anything is parsed, in one pass and with no stack of its own.
//!
//! Invariants
//! - No bracket a parser would open is missed: what is passed over are strings and comments, by the rules of the language.
//! - Where a text is no query, the reading may end early: so does the parser's, at the same place.

use wellflow_http::{BAD_REQUEST, Problem};

use super::cost::refused;
use super::refusal::Refusal;

/// Brackets within each other: of fields, of their arguments, and of the values of those.
const DEEPEST: usize = 48;
/// What a string of several lines begins and ends with.
const BLOCK: &[u8] = br#"""""#;

/// Refuses a query that no parser should be given, or none.
///
/// # Errors
/// `query-too-costly` or `bad-request`.
pub(super) fn settle(query: &str) -> Result<(), Refusal> {
    let mut left = query.as_bytes();
    let mut depth = 0_usize;
    while let [first, rest @ ..] = left {
        match first {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(refused(&format!(
                "more than {DEEPEST} brackets lie within each other"
            )));
        }
        left = match first {
            b'"' => match left.strip_prefix(BLOCK) {
                Some(block) => after_block(block).ok_or_else(endless)?,
                None => match after_string(rest) {
                    Some(after) => after,
                    // A string without an end is no string, and nothing else begins like one.
                    None => return Ok(()),
                },
            },
            b'#' => after_comment(rest),
            _ => rest,
        };
    }
    Ok(())
}

fn endless() -> Refusal {
    Refusal::of(&Problem::new(
        BAD_REQUEST,
        "No GraphQL request: a block string has no end.",
    ))
}

/// What follows a string, of which the first mark is read, if it has an end.
fn after_string(mut left: &[u8]) -> Option<&[u8]> {
    loop {
        left = match left {
            [b'"', after @ ..] => return Some(after),
            [b'\\', _, rest @ ..] => rest,
            [] | [b'\n' | b'\r', ..] => return None,
            [_, rest @ ..] => rest,
        };
    }
}

fn after_block(mut left: &[u8]) -> Option<&[u8]> {
    loop {
        left = match left {
            [b'"', b'"', b'"', after @ ..] => return Some(after),
            [b'\\', b'"', b'"', b'"', rest @ ..] | [_, rest @ ..] => rest,
            [] => return None,
        };
    }
}

fn after_comment(left: &[u8]) -> &[u8] {
    let end = left.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    end.and_then(|end| left.get(end..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: usize = 60_000;

    fn status(query: &str) -> Option<u16> {
        settle(query).err().map(|refused| refused.status())
    }

    #[test]
    fn brackets_that_would_end_a_stack_are_seen_wherever_they_are() {
        for before in [
            "{ a",
            "{ a(b: ",
            "query($a: ",
            "{ a @skip(if: ",
            r#"{ a(b: "]]]]" c: "#,
            r#"{ a(b: "\"" c: "#,
            r#"{ a(b: """ " \""" } """ c: "#,
            "{ a # } } \" \r(b: ",
        ] {
            for bracket in ["[", "{a", "{a:", "(", "[]["] {
                let query = format!("{before}{}", bracket.repeat(MANY));
                assert_eq!(status(&query), Some(422), "{before}{bracket}");
            }
        }
        let closed = format!("{{ a {} {}", "}".repeat(MANY), "{".repeat(MANY));
        assert_eq!(status(&closed), Some(422));
    }

    #[test]
    fn a_block_without_an_end_is_not_looked_for_twice() {
        let query = format!("{{ a(b: [\"\"\"{}", r#"\""""""#.repeat(10_000));
        assert_eq!(status(&query), Some(400));
    }

    #[test]
    fn what_is_said_in_strings_and_comments_opens_nothing() {
        let many = "{[(".repeat(MANY);
        for query in [
            format!("{{ a(b: \"{many}\") }}"),
            format!("{{ a(b: \"\\\"{many}\") }}"),
            format!("{{ a(b: \"\"\"{many} \\\"\"\" {many} \n\"\"\") }}"),
            format!("# {many}\n{{ a }}"),
            format!("{{ a }} # {many}"),
            "{ a { b } }".repeat(MANY),
            format!("{{ a(b: \"{many}"),
        ] {
            assert_eq!(status(&query), None, "{}", &query[..40]);
        }
    }
}
