import type { Up } from "@taskwire/core/protocol";
import fc from "fast-check";

/** A valid message and the changes to make to it: first to its fields, then to its text. */
export interface FuzzedFrame {
  readonly message: Up;
  readonly changes: readonly Change[];
  readonly text: TextChange | undefined;
}

interface Change {
  readonly kind: "set" | "delete" | "add" | "copy" | "nest" | "swell";
  /** The field to change, level by level, each as an index modulo the number of fields. */
  readonly path: readonly number[];
  readonly name: string;
  readonly value: unknown;
  readonly times: number;
}

interface TextChange {
  readonly kind: "cut" | "insert" | "leave out" | "repeat" | "again" | "proto";
  readonly at: number;
  readonly piece: string;
}

const word = fc.constantFrom(
  "a",
  "task-1",
  "ลงทะเบียน",
  "0198c3e0-7a10",
  "x".repeat(40),
  "🚗",
  "a\u0000b",
  "\ud800",
);
const id = fc.constantFrom(
  "sales",
  "task",
  "0198c3e0-5b6f-7a10-9c3e-5b6f7a109c3e",
  "x".repeat(128),
);
const topic = fc.oneof(
  fc.tuple(fc.constantFrom("board:", "room:", "user:"), id).map(([kind, of]) => kind + of),
  fc.constantFrom("", "board:", "nothing:x", "board:__proto__", "x".repeat(280)),
);
const cursor = fc.oneof(
  fc
    .tuple(fc.nat(), id, fc.constantFrom("a", "i"))
    .map(([number, of, access]) => `${number}~${of}~${access}`),
  fc.constantFrom("", "1~x", "99999999999999999~x~a", "1~x~a~2~y", "~~~", "x".repeat(320)),
);
const operation = fc.constantFrom(
  "users.me",
  "tasks.create",
  "boards.open",
  "nothing.at.all",
  "toString",
  "__proto__",
);

/** Valid messages of each type. A new type of the protocol must be added here. */
export const valid: {
  readonly [T in Up["type"]]: fc.Arbitrary<Extract<Up, { readonly type: T }>>;
} = {
  authenticate: fc.record({
    type: fc.constant("authenticate"),
    token: fc.oneof(
      fc.constantFrom("valid:mallory", "x", "x".repeat(4096), "ก\u0000\ud800"),
      fc.string({ minLength: 1 }),
    ),
  }),
  call: fc.record(
    {
      type: fc.constant("call"),
      id: fc.oneof(fc.nat(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER)),
      operation,
      input: fc.oneof(
        fc.dictionary(fc.constantFrom("boardId", "taskId", "title", "data", "limit", "ids"), word, {
          maxKeys: 4,
        }),
        fc.constantFrom(null, "x", [], {}, { data: { a: [1, { b: "c" }] } }),
      ),
      key: fc.constantFrom("key-12345678", "~".repeat(128), "!!!!!!!!"),
    },
    { requiredKeys: ["type", "id", "operation", "input"] },
  ),
  subscribe: fc.record(
    { type: fc.constant("subscribe"), topic, after: cursor },
    { requiredKeys: ["type", "topic"] },
  ),
  unsubscribe: fc.record({ type: fc.constant("unsubscribe"), topic }),
  ping: fc.record({ type: fc.constant("ping") }),
  pong: fc.record({ type: fc.constant("pong") }),
  typing: fc.record(
    { type: fc.constant("typing"), topic, subject: id },
    { requiredKeys: ["type", "topic"] },
  ),
  presence: fc.record({ type: fc.constant("presence"), topic, on: fc.boolean() }),
};

const names = [
  "type",
  "id",
  "input",
  "key",
  "topic",
  "token",
  "extra",
  "constructor",
  "then",
  "toJSON",
  "length",
];
const oddities: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    "",
    " ",
    "__proto__",
    "pong",
    "call",
    "a\0b",
    "\ud800",
    "\udc00x",
  ],
  ...[
    "x".repeat(281),
    "๏".repeat(300),
    "x".repeat(4097),
    [],
    [[[[]]]],
    {},
    { length: -1 },
    { toString: "x" },
  ],
  ...[{ length: { toString: 1 } }, { valueOf: null }, [null], ["call"], { type: "pong" }],
];
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.oneof(
    { weight: 1000, arbitrary: fc.constantFrom<Change["kind"][]>("set", "delete", "add", "copy") },
    { weight: 1, arbitrary: fc.constantFrom<Change["kind"][]>("nest", "swell") },
  ),
  path: fc.tuple(fc.nat(20), fc.nat(5)),
  name: fc.constantFrom(...names),
  value: fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...oddities) },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: fc.double() },
  ),
  times: fc.nat(60_000),
});
const textChange: fc.Arbitrary<TextChange> = fc.record({
  kind: fc.constantFrom<TextChange["kind"][]>(
    "cut",
    "insert",
    "leave out",
    "repeat",
    "again",
    "proto",
  ),
  at: fc.nat(400),
  piece: fc.constantFrom(
    "",
    '"',
    "\\",
    "\\u00",
    "{",
    "}",
    ",",
    ":",
    "NaN",
    "1e999",
    "-",
    "\u2028",
    "\ufeff",
    "\0",
    "\ud800",
  ),
});

const from = (message: fc.Arbitrary<Up>): fc.Arbitrary<FuzzedFrame> =>
  fc.record({
    message,
    changes: fc.array(change, { maxLength: 3 }),
    text: fc.option(textChange, { nil: undefined, freq: 2 }),
  });

/**
 * Frames as a hostile client sends them: valid messages, some unchanged, the others changed in one
 * to four places.
 */
export const anyFrame: fc.Arbitrary<FuzzedFrame> = from(
  fc.oneof(...Object.values<fc.Arbitrary<Up>>(valid)),
);

/** The same, with half of the messages drawn from these calls. */
export function anyFrameOrCall(
  calls: readonly { readonly operation: string; readonly input: unknown }[],
): fc.Arbitrary<FuzzedFrame> {
  const call = fc.record({
    type: fc.constant("call" as const),
    id: fc.nat(1000),
    operation: fc.constant(""),
    input: fc.constantFrom(...calls),
    key: fc.constant("key-12345678"),
  });
  const whole = call.map(({ input: { operation, input }, ...rest }) => ({
    ...rest,
    operation,
    input,
  }));
  return fc.oneof(anyFrame, from(whole));
}

/** Larger frames don't reach the decoder. */
const maxFrame = 64 * 1024;

export function frameOf({ message, changes, text }: FuzzedFrame): string {
  let value: unknown = message;
  if (changes.length > 0) {
    value = copyOf(message);
    for (const one of changes) apply(one, value as { [name: string]: unknown });
  }
  // Values too deep for JSON.stringify are inserted into the text.
  const frame = JSON.stringify(value).replace(/"nested:(\d+)"/g, (_all, times) =>
    nested(Number(times)),
  );
  return (text ? changed(frame, text) : frame).slice(0, maxFrame);
}

/** A copy, ten times as fast as structuredClone. */
const copyOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? JSON.parse(JSON.stringify(value)) : value;

function apply(
  { kind, path, name, value, times }: Change,
  message: { [name: string]: unknown },
): void {
  let target = message;
  let field = name;
  for (const step of path) {
    const fields = Object.keys(target);
    if (fields.length === 0) break;
    field = fields[step % fields.length] as string;
    const below = target[field];
    if (typeof below !== "object" || below === null || Array.isArray(below)) break;
    target = below as { [name: string]: unknown };
  }
  // A later change may target a value that an earlier one inserted.
  if (kind === "set") target[field] = copyOf(value);
  else if (kind === "delete") delete target[field];
  else if (kind === "add") target[name] = copyOf(value);
  else if (kind === "copy")
    target[field] = Object.hasOwn(message, name) ? copyOf(message[name]) : null;
  else if (kind === "nest") target[field] = `nested:${times}`;
  else for (let i = 0; i < times / 10; i++) target[`f${i}`] = i;
}

const nested = (times: number): string =>
  times % 2 === 0
    ? "[".repeat(times / 2) + "]".repeat(times / 2)
    : `${'{"a":'.repeat(times / 6)}1${"}".repeat(times / 6)}`;

function changed(frame: string, { kind, at, piece }: TextChange): string {
  const place = frame.length === 0 ? 0 : at % frame.length;
  const [before, behind] = [frame.slice(0, place), frame.slice(place)];
  switch (kind) {
    case "cut":
      return before;
    case "insert":
      return before + piece + behind;
    case "leave out":
      return before + behind.slice(1 + piece.length);
    case "repeat":
      return before + behind.slice(0, 8) + behind;
    case "again":
      // If a field occurs twice, the last one counts.
      return frame.replace("{", `{"type":"pong",`);
    case "proto":
      return frame.replace("{", `{"__proto__":{"type":"pong"},`);
  }
}
