/**
 * Whether a text has at least one character that a person can see. Spaces, controls, invisible
 * characters and lone combining marks don't count, nor do letters and symbols that look like nothing:
 * the blank of Braille, a null note, blank hieroglyphs, the stand-in for an object. Characters that
 * Unicode has not assigned don't count either.
 */
export const isReadable = (text: string): boolean =>
  /[^\s\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/u.test(
    text,
  );

/** Control characters, except tabs and line breaks. A carriage return is part of a line break only before a line feed. */
const controls = /(?![\t\n\r])\p{Cc}|\r(?!\n)/u;

/** Whether a text of several lines has a control character, which no screen shows. */
export const hasControl = (text: string): boolean => controls.test(text);

/** Whether a text has a control character or breaks into several lines. */
export const hasControlOrBreak = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text);

/** Whether a text has a character that changes the direction of writing, also of the text that stands after it on a page. */
export const hasDirectionControl = (text: string): boolean => /\p{Bidi_Control}/u.test(text);
