/**
 * What could steer a terminal, break a line or turn the reading direction: control characters (C0, DEL, C1),
 * line and paragraph separators, bidirectional marks and overrides, invisible and tag characters, half surrogates.
 */
const HARMFUL =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** The same in the output of `JSON.stringify`, which has dealt with C0 and half surrogates. */
const HARMFUL_IN_JSON =
  /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text of the user's on one line, with every harmful character replaced by a visible sign for it. */
export function visible(text: string): string {
  return text.replace(HARMFUL, sign);
}

function sign(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** JSON whose bytes are harmless when printed; what it decodes to is unchanged. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(HARMFUL_IN_JSON, (character) => {
    let escaped = "";
    for (let i = 0; i < character.length; i++) {
      escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
    }
    return escaped;
  });
}
