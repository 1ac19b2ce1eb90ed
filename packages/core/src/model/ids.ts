import { isReadable } from "./readable.ts";

// Without zod, because clients load this file.

/** Maximum length of a person's id, in bytes of UTF-8. */
export const maxUserIdBytes = 256;

// `.` and `..` can't be a part of a URL's path, and the name of a prototype can't be a field.
const impossible = "(?!\\.{1,2}$|__proto__$)";

/** An id that taskwire makes, or that an app chooses for a board or a room. As JSON Schema takes it. */
export const idPattern = `^${impossible}[A-Za-z0-9_.:@+=~-]{1,128}$`;

/** The id of a person, except for its length in bytes. As JSON Schema takes it. */
export const userIdPattern = `^${impossible}[^\\u0000-\\u001f\\u007f-\\u009f]{1,${maxUserIdBytes}}$`;

const idExpression = new RegExp(idPattern);
const userIdExpression = new RegExp(userIdPattern, "u");

/** Whether a text can be the id of a board, a task, a room and so on. */
export const isId = (text: string): boolean => idExpression.test(text);

/**
 * Whether a text can be the id of a person. The app's ids are taken as they are: e-mail addresses,
 * ids of login services such as `auth0|123`, names in any script.
 */
export const isUserId = (text: string): boolean =>
  userIdExpression.test(text) &&
  text.isWellFormed() &&
  isReadable(text) &&
  new TextEncoder().encode(text).length <= maxUserIdBytes;
