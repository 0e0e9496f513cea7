/** What a file or a server says may hold characters that a terminal obeys, or that turn a line round: they are shown as `�`. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}

/** The same for JSON, which keeps them, written as JSON can. */
export function printableJson(json: string): string {
  return json.replace(unprintable, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const unprintable = /[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
