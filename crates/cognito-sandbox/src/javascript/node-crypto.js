// Stands in for node:crypto, as far as a function signs text and compares signatures with it. The sandbox computes the HMAC.

const host = globalThis[Symbol.for("cognito-ferry.sandbox")];
const unknown = (what) => new Error(`NotImplementedBySandbox: ${what} of node:crypto`);
const fault = (Kind, code, message) => Object.assign(new Kind(message), { code });

class Hmac {
  #key;
  #text = "";
  #ended = false;

  constructor(key) {
    this.#key = key;
  }

  update(text, encoding = "utf8") {
    if (this.#ended) throw fault(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
    if (typeof text !== "string" || encoding !== "utf8") throw unknown("an HMAC over anything but text in UTF-8");
    this.#text += text.toWellFormed();
    return this;
  }

  digest(encoding) {
    // An empty text in Node.js, which nobody means.
    if (this.#ended) throw unknown("a second digest");
    if (encoding !== "base64url") throw unknown(`the digest as ${encoding}`);
    this.#ended = true;
    return host.hmacSha256(this.#key.toWellFormed(), this.#text);
  }
}

export function createHmac(algorithm, key, options) {
  if (algorithm !== "sha256") throw unknown(`the HMAC ${String(algorithm)}`);
  if (typeof key !== "string" || options !== undefined) throw unknown("an HMAC with anything but text as its key");
  return new Hmac(key);
}

export function timingSafeEqual(one, other) {
  if (![one, other].every((bytes) => bytes instanceof Uint8Array)) throw unknown("the comparison of what is no Buffer");
  if (one.length !== other.length) {
    const message = "Input buffers must have the same byte length";
    throw fault(RangeError, "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", message);
  }
  return one.every((byte, at) => byte === other[at]);
}
