import { z } from "zod";
import { command } from "../../engine/operation/definition.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { defineCollection } from "../../model/collection.ts";
import { boardTopic } from "../../model/topic.ts";

/** An amount with a form of its own in JSON. */
export class Amount {
  readonly #cents: number;

  constructor(cents: number) {
    this.#cents = cents;
  }

  toJSON(): string {
    return (this.#cents / 100).toFixed(2);
  }
}

class Opaque {
  readonly field = 1;
}

/** Values that JSON can't hold, by name. */
const unkept: { readonly [name: string]: () => unknown } = {
  set: () => new Set(["a"]),
  map: () => new Map([["a", 1]]),
  class: () => new Opaque(),
  nan: () => Number.NaN,
  infinity: () => -Infinity,
  bigint: () => 1n,
  function: () => () => 1,
  symbol: () => Symbol("a"),
  hole: () => Array(2),
  undefined: () => [1, undefined],
  date: () => new Date(Number.NaN),
  unsafe: () => 2 ** 53,
  circle() {
    const circle: unknown[] = [];
    circle.push([circle]);
    return circle;
  },
};

export const unkeptNames = Object.keys(unkept);

const unkeptName = z.enum(unkeptNames).transform((name) => unkept[name]?.());

/** Data of a task. Its schema makes values that are not JSON, but which JSON keeps in its own way. */
export const keptData = z.strictObject({
  day: z.coerce.date().optional(),
  days: z.array(z.coerce.date()).optional(),
  cents: z
    .int()
    .transform((cents) => new Amount(cents))
    .optional(),
  ratio: z.number().optional(),
  /** The name of a value that JSON can't hold. */
  unkept: unkeptName.optional(),
  rest: z.unknown().optional(),
});

/** A condition that would throw if the date were anything but its ISO text. */
export const isInDecember = ({
  data,
}: {
  readonly data: { readonly day?: string | undefined };
}): boolean => data.day?.slice(5, 7) === "12";

interface Keepsake {
  id: string;
  version: number;
  boardId: string;
  body: unknown;
  /** The type of `body.at` in the record that was there before. */
  before: string;
}

export const keepsakes = defineCollection<Keepsake>()({
  name: "keepsakes",
  fields: { boardId: "text", body: "json", before: "text" },
  indexes: {},
  versions: "topic",
});

const put = command({
  name: "keepsakes.put",
  target: "board",
  permission: "member",
  summary: "Store a record whose body is not JSON.",
  route: { method: "PUT", path: "/boards/:boardId/keepsakes/:id" },
  input: z.strictObject({
    ...onBoard,
    id: z.string(),
    at: z.coerce.date(),
    unkept: unkeptName.optional(),
  }),
  output: z.unknown(),
  async run(context, { boardId, id, at, unkept }) {
    const [before] = await context.get(keepsakes, [id]);
    const body = { at, list: [at], unkept, earlier: before?.body ?? null };
    const keepsake: Keepsake = {
      id,
      version: before?.version ?? 0,
      boardId,
      body,
      before: typeof (before?.body as typeof body | undefined)?.at,
    };
    context.emit({
      topic: boardTopic(boardId),
      type: "keepsake.put",
      subject: id,
      audience: null,
      put: { keepsake: [keepsakes, keepsake] },
      data: { at },
    });
    return keepsake;
  },
});

/** An operation, a collection and an event of an app's own. Its refusals are expected, so they are not printed. */
export const keepsakeParts = {
  onError(error: unknown): void {
    if (!String(error).includes(keepsakes.name)) console.error(error);
  },
  operations: { "keepsakes.put": put },
  collections: [keepsakes],
  events: ["keepsake.put"],
} as const;
