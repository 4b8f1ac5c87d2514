/** A set of bytes. */
export type CharSet = Uint8Array;

export function emptySet(): CharSet {
  return new Uint8Array(256);
}

export function singleSet(byte: number): CharSet {
  const set = emptySet();
  set[byte] = 1;
  return set;
}

export function addAll(into: CharSet, from: CharSet): void {
  for (let i = 0; i < 256; i++) if (from[i] === 1) into[i] = 1;
}

export function union(a: CharSet, b: CharSet): CharSet {
  const set = a.slice();
  addAll(set, b);
  return set;
}

export function intersects(a: CharSet, b: CharSet): boolean {
  for (let i = 0; i < 256; i++) if (a[i] === 1 && b[i] === 1) return true;
  return false;
}

/** The only member; undefined if there is not exactly one. */
export function onlyMember(set: CharSet): number | undefined {
  const first = set.indexOf(1);
  return first < 0 || set.indexOf(1, first + 1) >= 0 ? undefined : first;
}

type Test = (byte: number) => boolean;
const between =
  (low: string, high: string): Test =>
  (byte) =>
    byte >= low.charCodeAt(0) && byte <= high.charCodeAt(0);
const either =
  (...tests: readonly Test[]): Test =>
  (byte) =>
    tests.some((test) => test(byte));

const lower = between("a", "z");
const upper = between("A", "Z");
const digit = between("0", "9");
const alpha = either(lower, upper);
const alnum = either(alpha, digit);
const graph = between("!", "~");
const space: Test = (byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Character classes of the C locale, with the three short names that libstdc++ has for them. */
const CLASSES: Readonly<Record<string, Test>> = {
  alnum,
  alpha,
  blank: (byte) => byte === 0x20 || byte === 0x09,
  cntrl: (byte) => byte < 0x20 || byte === 0x7f,
  d: digit,
  digit,
  graph,
  lower,
  print: either(graph, (byte) => byte === 0x20),
  punct: (byte) => graph(byte) && !alnum(byte),
  s: space,
  space,
  upper,
  w: either(alnum, (byte) => byte === 0x5f),
  xdigit: either(digit, between("a", "f"), between("A", "F")),
};

/** Members of a class; its name is not case-sensitive. Undefined for a name there is no class of. */
export function classSet(name: string): CharSet | undefined {
  const key = name.toLowerCase();
  if (!Object.hasOwn(CLASSES, key)) return undefined;
  const test = CLASSES[key] as Test;
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}

/** POSIX' names of collating elements, in the order of their bytes. */
const COLLATING = (
  "NUL SOH STX ETX EOT ENQ ACK alert backspace tab newline vertical-tab form-feed carriage-return SO SI DLE DC1 DC2 " +
  "DC3 DC4 NAK SYN ETB CAN EM SUB ESC IS4 IS3 IS2 IS1 space exclamation-mark quotation-mark number-sign dollar-sign " +
  "percent-sign ampersand apostrophe left-parenthesis right-parenthesis asterisk plus-sign comma hyphen period slash " +
  "zero one two three four five six seven eight nine colon semicolon less-than-sign equals-sign greater-than-sign " +
  "question-mark commercial-at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z left-square-bracket backslash " +
  "right-square-bracket circumflex underscore grave-accent a b c d e f g h i j k l m n o p q r s t u v w x y z " +
  "left-curly-bracket vertical-line right-curly-bracket tilde DEL"
).split(" ");

/** The byte of a collating element; undefined for names that POSIX has none of. */
export function collatingByte(name: string): number | undefined {
  const byte = COLLATING.indexOf(name);
  return byte < 0 ? undefined : byte;
}
