import { query } from "@taskwire/core/operations";
import { expect, test } from "vitest";
import { z } from "zod";
import { fakeTaskwire, TestServer } from "./server.ts";

const search = (input: z.ZodType) => ({
  "things.search": query({
    name: "things.search",
    target: "app",
    permission: "anyone",
    summary: "Search.",
    route: { method: "GET", path: "/things" },
    input: input as z.ZodType<object, object>,
    output: z.null(),
    run: () => null,
  }),
});

const colour = z.enum(["red", "blue"]).meta({ id: "Colour" });
const shape = z.strictObject({
  text: z.string().optional(),
  count: z.int().optional(),
  price: z.number().nullable().optional(),
  old: z.boolean().default(false),
  either: z.union([z.number(), z.string()]).optional(),
  colours: z.array(colour).optional(),
  sizes: z.array(z.int()).optional(),
});

test.each([
  ["text=1", { text: "1" }],
  ["text=true&count=12", { text: "true", count: 12 }],
  ["count=-3&price=1.5", { count: -3, price: 1.5 }],
  ["old=true", { old: true }],
  ["old=1", { old: "1" }],
  ["count=", { count: "" }],
  ["count=0x10", { count: "0x10" }],
  ["count=1e999", { count: "1e999" }],
  ["either=5", { either: "5" }],
  ["colours=red", { colours: ["red"] }],
  ["sizes=1&sizes=2", { sizes: [1, 2] }],
  ["text=a&text=b", { text: ["a", "b"] }],
  ["text=a%3Fb%26c", { text: "a?b&c" }],
  ["text=a?b", { text: "a?b" }],
  ["unknown=1", { unknown: "1" }],
  ["toString=1", { toString: "1" }],
])("?%s becomes the types of the schema, and stays text if it doesn't fit", async (text, input) => {
  const taskwire = fakeTaskwire(search(shape));
  await using server = await TestServer.start({ taskwire });
  expect((await server.ask(`GET /things?${text}`)).status).toBe(200);
  expect(taskwire.calls[0]?.input).toEqual(input);
});

test("an input with several shapes is read with all of them", async () => {
  const taskwire = fakeTaskwire(
    search(
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("near"), km: z.number() }),
        z.strictObject({ kind: z.literal("named"), name: z.string() }),
      ]),
    ),
  );
  await using server = await TestServer.start({ taskwire });
  await server.ask("GET /things?kind=near&km=5");
  await server.ask("GET /things?kind=named&name=5");
  expect(taskwire.calls.map(({ input }) => input)).toEqual([
    { kind: "near", km: 5 },
    { kind: "named", name: "5" },
  ]);
});
