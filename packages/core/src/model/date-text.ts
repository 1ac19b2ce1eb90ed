/**
 * A date as text: `2026-12-31`, or with a time and its offset. A time without an offset would be
 * another instant in a browser than on the server.
 */
export const dateText = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/;
