//! The forms in which agencies write API numbers.
//!
//! Plain digits: 14 (NY, ND, OH), 12 (BSEE), 10 (WV). Dashed: 2-3-5 (WY), 2-3-5-2, 2-3-5-2-2, 2-3-5-4, with blanks
//! beside the dashes or not. Where the state is known from elsewhere: 8 digits or 3-5 (TX, TN), and county and number in
//! columns of their own (CO, NM).

use super::{ApiNumber, ApiNumberError, Suffix};

impl ApiNumber {
    /// Reads a number that names its state.
    ///
    /// # Errors
    /// [`ApiNumberError`] saying what is wrong.
    pub fn parse(text: &str) -> Result<Self, ApiNumberError> {
        read(text, None)
    }

    /// Reads a number from a source whose state is known, so that 8 digits suffice; a number that names its state must
    /// name this one. `state` is the API code: 42 for Texas.
    ///
    /// # Errors
    /// [`ApiNumberError`] saying what is wrong.
    pub fn parse_with_state(text: &str, state: u8) -> Result<Self, ApiNumberError> {
        if state > 99 {
            return Err(ApiNumberError::StateOutOfRange { state });
        }
        let number = read(text, Some(state))?;
        if number.state != state {
            let (input, found) = (shortened(text.trim()), number.state);
            return Err(ApiNumberError::StateDiffers {
                input,
                found,
                expected: state,
            });
        }
        Ok(number)
    }

    /// Puts a number together from a county of 1 to 3 digits and a number of 1 to 5, padded with zeros.
    ///
    /// # Errors
    /// [`ApiNumberError`] saying what is wrong.
    pub fn from_parts(state: u8, county: &str, sequence: &str) -> Result<Self, ApiNumberError> {
        if state > 99 {
            return Err(ApiNumberError::StateOutOfRange { state });
        }
        let (county, sequence) = (county.trim(), sequence.trim());
        let input = shortened(&format!("{county},{sequence}"));
        for part in [county, sequence] {
            if part.is_empty() {
                return Err(ApiNumberError::Empty);
            }
            only_digits(part, &input)?;
        }
        if county.len() > 3 {
            return Err(ApiNumberError::WrongGrouping { input });
        }
        if sequence.len() > 5 {
            return Err(ApiNumberError::UniqueTooLong {
                digits: sequence.len(),
                input,
            });
        }
        from_digits(&format!("{state:02}{county:0>3}{sequence:0>5}"), &input)
    }
}

fn read(text: &str, state: Option<u8>) -> Result<ApiNumber, ApiNumberError> {
    let text = text.trim();
    let input = shortened(text);
    if text.is_empty() {
        return Err(ApiNumberError::Empty);
    }
    let groups: Vec<&str> = text.split('-').map(str::trim).collect();
    for group in &groups {
        only_digits(group, &input)?;
    }
    let digits = groups.concat();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    match (lengths.as_slice(), state) {
        ([10 | 12 | 14] | [2, 3, 5] | [2, 3, 5, 2] | [2, 3, 5, 4] | [2, 3, 5, 2, 2], _) => {
            from_digits(&digits, &input)
        }
        ([8] | [3, 5], Some(state)) => from_digits(&format!("{state:02}{digits}"), &input),
        ([8] | [3, 5], None) => Err(ApiNumberError::StateMissing { input }),
        ([3], _) => Err(ApiNumberError::CountyAlone { input }),
        ([_], _) => Err(ApiNumberError::WrongLength {
            digits: digits.len(),
            input,
        }),
        ([2, 2 | 3, unique, ..], _) if *unique > 5 => Err(ApiNumberError::UniqueTooLong {
            digits: *unique,
            input,
        }),
        (_, _) => Err(ApiNumberError::WrongGrouping { input }),
    }
}

/// Takes 10, 12 or 14 digits apart.
fn from_digits(digits: &str, input: &str) -> Result<ApiNumber, ApiNumberError> {
    let wrong = || ApiNumberError::WrongLength {
        input: input.to_owned(),
        digits: digits.len(),
    };
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let small = |from: usize, to: usize| {
        part(from, to)
            .and_then(|value| u8::try_from(value).ok())
            .ok_or_else(wrong)
    };

    let state = small(0, 2)?;
    let county = part(2, 5)
        .and_then(|county| u16::try_from(county).ok())
        .ok_or_else(wrong)?;
    let unique = part(5, 10).ok_or_else(wrong)?;
    let suffix = match digits.len() {
        10 => Suffix::None,
        12 => Suffix::Sidetrack(small(10, 12)?),
        14 => Suffix::Event(small(10, 12)?, small(12, 14)?),
        _ => return Err(wrong()),
    };
    let number = ApiNumber {
        state,
        county,
        unique,
        suffix,
    };
    // Zeros alone are a blank form. With a sidetrack asserted they are a number: BSEE has filed 177210000001 since 1971.
    if unique == 0 && number.sidetrack().unwrap_or(0) == 0 {
        return Err(ApiNumberError::UniqueZero {
            input: input.to_owned(),
        });
    }
    Ok(number)
}

fn only_digits(part: &str, input: &str) -> Result<(), ApiNumberError> {
    match part.chars().find(|c| !c.is_ascii_digit()) {
        None => Ok(()),
        Some(found) if found.is_alphabetic() => Err(ApiNumberError::Letter {
            input: input.to_owned(),
            found,
        }),
        Some(found) => Err(ApiNumberError::NotADigit {
            input: input.to_owned(),
            found,
        }),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
