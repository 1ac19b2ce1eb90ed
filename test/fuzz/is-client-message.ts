type Check = (value: unknown) => boolean;

const text =
  (most: number, least = 0): Check =>
  (value) =>
    typeof value === "string" && value.length >= least && value.length <= most;
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value);
const optional = (check: Check): Check & { readonly isOptional: true } =>
  Object.assign((value: unknown) => check(value), { isOptional: true as const });
const id: Check = (value) =>
  matching(/^[A-Za-z0-9_.:@+=~-]{1,128}$/)(value) &&
  !["__proto__", ".", ".."].includes(value as string);

/** The messages of docs/protocol.md, repeated independently and without a schema library. */
const messages: { readonly [type: string]: { readonly [field: string]: Check } } = {
  authenticate: { token: text(4096, 1) },
  call: {
    id: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
    operation: text(100),
    input: () => true,
    key: optional(matching(/^[!-~]{8,128}$/)),
  },
  subscribe: { topic: text(280), after: optional(text(320)) },
  unsubscribe: { topic: text(Number.POSITIVE_INFINITY) },
  ping: {},
  pong: {},
  typing: { topic: text(280), subject: optional(id) },
  presence: { topic: text(280), on: (value) => typeof value === "boolean" },
};

/** Whether a parsed value is a valid message from a client. */
export function isClientMessage(
  value: unknown,
): value is { readonly type: string; readonly topic: string; readonly token: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { type } = value as { type?: unknown };
  if (typeof type !== "string" || !Object.hasOwn(messages, type)) return false;
  const fields = messages[type] ?? {};
  for (const name of Object.keys(value))
    if (name !== "type" && !Object.hasOwn(fields, name)) return false;
  return Object.entries(fields).every(([name, check]) =>
    Object.hasOwn(value, name) ? check(value[name as keyof typeof value]) : "isOptional" in check,
  );
}
