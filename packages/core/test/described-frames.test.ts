import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import { asyncApiDocument, frameSchemas } from "../src/doors/schemas.ts";
import { createTaskwire } from "../src/index.ts";
import type { Down } from "../src/protocol/down/index.ts";
import { downSchemas } from "../src/protocol/down/schemas.ts";

// ajv-formats exports its function as `default` too, and TypeScript knows only that one.
const withFormats = addFormats as unknown as (ajv: Ajv | Ajv2020) => void;

/** All frames that Dao gets while she and Lek use everything, and all events. */
async function frames(): Promise<{ type: string; [field: string]: unknown }[]> {
  const taskwire = createTaskwire();
  await taskwire.open();
  for (const id of ["dao", "lek"]) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })];
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  await dao.members.add({ boardId, userId: "lek" });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Room", memberIds: ["lek"] });
  const seen: { type: string }[] = [];
  const link = {
    send: (frame: string | { readonly text: string }) =>
      void seen.push(JSON.parse(typeof frame === "string" ? frame : frame.text)),
    buffered: () => 0,
    drained: () => Promise.resolve(),
    close: () => {},
  };
  const authenticate = async (userId: string) => ({ userId });
  const session = taskwire.sessions.connect(link, { authenticate });
  const has = (type: string) =>
    expect.poll(() => seen.some((frame) => frame.type === type)).toBe(true);
  const send = (frame: object) => session.receive(JSON.stringify(frame));
  send({ type: "authenticate", token: "dao" });
  await has("welcome");
  for (const topic of [`board:${boardId}`, `room:${roomId}`, "user:dao"])
    send({ type: "subscribe", topic });
  send({ type: "presence", topic: `board:${boardId}`, on: true });
  send({ type: "call", id: 1, operation: "boards.list", input: {} });
  send({ type: "call", id: 2, operation: "boards.list", input: { wrong: 1 } });
  send({ type: "ping" });
  send({ type: "nonsense" });
  for (const type of ["subscribed", "presence", "result", "pong", "error", "rooms"])
    await has(type);
  const { task } = await lek.tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  await dao.tasks.approve({ ...on, version: task.version });
  await lek.comments.post({ ...on, text: "Thanks @dao" });
  await lek.messages.post({ boardId, roomId, text: "Good morning @dao" });
  await lek.roomMembers.remove({ boardId, roomId, userId: "dao" });
  for (const type of ["events", "inbox", "revoked", "unsubscribed"]) await has(type);
  await taskwire.close();
  return seen;
}

test("the schemas of the server's frames fit the frames that it sends", async () => {
  const { down, events, $defs } = frameSchemas();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  withFormats(ajv);
  const check = (schema: object, value: unknown, name: string) => {
    const validate = ajv.compile({ ...schema, $defs });
    expect(validate(value) || [name, validate.errors, value]).toBe(true);
  };
  let count = 0;
  for (const frame of await frames()) {
    expect(Object.keys(down)).toContain(frame.type);
    check(down[frame.type] ?? {}, frame, frame.type);
    for (const { type, data } of (frame.events ?? []) as { type: string; data: unknown }[]) {
      if (type === "hidden") continue;
      count++;
      check(events[type] ?? events["task.<action>"] ?? {}, data, type);
    }
  }
  expect(count).toBeGreaterThan(5);
});

test("the schemas have the types of the frames", () => {
  type Plain<T> = T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { -readonly [Field in keyof T]: Plain<T[Field]> }
      : T;
  type Described = z.infer<(typeof downSchemas)[keyof typeof downSchemas]>;
  expectTypeOf<Described["type"]>().toEqualTypeOf<Down["type"]>();
  expectTypeOf<Plain<Exclude<Down, { type: "welcome" | "result" }>>>().toExtend<Described>();
  expect(Object.keys(downSchemas).sort()).toEqual(Object.keys(frameSchemas().down).sort());
});

test("the AsyncAPI document is valid, and has every operation", () => {
  const { operations } = createTaskwire();
  const document = JSON.parse(
    JSON.stringify(asyncApiDocument(operations, { host: "app.example" })),
  );
  const specification = "node_modules/@asyncapi/specs/schemas/3.1.0.json";
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
  withFormats(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(specification, "utf8")));
  expect(validate(document) || validate.errors).toBe(true);
  for (const name of Object.keys(operations))
    expect(document.components.messages).toHaveProperty([`call.${name}`]);
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g)];
  for (const [, path = ""] of refs)
    expect(
      path.split("/").reduce((at, part) => at?.[part], document),
      path,
    ).toBeDefined();
});
