// As much of Node.js' Buffer as decodes a token and hands text to node:crypto: texts of UTF-8 and base64url, read back as UTF-8.
(function () {
  "use strict";

  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const unknown = (what) => new Error(`NotImplementedBySandbox: Buffer ${what}`);
  const isUtf8 = (encoding) => ["utf8", "utf-8"].includes(String(encoding).toLowerCase());

  // Text without its half characters always has an encoding.
  function ofUtf8(text) {
    const bytes = [];
    const escaped = encodeURIComponent(text.toWellFormed());
    for (let at = 0; at < escaped.length; at += 1) {
      if (escaped[at] !== "%") {
        bytes.push(escaped.charCodeAt(at));
        continue;
      }
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    }
    return bytes;
  }

  function ofBase64url(text) {
    const bytes = [];
    let [bits, count] = [0, 0];
    for (const letter of text) {
      const value = LETTERS.indexOf(letter);
      if (value < 0) continue;
      [bits, count] = [((bits << 6) | value) & 0xffff, count + 6];
      if (count < 8) continue;
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
    return bytes;
  }

  globalThis.Buffer = class Buffer extends Uint8Array {
    static from(text, encoding = "utf8") {
      if (typeof text !== "string") throw unknown("of what is no text");
      if (isUtf8(encoding)) return new Buffer(ofUtf8(text));
      if (encoding === "base64url") return new Buffer(ofBase64url(text));
      throw unknown(`of ${encoding}`);
    }

    toString(encoding = "utf8") {
      if (!isUtf8(encoding)) throw unknown(`as ${encoding}`);
      return decodeURIComponent([...this].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
    }

    toJSON() {
      return { type: "Buffer", data: [...this] };
    }
  };
})
