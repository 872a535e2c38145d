//! The query string as names and values.

/// A name or value whose bytes, once decoded, are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotText;

/// A pair of a query string. The name is readable in any case, so that a refusal can say whose value is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: Result<String, NotText>,
}

/// The pairs of a query string, as `application/x-www-form-urlencoded` has them: `+` is a blank, and a percent sign that
/// begins no escape is itself.
pub(crate) fn pairs(query: &str) -> Vec<Pair> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Pair {
                name: String::from_utf8_lossy(&decode(name)).into_owned(),
                value: String::from_utf8(decode(value)).map_err(|_| NotText),
            }
        })
        .collect()
}

fn decode(text: &str) -> Vec<u8> {
    let mut rest = text.as_bytes();
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, beyond @ ..]) => {
                if let (Some(high), Some(low)) = (digit(*high), digit(*low)) {
                    bytes.push(high * 16 + low);
                    rest = beyond;
                } else {
                    bytes.push(b'%');
                }
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_what_is_none_stays() {
        let pair = |name: &str, value: &str| Pair {
            name: name.to_owned(),
            value: Ok(value.to_owned()),
        };
        assert_eq!(
            pairs("a=1&&b=x+y%20z%2B&c&%C3%A9=%c3%A9&d=50%&e=%zz%4&f=a=b"),
            [
                pair("a", "1"),
                pair("b", "x y z+"),
                pair("c", ""),
                pair("é", "é"),
                pair("d", "50%"),
                pair("e", "%zz%4"),
                pair("f", "a=b"),
            ]
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_told_apart_from_any_text() {
        for value in ["%FF", "%C3", "a%80", "%ED%A0%80"] {
            let found = pairs(&format!("lease={value}"));
            assert_eq!(
                (found[0].name.as_str(), &found[0].value),
                ("lease", &Err(NotText)),
                "{value}"
            );
        }
    }
}
