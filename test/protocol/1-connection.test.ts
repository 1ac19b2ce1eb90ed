import { expect } from "vitest";
import { document, section } from "./section.ts";
import { type Message, Stranger } from "./stranger.ts";

const doc = section(1);
const { clause, connect, keep, raw, submit } = doc;

clause("1.1 an upgrade without the subprotocol is refused with 400", async () => {
  const without = keep(new Stranger(doc.server.ws, { protocols: [] }));
  await expect(without.opened).rejects.toThrow("400");
  await (await raw()).opened;
});

clause("1.2 an upgrade from a foreign page is refused with 403", async () => {
  const foreign = keep(
    new Stranger(doc.server.ws, { headers: { origin: "https://app.example.evil" } }),
  );
  await expect(foreign.opened).rejects.toThrow("403");
  await raw({ headers: { origin: "https://app.example" } });
});

clause("1.3 what is not a JSON object in a text frame closes with 4400", async () => {
  for (const frame of ["not json", "[]", "null", '"text"', Buffer.from('{"type":"pong"}')]) {
    const stranger = await connect("dao");
    stranger.sendRaw(frame);
    expect((await stranger.closed).code).toBe(4400);
  }
});

clause("1.4 a frame above the limit closes with 4413", async () => {
  const stranger = await connect("dao");
  stranger.send({ type: "call", id: 1, operation: "x", input: "x".repeat(65_536) });
  expect((await stranger.closed).code).toBe(4413);
});

clause("1.5 the first frame is authenticate, and soon; a header will do instead", async () => {
  const hasty = await raw();
  hasty.send({ type: "pong" });
  expect((await hasty.closed).code).toBe(4401);
  const silent = await raw();
  expect((await silent.closed).code).toBe(4408);
  const withHeader = await raw({ headers: { authorization: "Bearer dao" } });
  expect(await withHeader.next("welcome")).toMatchObject({ user: { id: "dao" } });
});

clause("1.6 a token that doesn't hold closes with 4401", async () => {
  const stranger = await raw();
  stranger.send({ type: "authenticate", token: "???" });
  expect(await stranger.closed).toEqual({ code: 4401, reason: "The token does not hold." });
});

clause("1.7 welcome brings user, time, limits and definitions", async () => {
  const stranger = await raw();
  stranger.send({ type: "authenticate", token: "lek" });
  const welcome = await stranger.next("welcome");
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
    "roles",
    "type",
    "user",
    "workflow",
  ]);
  expect(Object.keys(welcome.limits as object).sort()).toEqual(documentedLimits().sort());
});

clause("1.8 a token is renewed on the open connection, or ends it", async () => {
  const stranger = await connect("lek:90");
  await stranger.next("refresh");
  stranger.send({ type: "authenticate", token: "lek:100" });
  await stranger.next("authenticated");
  await stranger.next("refresh");
  expect((await stranger.closed).code).toBe(4003);
  const thief = await connect("lek:90");
  thief.send({ type: "authenticate", token: "dao" });
  expect((await thief.closed).code).toBe(4401);
});

clause("1.9 pings carry heads, and who doesn't answer is closed with 4002", async () => {
  const [lek, dao] = [await connect("lek"), await connect("dao")];
  const { number } = await lek.subscribe(doc.server.topic);
  await submit(dao);
  // Lek was not to see it, but learns from the ping how far the topic got.
  const headOf = ({ heads }: Message) =>
    (heads as { [topic: string]: { to: number } })[doc.server.topic];
  let ping = await lek.next("ping");
  // One may have been under way before.
  if (headOf(ping)?.to === number) ping = await lek.next("ping");
  expect(ping.heads).toEqual({
    [doc.server.topic]: { to: (number as number) + 1, cursor: expect.any(String) },
  });
  expect(lek.waiting.filter(({ type }) => type === "events")).toEqual([]);
  lek.answersPings = false;
  expect((await lek.closed).code).toBe(4002);
});

clause(
  "1.10 a frame of an unknown type or shape is answered, and the connection goes on",
  async () => {
    const stranger = await connect("dao");
    stranger.send({ type: "dance" });
    expect(await stranger.next("error")).toMatchObject({ error: { code: "invalid" } });
    stranger.send({ type: "call", id: 7, operation: 5 });
    expect(await stranger.next("result")).toMatchObject({ id: 7, error: { code: "invalid" } });
    stranger.send({ type: "subscribe", topic: doc.server.topic, extra: true });
    expect(await stranger.next("error")).toMatchObject({ error: { code: "invalid" } });
    expect((await stranger.call("users.me", {})).result).toMatchObject({ id: "dao" });
  },
);

clause(
  "1.11 a stopping server says when to come back; a fourth connection is one too many",
  async () => {
    const three = [await connect("dao"), await connect("dao"), await connect("dao")];
    const fourth = await raw();
    fourth.send({ type: "authenticate", token: "dao" });
    expect((await fourth.closed).code).toBe(4004);
    await doc.server.taskwire.sessions.close({ deadlineMs: 50 });
    for (const stranger of three) {
      const { code, reason } = await stranger.closed;
      expect(code).toBe(4000);
      expect(JSON.parse(reason)).toEqual({ retryAfterMs: expect.any(Number) });
    }
  },
);

function documentedLimits(): string[] {
  const [, names = ""] = /limits: \{([^}]*)\}/.exec(document) ?? [];
  return [...names.matchAll(/(\w+):/g)].map(([, name = ""]) => name);
}
