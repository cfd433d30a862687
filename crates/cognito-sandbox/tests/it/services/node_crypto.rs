//! The stand-in for node:crypto, and the Buffer that goes into it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::invocations::returned;

/// What the handler returns with this body; `tell` gives the name, code and text of what a callback throws.
async fn ran(body: &str) -> Value {
    let code = format!(
        "import {{ createHmac, timingSafeEqual }} from \"node:crypto\";
         const tell = (act) => {{
           try {{ return act(); }} catch ({{ name, code, message }}) {{ return {{ name, code, message }}; }}
         }};
         export const handler = async (event) => {{ {body} }};"
    );
    returned(&code, json!({})).await
}

/// Hexadecimal digits as the function gives the same bytes out.
fn base64url(digits: &str) -> String {
    let bytes = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
    URL_SAFE_NO_PAD.encode(bytes.collect::<Vec<_>>())
}

#[tokio::test]
async fn an_hmac_is_that_of_rfc_4231_in_one_piece_or_several() {
    let seen = ran(
        "const of = (key, ...texts) => texts.reduce((hmac, text) => hmac.update(text), createHmac('sha256', key)).digest('base64url');
         return [of('Jefe', 'what do ya want for nothing?'), of('Jefe', 'what do ya want', ' for nothing?')];",
    )
    .await;
    let expected = base64url("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_eq!(seen, json!([expected, expected]));
}

#[tokio::test]
async fn text_is_signed_in_utf_8_even_with_half_a_character_in_it() {
    let seen = ran("const of = (text) => createHmac('sha256', 'Schlüssel').update(text).digest('base64url');
         return [of('Grüße 🚢'), of('x\\ud83d'), of('x\\ufffd')];")
    .await;
    // Python's hmac and Node.js agree on the first; Node.js encodes half a character as U+FFFD.
    assert_eq!(seen[0], json!(base64url("1af36ef94e3d73dd2e22108457f3eb3179be393ad5093ecba721b4312b6458f7")));
    assert_eq!(seen[1], seen[2]);
}

#[tokio::test]
async fn an_hmac_ends_once() {
    let seen = ran("const hmac = createHmac('sha256', 'k').update('t'); hmac.digest('base64url');
         return [tell(() => hmac.update('t')), tell(() => hmac.digest('base64url'))];")
    .await;
    assert_eq!(seen[0], json!({"name": "Error", "code": "ERR_CRYPTO_HASH_FINALIZED", "message": "Digest already called"}));
    assert_eq!(seen[1]["message"], "NotImplementedBySandbox: a second digest of node:crypto");
}

#[tokio::test]
async fn texts_are_compared_by_their_bytes_and_unequal_lengths_are_nodes_range_error() {
    let seen = ran("const equal = (one, other) => tell(() => timingSafeEqual(Buffer.from(one), Buffer.from(other)));
         return [equal('Grüße 🚢', 'Grüße 🚢'), equal('same', 'Same'), equal('', ''), equal('ü', 'u'), equal('ü', 'uu')];")
    .await;
    let lengths = json!({"name": "RangeError", "code": "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH",
                         "message": "Input buffers must have the same byte length"});
    assert_eq!(seen, json!([true, false, true, lengths, false]));
}

#[tokio::test]
async fn a_buffer_of_utf_8_or_base64url_reads_back_as_text() {
    let seen =
        ran("const buffers = [Buffer.from('Grüße 🚢'), Buffer.from('a', 'utf8'), Buffer.from('eyJhIjoiw7wifQ', 'base64url')];
         return buffers.map((buffer) => [buffer.toString(), buffer.length]);")
        .await;
    assert_eq!(seen, json!([["Grüße 🚢", 12], ["a", 1], ["{\"a\":\"ü\"}", 10]]));
}

#[tokio::test]
async fn what_the_stand_ins_do_not_know_they_refuse() {
    let seen = ran("return [
           () => createHmac('sha512', 'k'), () => createHmac('sha256', Buffer.from('k')), () => createHmac('sha256', undefined),
           () => createHmac('sha256', 'k').update(Buffer.from('t')), () => createHmac('sha256', 'k').update('t').digest('hex'),
           () => createHmac('sha256', 'k').update('t').digest(), () => timingSafeEqual('a', 'a'),
           () => Buffer.from('61', 'hex'), () => Buffer.from([97]), () => Buffer.from('a').toString('base64'),
         ].map((act) => tell(act).message);")
    .await;
    for message in seen.as_array().unwrap() {
        assert!(message.as_str().is_some_and(|text| text.starts_with("NotImplementedBySandbox: ")), "{seen}");
    }
}
