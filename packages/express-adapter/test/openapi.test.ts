import { Validator } from "@seriousme/openapi-schema-validator";
import { approvalWorkflowFor, createTaskwire, errorCodes } from "@taskwire/core";
import { command, idSchema } from "@taskwire/core/operations";
import { expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "../src/index.ts";
import { TestServer } from "./server.ts";

const { operations } = createTaskwire();

// As JSON, as clients get it: without `undefined` and shared objects.
const asJson = (document: object) => JSON.parse(JSON.stringify(document));

const templateOf = (path: string) => path.replace(/:(\w+)/g, "{$1}");

/** All values of a key, at any depth. */
function* values(key: string, within: unknown): Generator<string> {
  if (typeof within !== "object" || within === null) return;
  for (const [name, value] of Object.entries(within)) {
    if (name === key && typeof value === "string") yield value;
    yield* values(key, value);
  }
}

async function expectValid(document: object): Promise<void> {
  expect(await new Validator().validate(asJson(document))).toEqual({ valid: true });
  for (const ref of values("$ref", document)) {
    const path = ref.replace("#/", "").split("/");
    expect(
      path.reduce<unknown>((at, name) => (at as { [name: string]: unknown })?.[name], document),
      ref,
    ).toBeDefined();
  }
}

test("the document is valid OpenAPI 3.1 without dangling references", async () => {
  const document = openApiDocument(operations);
  expect(document.openapi).toMatch(/^3\.1\./);
  await expectValid(document);
});

test.each(Object.entries(operations))(
  "describes %s with its parameters, body and problems",
  (name, operation) => {
    const { paths } = asJson(openApiDocument(operations));
    const { method, path } = operation.route;
    const described = paths[templateOf(path)][method.toLowerCase()];
    expect(described).toMatchObject({
      operationId: name,
      summary: operation.summary,
      tags: [name.split(".")[0]],
    });
    const parameters = described.parameters ?? [];
    const fields = Object.keys((operation.input as z.ZodObject).shape);
    const places = new Map<string, string>(
      parameters.map((one: { name: string; in: string }) => [one.name, one.in]),
    );
    const body = Object.keys(
      described.requestBody?.content["application/json"].schema.properties ?? {},
    );
    for (const field of fields) {
      const expected = path.includes(`:${field}`) ? "path" : method === "GET" ? "query" : "body";
      expect(body.includes(field) ? "body" : places.get(field), field).toBe(expected);
    }
    const key = { $ref: "#/components/parameters/IdempotencyKey" };
    // Nobody repeats a call with a decision link by a key: the link itself is used once.
    const takesKey = operation.kind === "command" && operation.target !== "link";
    expect(parameters.some((one: object) => JSON.stringify(one) === JSON.stringify(key))).toBe(
      takesKey,
    );
    const statuses = Object.keys(described.responses);
    expect(statuses).toEqual(expect.arrayContaining(["200", "400", "401", "403", "500", "503"]));
    if (operation.kind === "command")
      expect(statuses).toEqual(expect.arrayContaining(["409", "413", "422"]));
  },
);

test("nouns are components, tokens are bearer tokens, and every error code has its problem", () => {
  const { components, security } = asJson(openApiDocument(operations));
  expect(Object.keys(components.schemas)).toEqual(
    expect.arrayContaining(["Task", "Subtask", "Board", "Member", "User", "Event", "Problem"]),
  );
  expect(components.securitySchemes.bearer).toEqual({ type: "http", scheme: "bearer" });
  expect(security).toEqual([{ bearer: [] }]);
  expect(components.parameters.IdempotencyKey).toMatchObject({
    name: "Idempotency-Key",
    in: "header",
  });
  for (const [code, { status }] of Object.entries(errorCodes)) {
    expect(components.responses[`Problem${status}`].description).toContain(`\`${code}\``);
    expect(components.schemas.Problem.properties.code.enum).toContain(code);
  }
});

test("no schema of an answer forbids additional fields", () => {
  const { components } = asJson(openApiDocument(operations));
  expect(components.schemas.Task.additionalProperties).toBeUndefined();
});

test("describes task types with their own data, and an app's operation with a recursive input", async () => {
  const workflow = approvalWorkflowFor({
    task: { data: z.null() },
    sale: { data: z.strictObject({ car: z.string(), extras: z.json() }) },
  });
  const note = command({
    name: "notes.put",
    target: "app",
    permission: "anyone",
    summary: "Keep a note.",
    route: { method: "PUT", path: "/notes/:id" },
    input: z.strictObject({ id: idSchema, tree: z.json() }).meta({ id: "Note" }),
    output: z.json(),
    run: (_context, { tree }) => tree,
  });
  const document = openApiDocument({
    ...createTaskwire({ workflow }).operations,
    "notes.put": note,
  });
  await expectValid(document);
  const { paths } = asJson(document);
  const bodyOf = (path: string, method: string) =>
    paths[path][method].requestBody.content["application/json"].schema;
  const shapes = bodyOf("/boards/{boardId}/tasks", "post").oneOf;
  expect(shapes.map((shape: { properties: object }) => Object.keys(shape.properties))).toEqual([
    ["type", "title", "description", "data", "dueAt"],
    ["type", "title", "description", "data", "dueAt"],
  ]);
  expect(Object.keys(bodyOf("/notes/{id}", "put").properties)).toEqual(["tree"]);
});

/** Whether a schema of a text takes a value, as far as these schemas go. */
function takes(schema: z.core.JSONSchema.BaseSchema, value: string): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => takes(one as typeof schema, value));
  if (schema.items) return takes(schema.items as typeof schema, value);
  return (
    schema.type === "string" &&
    value.length >= (schema.minLength ?? 0) &&
    value.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) &&
    (schema.pattern === undefined || new RegExp(schema.pattern, "u").test(value)) &&
    (schema.enum?.includes(value) ?? true)
  );
}

// One field after the other: the values that the server refuses, and one that it takes.
const refusedValues = {
  "users.put": {
    name: [" ", "a\nb", "Ann"],
    handle: ["a b", "@ann", "ann"],
    role: ["BOSS", "ADMIN"],
  },
  "boards.create": { name: ["", "\t", "a\u202eb", "Cars"], id: ["..", "__proto__", "a/b", "b.7"] },
  "boards.edit": { boardId: [".", "..", "__proto__", "b"] },
  "members.add": {
    userId: ["..", "__proto__", "a\u0000", "auth0|1"],
    role: ["", "admin", "ADMIN"],
  },
  "members.change": { role: ["NOBODY", "ADMIN_LIMITED"] },
  "tasks.create": {
    title: ["\u00a0\u3000", "a\rb", "Sell"],
    description: ["a\u0007b", "a\u007f", "\u009fa", "a\nb\tc"],
  },
  "tasks.reject": { reason: ["", " \n", "a\u001bb", "No\nno"] },
  "tasks.why": { action: ["explode", "task.explode", "approve"] },
  "messages.post": { text: ["", " ", "a\u0001b", "a\nb"], replyTo: ["..", "m"] },
  "rooms.read": { messageId: ["__proto__", "a b", "m"] },
  "preferences.set": {
    target: ["board", "board:..", "user:a", "board:b"],
    off: ["approval.requested", "nothing", "reply"],
  },
  "subtasks.create": { dueAt: ["tomorrow", "2026-12-31T17:00:00", "2026-12-31T17:00:00+07:00"] },
} as const;

test("the schemas refuse the values that the server refuses (G2)", async () => {
  const taskwire = createTaskwire();
  const { paths } = asJson(
    openApiDocument(taskwire.operations, { definitions: taskwire.definitions }),
  );
  for (const [name, fields] of Object.entries(refusedValues)) {
    const { route } = operations[name as keyof typeof operations];
    const { parameters = [], requestBody } =
      paths[templateOf(route.path)][route.method.toLowerCase()];
    const body = requestBody?.content["application/json"].schema.properties ?? {};
    for (const [field, values] of Object.entries(fields)) {
      const schema =
        body[field] ?? parameters.find((one: { name: string }) => one.name === field)?.schema;
      for (const value of values)
        expect(takes(schema, value), `${name} ${field} ${JSON.stringify(value)}`).toBe(
          value === values.at(-1),
        );
    }
  }
});

test("is served without a token, and names the base path of the routes", async () => {
  await using server = await TestServer.start({ info: { title: "Sales", version: "7" } });
  const { status, json } = await server.ask("GET /openapi.json", { as: null });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    info: { title: "Sales", version: "7" },
    servers: [{ url: "/api" }],
  });
  await using other = await TestServer.start({ basePath: "https://app.example.com/v1" });
  expect((await other.ask("GET /openapi.json")).json).toMatchObject({
    servers: [{ url: "https://app.example.com/v1" }],
  });
});
