import { expect } from "vitest";
import type { PlainClient } from "./plain-client.ts";
import { section } from "./section.ts";

const doc = section(5);
const { clause, connect, onBoard, submit } = doc;

async function follower(userId: string): Promise<PlainClient> {
  const client = await connect(userId);
  await client.subscribe(doc.server.topic);
  return client;
}

/** Resolves when everything sent to this client before has arrived. */
const arrived = (client: PlainClient) => client.call("users.me", {});
const typingOf = (client: PlainClient) => client.waiting.filter(({ type }) => type === "typing");

clause(
  "5.1 typing is shown to others who may see its subject, and never to the typist",
  async () => {
    const [dao, nok, lek] = [await follower("dao"), await follower("nok"), await follower("lek")];
    const { id: subject } = await submit(dao);
    const { topic } = doc.server;
    dao.send({ type: "typing", topic, subject });
    expect(await nok.next("typing")).toEqual({
      type: "typing",
      topic,
      subject,
      user: { id: "dao", name: "dao" },
    });
    await arrived(lek);
    await arrived(dao);
    expect([...typingOf(lek), ...typingOf(dao)]).toEqual([]);
    dao.send({ type: "typing", topic });
    expect(await lek.next("typing")).toEqual({
      type: "typing",
      topic,
      user: { id: "dao", name: "dao" },
    });
  },
);

clause("5.2 the server does not announce the end of typing", async () => {
  const [dao, nok] = [await follower("dao"), await follower("nok")];
  dao.send({ type: "typing", topic: doc.server.topic });
  await nok.next("typing");
  await submit(dao);
  await nok.next("events");
  dao.end();
  // Two pings take longer than six seconds.
  await nok.next("ping");
  await nok.next("ping");
  expect(nok.waiting.map(({ type }) => type)).toEqual([]);
});

clause("5.3 signals above the limit per second are dropped silently", async () => {
  const [dao, nok] = [await follower("dao"), await follower("nok")];
  const begin = performance.now();
  for (let i = 0; i < 200; i++) dao.send({ type: "typing", topic: doc.server.topic });
  await arrived(dao);
  // The limit is five a second, and the server's clock runs a hundred times as fast here.
  const most = 5 + Math.ceil((performance.now() - begin) / 2);
  await arrived(nok);
  expect(typingOf(nok).length).toBeGreaterThanOrEqual(5);
  expect(typingOf(nok).length).toBeLessThanOrEqual(Math.min(199, most));
  expect(dao.waiting.filter(({ type }) => type !== "ping")).toEqual([]);
});

clause("5.4 presence lists each user once, and its changes", async () => {
  const [dao] = [await follower("dao"), await follower("nok"), await follower("nok")];
  const { topic } = doc.server;
  dao.send({ type: "presence", topic, on: true });
  const people = (...ids: string[]) => ({
    type: "presence",
    topic,
    count: ids.length,
    users: ids.map((id) => ({ id, name: id })),
  });
  expect(await dao.next("presence")).toEqual(people("dao", "nok"));
  const lek = await follower("lek");
  expect(await dao.next("presence")).toEqual(people("dao", "lek", "nok"));
  lek.end();
  expect(await dao.next("presence")).toEqual(people("dao", "nok"));
});

clause(
  "5.5 presence ends with the subscription, and must be requested again for the next one",
  async () => {
    const dao = await follower("dao");
    const { topic } = doc.server;
    dao.send({ type: "presence", topic, on: true });
    await dao.next("presence");
    dao.send({ type: "unsubscribe", topic });
    await dao.next("unsubscribed");
    await dao.subscribe(topic);
    const nok = await follower("nok");
    await dao.next("ping");
    expect(dao.waiting).toEqual([]);
    dao.send({ type: "presence", topic, on: true });
    expect(await dao.next("presence")).toMatchObject({ count: 2 });
    dao.send({ type: "presence", topic, on: false });
    nok.end();
    await dao.next("ping");
    expect(dao.waiting).toEqual([]);
  },
);

clause(
  "5.6 users of a stopped server disappear at once, users of a crashed one within 30 s",
  async () => {
    const dao = await follower("dao");
    const other = await doc.beside();
    const nok = await other.connect("nok");
    await nok.subscribe(doc.server.topic);
    dao.send({ type: "presence", topic: doc.server.topic, on: true });
    while ((await dao.next("presence")).count !== 2);
    await other.taskwire.close({ deadlineMs: 0 });
    expect(await dao.next("presence")).toMatchObject({ count: 1 });
    const crashing = await doc.beside();
    await (await crashing.connect("nok")).subscribe(doc.server.topic);
    expect(await dao.next("presence")).toMatchObject({ count: 2 });
    crashing.crash();
    expect(await dao.next("presence")).toMatchObject({ count: 1 });
  },
);

const roomWith = async (by: PlainClient, ...memberIds: string[]): Promise<string> => {
  const { result } = await by.call("rooms.create", onBoard({ name: "Showroom", memberIds }));
  return (result as { id: string }).id;
};

clause(
  "5.7 a user who loses access to something is told on all their connections, and nobody else",
  async () => {
    const [dao, lek] = [await connect("dao"), await follower("lek")];
    const nok = [await follower("nok"), await connect("nok")];
    const [first, second] = [await roomWith(dao, "nok"), await roomWith(dao, "nok")];
    const { topic } = doc.server;
    await dao.call("rooms.leave", onBoard({ roomId: first }));
    expect(await dao.next("revoked")).toEqual({
      type: "revoked",
      topic: `room:${first}`,
      reason: "left",
    });
    await dao.call("members.change", onBoard({ userId: "nok", role: "ADMIN_LIMITED" }));
    for (const one of nok)
      expect(await one.next("revoked")).toEqual({ type: "revoked", topic, reason: "role" });
    await nok[0]?.next("reload");
    await doc.server.taskwire.system.members.remove({ boardId: doc.server.boardId, userId: "nok" });
    for (const one of nok) {
      const gone = [
        await one.next("revoked"),
        await one.next("revoked"),
        await one.next("revoked"),
      ];
      expect(gone.map((frame) => frame.topic).sort()).toEqual(
        [topic, `room:${first}`, `room:${second}`].sort(),
      );
      expect(gone.map(({ reason }) => reason)).toEqual(Array(3).fill("removed"));
    }
    await doc.server.taskwire.system.users.put({
      id: "nok",
      name: "nok",
      role: "ADMIN",
      disabled: true,
    });
    for (const one of nok) {
      expect(await one.next("revoked")).toEqual({
        type: "revoked",
        topic: "user:nok",
        reason: "disabled",
      });
      expect((await one.closed).code).toBe(4403);
    }
    await arrived(lek);
    expect(lek.waiting.filter(({ type }) => type === "revoked")).toEqual([]);
  },
);

clause("5.8 a user who follows their own topic gets the heads of their rooms", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  const roomId = await roomWith(dao, "nok");
  await nok.subscribe("user:nok");
  expect(await nok.next("rooms")).toEqual({ type: "rooms", heads: { [roomId]: 3 } });
  await dao.call("messages.post", onBoard({ roomId, text: "Hello" }));
  expect(await nok.next("rooms")).toEqual({ type: "rooms", heads: { [roomId]: 4 } });
  const { result } = await nok.call("rooms.open", onBoard({ roomId }));
  expect(result).toMatchObject({ messages: [{ text: "Hello" }] });
  const another = await roomWith(dao, "nok");
  expect(await nok.next("rooms")).toEqual({ type: "rooms", heads: { [another]: 3 } });
  await dao.call("roomMembers.remove", onBoard({ roomId, userId: "nok" }));
  await nok.next("revoked");
  await dao.call("messages.post", onBoard({ roomId, text: "Without Nok" }));
  await dao.call("messages.post", onBoard({ roomId: another, text: "With Nok" }));
  expect(await nok.next("rooms")).toEqual({ type: "rooms", heads: { [another]: 4 } });
});
