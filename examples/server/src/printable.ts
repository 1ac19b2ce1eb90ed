/**
 * Control characters (C0 and C1), separators of lines and paragraphs, and characters that change
 * the direction of writing.
 */
const controls = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes a text safe for a terminal. Names are typed by people: one with an escape sequence could
 * change what the terminal shows.
 */
export const printable = (text: string): string =>
  text.replace(controls, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
