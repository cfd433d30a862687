//! Percent-encoding, as forms, paths and query strings use it.

/// Decodes `%XX`; in forms `+` is a space. A broken escape stays as it is.
pub fn decode(text: &str, plus_is_space: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let escaped = text
            .get(index + 1..index + 3)
            .filter(|_| bytes[index] == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (escaped, bytes[index]) {
            (Some(byte), _) => {
                decoded.push(byte);
                index += 3;
                continue;
            }
            (None, b'+') if plus_is_space => decoded.push(b' '),
            (None, byte) => decoded.push(byte),
        }
        index += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Encodes everything but RFC 3986's unreserved characters, as IAM does with policy documents.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The pairs of a form or query string, decoded, in order.
pub fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name, true), decode(value, true))
    })
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn what_is_encoded_decodes_to_itself() {
        let text = r#"{"Version": "2012-10-17", "ä": "a+b%"}"#;
        assert_eq!(decode(&encode(text), true), text);
        assert!(!encode(text).contains([' ', '"', '+']));
    }

    #[test]
    fn a_broken_escape_is_kept() {
        assert_eq!(decode("100%", false), "100%");
        assert_eq!(decode("%zz+", false), "%zz+");
    }
}
