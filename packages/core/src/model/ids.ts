import { isReadable } from "./readable.ts";

// Without zod, because clients load this file.

/** Maximum length of a person's id, in bytes of UTF-8. */
export const maxUserIdBytes = 256;

// These can't be ids. `.` and `..` can't be a part of a URL's path, and the names of prototypes
// can't be fields of an object.
const impossible = "(?!\\.{1,2}$|__proto__$)";

/** An id that taskwire makes, or that an app chooses for a board or a room. Written for JSON Schema. */
export const idPattern = `^${impossible}[A-Za-z0-9_.:@+=~-]{1,128}$`;

/** The id of a person, except for its length in bytes. Written for JSON Schema. */
export const userIdPattern = `^${impossible}[^\\u0000-\\u001f\\u007f-\\u009f]{1,${maxUserIdBytes}}$`;

const idExpression = new RegExp(idPattern);
const userIdExpression = new RegExp(userIdPattern, "u");

/** Whether a text can be the id of a board, a task, a room and so on. */
export const isId = (text: string): boolean => idExpression.test(text);

/**
 * Whether a text can be the id of a person. The ids are those of the app: e-mail addresses, ids of
 * login services such as `auth0|123`, names in any script.
 */
export const isUserId = (text: string): boolean =>
  userIdExpression.test(text) &&
  text.isWellFormed() &&
  isReadable(text) &&
  // A unit of a text takes at most three bytes, so the bytes of most ids are not counted.
  (text.length * 3 <= maxUserIdBytes || new TextEncoder().encode(text).length <= maxUserIdBytes);
