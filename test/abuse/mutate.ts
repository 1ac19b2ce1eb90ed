import type { Dice } from "../simulation/dice.ts";

const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  "",
  " ",
  "__proto__",
  "constructor",
  "a\0b",
  "\ud800",
  "../..",
  "'; DROP TABLE tasks; --",
  "x".repeat(10_000),
  "๏".repeat(300),
  [],
  [[[[]]]],
  {},
  { toString: "x" },
  { length: -1 },
];

/** A JSON text close to a valid one: with a part changed, removed, added, repeated or cut. */
export function mutate(frame: object, dice: Dice): string {
  const copy = structuredClone(frame) as { [name: string]: unknown };
  for (let times = dice.between(1, 3); times > 0; times--) change(copy, dice);
  const text = JSON.stringify(copy);
  const roll = dice.next();
  if (roll < 0.06) return text.slice(0, dice.between(0, text.length));
  if (roll < 0.12) return text.replace("{", '{"__proto__":{"polluted":true},');
  if (roll < 0.15) return `${text}${text}`;
  if (roll < 0.2) return text.replace(/[":,{}[\]]/, dice.pick(["", '"', "\\", "\u2028", "NaN"]));
  return text;
}

function change(target: { [name: string]: unknown }, dice: Dice): void {
  const names = Object.keys(target);
  const name = names.length > 0 ? dice.pick(names) : "type";
  const value = target[name];
  if (typeof value === "object" && value !== null && !Array.isArray(value) && dice.chance(0.7))
    return change(value as { [name: string]: unknown }, dice);
  const roll = dice.next();
  if (roll < 0.55) target[name] = structuredClone(dice.pick(oddities));
  else if (roll < 0.7) delete target[name];
  else if (roll < 0.85)
    target[dice.pick(["extra", "constructor", "then", "role", "actor", "userId"])] =
      structuredClone(dice.pick(oddities));
  else if (names.length > 1) target[name] = structuredClone(target[dice.pick(names)]);
}

/** Random characters. */
export const garbage = (dice: Dice): string =>
  String.fromCharCode(
    ...Array.from({ length: dice.between(0, 60) }, () =>
      dice.between(0, dice.chance(0.5) ? 127 : 0xffff),
    ),
  );
