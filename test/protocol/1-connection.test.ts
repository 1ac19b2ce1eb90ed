import { expect } from "vitest";
import { type Message, PlainClient } from "./plain-client.ts";
import { document, section } from "./section.ts";

const doc = section(1);
const { clause, connect, keep, raw, submit } = doc;

clause("1.1 an upgrade without the subprotocol is refused with 400", async () => {
  const without = keep(new PlainClient(doc.server.ws, { protocols: [] }));
  await expect(without.opened).rejects.toThrow("400");
  await (await raw()).opened;
});

clause("1.2 an upgrade from a foreign page is refused with 403", async () => {
  const foreign = keep(
    new PlainClient(doc.server.ws, { headers: { origin: "https://app.example.evil" } }),
  );
  await expect(foreign.opened).rejects.toThrow("403");
  await raw({ headers: { origin: "https://app.example" } });
});

clause("1.3 a frame that is not a JSON object in text closes with 4400", async () => {
  for (const frame of ["not json", "[]", "null", '"text"', Buffer.from('{"type":"pong"}')]) {
    const client = await connect("dao");
    client.sendRaw(frame);
    expect((await client.closed).code).toBe(4400);
  }
});

clause("1.4 a frame above the limit closes with 4413", async () => {
  const client = await connect("dao");
  client.send({ type: "call", id: 1, operation: "x", input: "x".repeat(65_536) });
  expect((await client.closed).code).toBe(4413);
});

clause("1.5 the first frame is authenticate, and soon; a header works instead", async () => {
  const hasty = await raw();
  hasty.send({ type: "pong" });
  expect((await hasty.closed).code).toBe(4401);
  const silent = await raw();
  expect((await silent.closed).code).toBe(4005);
  const withHeader = await raw({ headers: { authorization: "Bearer dao" } });
  expect(await withHeader.next("welcome")).toMatchObject({ user: { id: "dao" } });
});

clause("1.6 an invalid token closes with 4401", async () => {
  const client = await raw();
  client.send({ type: "authenticate", token: "???" });
  expect(await client.closed).toEqual({ code: 4401, reason: "The token does not hold." });
});

clause("1.7 welcome contains user, time, limits and definitions", async () => {
  const client = await raw();
  client.send({ type: "authenticate", token: "lek" });
  const welcome = await client.next("welcome");
  expect(welcome).toMatchObject({
    user: { id: "lek", name: "lek", role: "ADMIN_LIMITED" },
    limits: { frameBytes: 65_536, topics: 3 },
    workflow: { name: "approval", initial: "pending" },
    roles: { roles: { ADMIN_LIMITED: { "task.read": ["involved"] } } },
  });
  expect(Object.keys(welcome).sort()).toEqual([
    "connection",
    "limits",
    "mentions",
    "now",
    "permissions",
    "reasons",
    "roles",
    "type",
    "user",
    "workflow",
  ]);
  expect(Object.keys(welcome.limits as object).sort()).toEqual(documentedLimits().sort());
});

clause("1.8 a token is renewed on the open connection, or its end closes it", async () => {
  const client = await connect("lek:90");
  await client.next("refresh");
  client.send({ type: "authenticate", token: "lek:100" });
  await client.next("authenticated");
  await client.next("refresh");
  expect((await client.closed).code).toBe(4003);
  const thief = await connect("lek:90");
  thief.send({ type: "authenticate", token: "dao" });
  expect((await thief.closed).code).toBe(4401);
});

clause(
  "1.9 pings carry heads, a client may ping too, and a missing pong closes with 4002",
  async () => {
    const [lek, dao] = [await connect("lek"), await connect("dao")];
    const { number } = await lek.subscribe(doc.server.topic);
    await submit(dao);
    // Lek may not see the event, but learns from the ping how far the topic is.
    const headOf = ({ heads }: Message) =>
      (heads as { [topic: string]: { to: number } })[doc.server.topic];
    let ping = await lek.next("ping");
    // A ping may have been on its way before the commit.
    if (headOf(ping)?.to === number) ping = await lek.next("ping");
    expect(ping.heads).toEqual({
      [doc.server.topic]: { to: (number as number) + 1, cursor: expect.any(String) },
    });
    expect(lek.waiting.filter(({ type }) => type === "events")).toEqual([]);
    lek.send({ type: "ping" });
    await lek.next("pong");
    lek.answersPings = false;
    expect((await lek.closed).code).toBe(4002);
  },
);

clause(
  "1.10 a frame of an unknown type or shape is answered with an error, and the connection stays open",
  async () => {
    const client = await connect("dao");
    client.send({ type: "dance" });
    expect(await client.next("error")).toMatchObject({ error: { code: "invalid" } });
    client.send({ type: "call", id: 7, operation: 5 });
    expect(await client.next("result")).toMatchObject({ id: 7, error: { code: "invalid" } });
    for (const frame of [
      { type: "subscribe", topic: doc.server.topic, extra: true },
      { type: "subscribe", topic: "x".repeat(281) },
      { type: "subscribe", topic: doc.server.topic, after: "x".repeat(321) },
      { type: "unsubscribe", topic: doc.server.topic, extra: true },
    ]) {
      client.send(frame);
      const { topic, error } = await client.next("unsubscribed");
      expect([topic, error]).toMatchObject([frame.topic, { code: "invalid" }]);
    }
    client.send({ type: "unsubscribe", topic: "x".repeat(281) });
    expect(await client.next("unsubscribed")).not.toHaveProperty("error");
    client.send({ type: "call", id: 1.5, operation: "users.me", input: {} });
    expect(await client.next("result")).toMatchObject({ id: 1.5, error: { code: "invalid" } });
    for (const frame of [
      { type: "subscribe", topic: 5 },
      { type: "typing", topic: "x".repeat(281) },
      { type: "authenticate", token: "" },
    ]) {
      client.send(frame);
      expect(await client.next("error")).toMatchObject({ error: { code: "invalid" } });
    }
    expect((await client.call("users.me", {})).result).toMatchObject({ id: "dao" });
  },
);

clause(
  "1.11 a stopping server says when to reconnect; a fourth connection is too many",
  async () => {
    const three = [await connect("dao"), await connect("dao"), await connect("dao")];
    const fourth = await raw();
    fourth.send({ type: "authenticate", token: "dao" });
    expect((await fourth.closed).code).toBe(4004);
    await doc.server.taskwire.sessions.close({ deadlineMs: 50 });
    for (const client of three) {
      const { code, reason } = await client.closed;
      expect(code).toBe(4000);
      expect(JSON.parse(reason)).toEqual({ retryAfterMs: expect.any(Number) });
    }
  },
);

function documentedLimits(): string[] {
  const [, names = ""] = /limits: \{([^}]*)\}/.exec(document) ?? [];
  return [...names.matchAll(/(\w+):/g)].map(([, name = ""]) => name);
}
