/** A text to be found in decoded keys and values, prepared for searching bytes. */
export type Term = Readonly<{
  text: string;
  /** How JSON writes it when nothing is escaped that need not be. */
  plain: Buffer;
  /** A record that holds the term holds one of these: its plain spelling, or the beginning of an escaped one. */
  needles: readonly Buffer[];
  /** Wherever the plain spelling stands, it stands within one key or value. */
  solid: boolean;
}>;

/** Prepares a term; an empty one is in everything and has no needle. */
export function prepareTerm(text: string): Term {
  const plain = Buffer.from(JSON.stringify(text).slice(1, -1));
  // JSON may write any character as \u…, and a slash as \/ (RFC 8259, section 7); the other short escapes are the plain
  // spelling of what they mean.
  const escapes = text.includes('/') ? ['\\u', '\\/'] : ['\\u'];
  const needles = text === '' ? [] : [plain, ...escapes.map((begin) => Buffer.from(begin))];
  return { text, plain, needles, solid: isSolid(text) };
}

/**
 * True for a text that cannot reach across the border of a key or value: it holds no quote and no mark of JSON's structure,
 * and what could be one (a colon, a space) stands where the structure has none.
 */
function isSolid(text: string): boolean {
  return /^[^\s:,"\\{}[\]][^\p{Cc},"\\{}[\]]*$/u.test(text) && !/ :|\s$/.test(text) && !/\p{Cs}/u.test(text);
}

/** True when some decoded key or value of the record contains the term; numbers and words count as they are written. */
export function holdsTerm(record: Buffer, term: Term): boolean {
  if (term.solid && holdsPlainly(record, term.plain)) return true;
  if (!term.needles.every((needle) => record.indexOf(needle) < 0))
    return textsOf(record).some((text) => text.includes(term.text));
  return term.text === '';
}

/** True when the spelling stands somewhere where no escape sequence can reach into it. */
function holdsPlainly(record: Buffer, plain: Buffer): boolean {
  for (let at = record.indexOf(plain); at >= 0; at = record.indexOf(plain, at + 1)) {
    if (record.subarray(Math.max(0, at - 5), at).indexOf('\\') < 0) return true;
  }
  return false;
}

/** Every key and value of a JSON text, strings decoded. */
function textsOf(record: Buffer): readonly string[] {
  const tokens = record.toString('utf8').match(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+/g) ?? [];
  return tokens.map((token) => (token.startsWith('"') ? decode(token) : token));
}

function decode(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return '';
  }
}
