/** Nix' own base 32: no e, o, u, t. */
const NIX32 = "0123456789abcdfghijklmnpqrsvwxyz";

/** Length of a hash in Nix' base 32. */
export function nix32Length(bytes: number): number {
  return bytes === 0 ? 0 : Math.floor((bytes * 8 - 1) / 5) + 1;
}

/** Bytes in Nix' base 32, which begins with the most significant bits of the last byte. */
export function encodeNix32(bytes: Uint8Array): string {
  let text = "";
  for (let n = nix32Length(bytes.length) - 1; n >= 0; n--) {
    const bit = n * 5;
    const i = bit >> 3;
    const shift = bit & 7;
    const low = (bytes[i] as number) >> shift;
    const high = (bytes[i + 1] ?? 0) << (8 - shift);
    text += NIX32[(low | high) & 31];
  }
  return text;
}

/** Bytes of Nix' base 32; undefined for other characters or bits beyond the last byte. */
export function decodeNix32(text: string, size: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size);
  for (let n = 0; n < text.length; n++) {
    const digit = NIX32.indexOf(text[text.length - n - 1] as string);
    if (digit < 0) return undefined;
    const bit = n * 5;
    const i = bit >> 3;
    const shift = bit & 7;
    if (i < size) bytes[i] = ((bytes[i] as number) | (digit << shift)) & 255;
    const carry = digit >> (8 - shift);
    if (carry === 0) continue;
    if (i + 1 >= size) return undefined;
    bytes[i + 1] = (bytes[i + 1] as number) | carry;
  }
  return bytes;
}

/** Bytes of hexadecimal digits; undefined for other characters. */
export function decodeBase16(text: string): Uint8Array | undefined {
  return /^[0-9a-fA-F]*$/.test(text) && text.length % 2 === 0
    ? Buffer.from(text, "hex")
    : undefined;
}

/** Bytes of base 64 as Nix reads it: stops at `=`, skips line feeds; undefined for other characters. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const end = text.indexOf("=");
  const digits = (end < 0 ? text : text.slice(0, end)).replaceAll("\n", "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits)) return undefined;
  return Buffer.from(digits, "base64");
}

export function encodeBase16(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
