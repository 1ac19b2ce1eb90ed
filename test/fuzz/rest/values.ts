import type { Dice } from "../../simulation/dice.ts";
import type { Checked, Schema } from "./document.ts";

const long = "ยาว".repeat(50);

/** Texts of all kinds. Which of them a field takes, its schema says. */
const texts: readonly string[] = [
  ...[
    "",
    " ",
    "\t",
    "\n",
    "a",
    "ก",
    "🚗",
    "Sell the car",
    "@ada please look",
    "@everyone",
    "ขายรถ",
  ],
  ...[
    "..",
    ".",
    "__proto__",
    "constructor",
    "a/b",
    "a b",
    "../boards",
    "%2e%2e",
    "a%",
    "null",
    "0",
  ],
  ...["\u0000", "a\u0000b", "\ud800", "a\udc00b", "a\u202eb", "a\nb", "a\rb", "\u200b", "\u2028"],
  ...["a\u0301".repeat(20), long, "x".repeat(64), "x".repeat(65), "x".repeat(128), "x".repeat(129)],
  ...["x".repeat(200), "x".repeat(201), "🚗".repeat(200), "ก".repeat(256), "x".repeat(257)],
  ...["x".repeat(2_001), "x".repeat(8_000), "x".repeat(8_001), "🚗".repeat(8_000)],
  ...["ada", "lim@example.com", "auth0|1", "nobody", "approvers", "board:b", "task:..", "user:ada"],
  ...["2026-12-31T17:00:00Z", "2026-12-31T17:00:00.123456+07:00", "2026-02-30T00:00:00Z"],
  ...["2026-12-31T23:59:60Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "tomorrow"],
  ...["tasks.approve", "messages.post", "users.me", "approve", "subtask.edit", "WyJ4Il0", "1~x~a"],
  ...["true", "1", "1e3", "-1", "NaN", "[]", "{}"],
];

const numbers: readonly number[] = [
  0,
  -0,
  1,
  2,
  7,
  30,
  -1,
  1.5,
  49,
  50,
  200,
  201,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e308,
];

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

const others: readonly unknown[] = [
  ...[null, true, false, [], {}, [null], [[]], { a: 1 }, { length: -1 }, { toString: "x" }],
  ...[nested(20), nested(70), Array.from({ length: 300 }, () => "x")],
];

/** How far from a valid value: as people send it, at the borders, or anything. */
export type Mood = "fine" | "broken";

/**
 * Draws a value for a schema. `known` are values from earlier answers. A broken value is one that
 * the schema refuses, if there is one at hand.
 */
export function draw(
  dice: Dice,
  { schema, takes }: Checked,
  known: readonly unknown[],
  mood: Mood,
): unknown {
  const all = [...known, ...candidates(schema, dice), ...texts, ...numbers, ...others];
  if (mood === "broken") {
    const refused = all.filter((value) => !takes(value));
    return refused.length > 0 ? dice.pick(refused) : dice.pick(all);
  }
  const fromAnswers = known.filter((value) => takes(value));
  if (fromAnswers.length > 0 && dice.chance(0.7)) return dice.pick(fromAnswers);
  const taken = all.filter((value) => takes(value));
  return taken.length > 0 ? dice.pick(taken) : dice.pick(all);
}

/** Values made from the schema itself: its names, its borders, one beyond them. */
function candidates(schema: Schema, dice: Dice): unknown[] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const made: unknown[] = [
    ...(schema.enum ?? []),
    ...parts.flatMap((part) => candidates(part, dice)),
  ];
  if (schema.const !== undefined) made.push(schema.const);
  for (const border of [schema.minimum, schema.maximum])
    if (border !== undefined) made.push(border - 1, border, border + 1);
  for (const border of [schema.minLength, schema.maxLength])
    if (border !== undefined) made.push("y".repeat(border), "y".repeat(border + 1));
  const { items } = schema;
  if (items) {
    const one = () => dice.pick([...candidates(items, dice), ...texts.slice(0, 60), 1, null]);
    for (const length of [
      0,
      1,
      2,
      schema.minItems ?? 0,
      schema.maxItems ?? 3,
      (schema.maxItems ?? 3) + 1,
    ])
      made.push(Array.from({ length }, one));
    const same = one();
    made.push([same, same]);
  }
  if (schema.properties) {
    const fields = Object.entries(schema.properties);
    const whole = () =>
      Object.fromEntries(
        fields.map(([name, part]) => [
          name,
          dice.pick([...candidates(part, dice), ...texts.slice(0, 8), 1]),
        ]),
      );
    made.push(whole(), whole(), { ...whole(), extra: 1 });
  }
  return made;
}
