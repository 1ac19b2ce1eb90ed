/**
 * Whether a text has at least one character that a person can see. Spaces, control characters,
 * invisible characters and lone combining marks don't count. Nor do letters and symbols that show
 * nothing, such as the Braille blank, the null notehead, blank hieroglyphs and the object
 * replacement character. Characters that Unicode has not assigned don't count either.
 */
export const isReadable = (text: string): boolean =>
  /[^\s\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/u.test(
    text,
  );

/** Control characters, except tabs and line breaks. A carriage return is part of a line break only before a line feed. */
const controls = /(?![\t\n\r])\p{Cc}|\r(?!\n)/u;

/**
 * Whether a text of several lines contains a control character. No screen shows these characters.
 */
export const hasControl = (text: string): boolean => controls.test(text);

/** Whether a text contains a control character or a line break. */
export const hasControlOrBreak = (text: string): boolean => /[\p{Cc}\u2028\u2029]/u.test(text);

/**
 * Whether a text contains a character that changes the direction of writing. On a page, it would
 * also change the direction of the text after it.
 */
export const hasDirectionControl = (text: string): boolean => /\p{Bidi_Control}/u.test(text);

/** The longest name of a thing that an app defines, in characters. */
const maxNameLength = 100;

/**
 * Whether an app can give a thing this name. People read it in messages and on pages, and every
 * storage has to store it: one line of well-formed text with at least one visible character.
 */
export const isName = (text: string): boolean =>
  text.length <= maxNameLength &&
  text.isWellFormed() &&
  isReadable(text) &&
  !hasControlOrBreak(text) &&
  !hasDirectionControl(text);
