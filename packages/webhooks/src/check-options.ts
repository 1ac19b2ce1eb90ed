const address = 'e.g. (address) => address === "10.1.2.3"';

/** For each option, whether a value is right, and the cure. */
const rules: {
  readonly [option: string]: readonly [isRight: (value: unknown) => boolean, cure: string];
} = {
  timeoutMs: [
    (value) => typeof value === "number" && value >= 1 && value <= 60_000,
    "give milliseconds from 1 to 60000",
  ],
  allowPrivate: [
    (value) => typeof value === "function",
    `give a function that says whether a private address is allowed, ${address}`,
  ],
  http: [(value) => typeof value === "boolean", "give true or false"],
  lookup: [(value) => typeof value === "function", "give a function like dns.lookup of Node"],
};

const shown = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 50));
  return typeof value === "object" && value !== null ? "an object" : String(value);
};

/**
 * Refuses wrong options when the app starts. Otherwise every request would fail later.
 *
 * @throws {Error} naming the option, what is wrong, and the cure.
 */
export function checkOptions(options: unknown): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new Error("webhookSender takes an object with options, e.g. { timeoutMs: 10_000 }.");
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule)
      throw new Error(
        `webhookSender has no option "${name}"; there are ${Object.keys(rules).join(", ")}.`,
      );
    const [isRight, cure] = rule;
    if (value !== undefined && !isRight(value))
      throw new Error(`webhookSender: ${name} is ${shown(value)}; ${cure}.`);
  }
}
