//! The value of each cell, where it is written otherwise in an import file than in a user pool (facts §14.3).

use jiff::civil::Date;

/// A value that no cell can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Not `+` and digits.
    PhoneNumber,
    /// Not a real date, written as a pool has it: `YYYY-MM-DD`.
    Birthdate,
    /// Not a number of seconds.
    UpdatedAt,
}

/// The longest text that an attribute holds, in bytes.
pub const LONGEST_VALUE: usize = 2048;

/// What an update time above this means is milliseconds: as seconds it would be the year 5138.
const SECONDS_END: i64 = 100_000_000_000;

/// The cell of this attribute.
pub fn cell(attribute: &str, value: &str) -> Result<String, Unfit> {
    match attribute {
        "phone_number" => match is_phone_number(value) {
            true => Ok(value.to_owned()),
            false => Err(Unfit::PhoneNumber),
        },
        "birthdate" => birthdate(value).ok_or(Unfit::Birthdate),
        "updated_at" => updated_at(value).ok_or(Unfit::UpdatedAt),
        _ => Ok(value.to_owned()),
    }
}

/// E.164: a plus sign and at most 15 digits.
fn is_phone_number(value: &str) -> bool {
    value
        .strip_prefix('+')
        .is_some_and(|digits| (1..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// `YYYY-MM-DD` as `mm/dd/yyyy`, by its text: a time zone has no say in it.
fn birthdate(value: &str) -> Option<String> {
    let parts: Vec<&str> = value.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|digit| digit.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(format!("{month}/{day}/{year}"))
}

/// Seconds; from milliseconds where it is so many.
fn updated_at(value: &str) -> Option<String> {
    let time: i64 = value.trim().parse().ok().filter(|time| *time >= 0)?;
    Some(if time > SECONDS_END { time / 1000 } else { time }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthdate_is_turned_round_by_its_text() {
        assert_eq!(cell("birthdate", "1815-12-10").as_deref(), Ok("12/10/1815"));
        assert_eq!(cell("birthdate", "2024-02-29").as_deref(), Ok("02/29/2024"));
        for value in ["2023-02-29", "1815-13-10", "10.12.1815", "1815-12-1", "18151210", "+815-12-10", "12/10/1815", ""] {
            assert_eq!(cell("birthdate", value), Err(Unfit::Birthdate), "{value}");
        }
    }

    #[test]
    fn a_phone_number_keeps_its_plus_sign() {
        assert_eq!(cell("phone_number", "+4915112345678").as_deref(), Ok("+4915112345678"));
        for value in ["4915112345678", "+49 151 1234", "+", "+1234567890123456", "+12a", "＋4915112345678"] {
            assert_eq!(cell("phone_number", value), Err(Unfit::PhoneNumber), "{value}");
        }
    }

    #[test]
    fn milliseconds_become_seconds() {
        assert_eq!(cell("updated_at", "1748160000").as_deref(), Ok("1748160000"));
        assert_eq!(cell("updated_at", "1748160000123").as_deref(), Ok("1748160000"));
        assert_eq!(cell("updated_at", "yesterday"), Err(Unfit::UpdatedAt));
        assert_eq!(cell("updated_at", "-1"), Err(Unfit::UpdatedAt));
    }

    #[test]
    fn any_other_value_stays_as_it_is() {
        assert_eq!(cell("address", "{\"street\": \"Main St, 1\"}").as_deref(), Ok("{\"street\": \"Main St, 1\"}"));
    }
}
