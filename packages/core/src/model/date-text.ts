/**
 * A date as text: `2026-12-31`, or with a time and its offset. A time needs an offset. Without one,
 * it would mean different instants in a browser and on the server.
 */
export const dateText = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/;
