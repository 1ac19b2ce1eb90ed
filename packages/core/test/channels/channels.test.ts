import { expect, test } from "vitest";
import type { ChannelMessage, ChannelOptions } from "../../src/channels/channel.ts";
import type { Preference } from "../../src/model/preference.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { failure } from "../support/conversation.ts";
import { startOffice } from "../support/office.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

interface Sent extends Omit<ChannelMessage, "notifications" | "user"> {
  readonly at: string;
  readonly to: string;
  readonly titles: readonly (string | null)[];
}

/** An office beside a node with the channel `mail`. Its clock starts at 00:00 UTC, in Bangkok 07:00. */
async function startMail(
  how: ChannelOptions = {},
  { storage = memoryStorage() }: { readonly storage?: Storage } = {},
) {
  const office = await startOffice({ storage });
  const { boardId } = office;
  // Most of each minute is skipped: a node looks for jobs every second, which would take long.
  let skipped = 0;
  const skip = (ms: number) => {
    skipped += ms;
  };
  const runtime = { ...office.runtime, now: () => office.runtime.now() + skipped };
  const advance = async (ms: number) => {
    for (let left = ms; left > 0; left -= minute) {
      await office.runtime.advance(second);
      skip(minute - second);
    }
  };
  const sent: Sent[] = [];
  const problems: unknown[] = [];
  const state = { isAway: false };
  const startNode = async () => {
    const node = createTaskwire({
      storage: { ...storage, close: async () => {} },
      runtime,
      onError: (error) => problems.push(error),
    });
    node.deliver("mail", how, ({ user, notifications, ...rest }) => {
      if (state.isAway) throw new Error("The mail server is away.");
      const at = new Date(runtime.now()).toISOString().slice(5, 16).replace("T", " ");
      const titles = notifications.map(({ taskTitle, excerpt }) => taskTitle ?? excerpt);
      sent.push({ ...rest, at, to: user.id, titles });
    });
    await node.open();
    return node;
  };
  const node = await startNode();
  const as = (userId: string) => node.as({ userId });
  const ask = async (title: string) => (await as("lek").tasks.create({ boardId, title })).task;
  /** The messages to Dao, in short. */
  const mails = () =>
    sent.filter(({ to }) => to === "dao").map(({ at, titles }) => `${at} ${titles.join(", ")}`);
  type Settings = Partial<Pick<Preference, "timeZone" | "quiet" | "digest">>;
  const set = (settings: object) =>
    as("dao").preferences.set({ target: "me", ...settings } as Settings & { target: string });
  const inbox = async () => (await as("dao").inbox.list({ limit: 50 })).notifications;
  const explained = async (title: string) => {
    const one = (await inbox()).find(({ taskTitle }) => taskTitle === title);
    return (await as("dao").notifications.explain({ eventId: one?.eventId ?? "" })).channels;
  };
  const rows = async (collection: string, query: { index: string; equals: object }) =>
    (await storage.list(collection, { ...query, equals: { ...query.equals }, limit: 100 })).records;
  await runtime.settle();
  sent.length = 0;
  return {
    ...{ ...office, node, as, ask, set, sent, mails, state, problems, storage, inbox, explained },
    ...{ rows, startNode, advance, skip, settle: runtime.settle },
  };
}

const bangkok = { timeZone: "Asia/Bangkok" };
const night = { ...bangkok, quiet: [{ from: "20:00", until: "08:00" }] };

test("without settings, a channel sends each notification at once, and once", async () => {
  const { ask, mails, advance, node } = await startMail();
  await ask("A");
  await advance(minute);
  await ask("B");
  await advance(hour);
  expect(mails()).toEqual(["01-01 00:00 A", "01-01 00:01 B"]);
  await node.close();
});

test("a notification at night is sent in the morning (5.13)", async () => {
  const { ask, mails, set, advance, explained, node } = await startMail();
  await set(night);
  await ask("A");
  await advance(minute);
  expect(await explained("A")).toEqual([
    { channel: "mail", state: "waiting", because: null, at: null },
  ]);
  await advance(2 * hour);
  expect(mails()).toEqual(["01-01 01:00 A"]);
  expect(await explained("A")).toMatchObject([
    {
      channel: "mail",
      state: "sent",
      because: null,
      at: expect.stringMatching(/^2026-01-01T01:00/),
    },
  ]);
  await node.close();
});

test("a request that is decided at night is not sent in the morning (row 45)", async () => {
  const { ask, as, mails, set, advance, explained, boardId, node } = await startMail();
  await set(night);
  const a = await ask("A");
  const b = await ask("B");
  await as("nok").tasks.approve({ boardId, taskId: a.id, version: a.version });
  await advance(2 * hour);
  expect(mails()).toEqual(["01-01 01:00 B"]);
  expect(await explained("A")).toEqual([
    {
      channel: "mail",
      state: "dropped",
      because: "resolved",
      at: expect.stringMatching(/^2026-01-01T01:00/),
    },
  ]);
  await as("nok").tasks.approve({ boardId, taskId: b.id, version: b.version });
  await advance(24 * hour);
  expect(mails()).toHaveLength(1);
  await node.close();
});

test("nothing is sent if the notification is read, hidden or deleted before", async () => {
  const { ask, as, mails, set, advance, explained, inbox, boardId, node } = await startMail();
  await set(night);
  await ask("A");
  await as("dao").inbox.read({ ids: (await inbox()).map(({ id }) => id) });
  const b = await ask("B");
  await as("lek")
    .tasks.delete({ boardId, taskId: b.id })
    .catch(() => {});
  await node.system.tasks.delete({ boardId, taskId: b.id });
  await advance(2 * hour);
  expect(mails()).toEqual([]);
  expect(await explained("A")).toMatchObject([{ state: "dropped", because: "read" }]);
  await node.close();
});

test("a person who is removed from the board gets no mail about it", async () => {
  const { ask, mails, set, advance, boardId, node } = await startMail();
  await set(night);
  await ask("A");
  await node.system.members.remove({ boardId, userId: "dao" });
  await advance(2 * hour);
  expect(mails()).toEqual(["01-01 01:00 "]); // That they were removed, without a task.
  await node.close();
});

test("quiet hours hold neither the inbox nor the count", async () => {
  const { ask, set, unread, node } = await startMail();
  await set(night);
  await ask("A");
  expect(await unread("dao")).toBe(1);
  await node.close();
});

test("an urgent reason passes quiet hours, and takes nothing else along", async () => {
  const { ask, as, mails, set, advance, boardId, node } = await startMail({
    urgent: ["approval.requested"],
  });
  await set(night);
  const own = (await as("dao").tasks.create({ boardId, title: "Own" })).task;
  await as("nok").tasks.approve({ boardId, taskId: own.id, version: own.version });
  await ask("A");
  await advance(minute);
  expect(mails()).toEqual(["01-01 00:00 A"]);
  await advance(2 * hour);
  expect(mails()).toEqual(["01-01 00:00 A", "01-01 01:00 Own"]);
  await node.close();
});

test("a channel sends only its reasons", async () => {
  const { ask, as, sent, advance, boardId, rows, node } = await startMail({
    reasons: ["requester"],
  });
  const task = await ask("A");
  await as("nok").tasks.approve({ boardId, taskId: task.id, version: task.version });
  await advance(minute);
  expect(sent.map(({ to }) => to)).toEqual(["lek"]);
  expect(await rows("jobs", { index: "due", equals: {} })).toEqual([]);
  await node.close();
});

test("the first notification opens the time in which a channel collects", async () => {
  const { ask, mails, advance, node } = await startMail({ windowMs: 10 * minute });
  await ask("A");
  await advance(6 * minute);
  await ask("B");
  await advance(hour);
  await ask("C");
  await advance(hour);
  expect(mails()).toEqual(["01-01 00:10 A, B", "01-01 01:16 C"]);
  await node.close();
});

test("a digest has everything since the one before", async () => {
  const { ask, mails, set, sent, advance, node } = await startMail();
  await set({ ...bangkok, digest: { at: "08:00" } });
  await ask("A");
  await ask("B");
  await advance(2 * hour);
  await ask("C");
  await advance(47 * hour);
  expect(mails()).toEqual(["01-01 01:00 A, B", "01-02 01:00 C"]);
  expect(sent.filter(({ to }) => to === "dao").map(({ digest }) => digest)).toEqual([true, true]);
  await node.close();
});

test("one message, once, if a digest and quiet hours end together (row 46)", async () => {
  const { ask, mails, set, advance, node } = await startMail();
  await set({ ...night, digest: { at: "08:00" } });
  await ask("A");
  await advance(48 * hour);
  expect(mails()).toEqual(["01-01 01:00 A"]);
  await node.close();
});

test("a digest in quiet hours waits for their end", async () => {
  const { ask, mails, set, advance, node } = await startMail();
  await set({ ...night, digest: { at: "06:00" } });
  await ask("A");
  await advance(48 * hour);
  expect(mails()).toEqual(["01-02 01:00 A"]);
  await node.close();
});

test("a notification is in one message, also if the digest becomes immediate", async () => {
  const { ask, mails, set, advance, node } = await startMail();
  await set({ ...bangkok, digest: { at: "08:00" } });
  await ask("A");
  await advance(minute);
  await set({ digest: null });
  await advance(minute);
  expect(mails()).toEqual(["01-01 00:01 A"]);
  await set({ digest: { at: "08:00" } });
  await advance(48 * hour);
  expect(mails()).toEqual(["01-01 00:01 A"]);
  await node.close();
});

test("a change of the time zone moves the timer", async () => {
  const { ask, mails, set, advance, node } = await startMail();
  await set({ timeZone: "America/New_York", quiet: [{ from: "08:00", until: "24:00" }] });
  await set({ timeZone: "UTC", quiet: [{ from: "00:00", until: "12:00" }] });
  await ask("A");
  await advance(minute);
  await set({ timeZone: "Asia/Bangkok" }); // 12:00 is five hours away, not twelve.
  await advance(5 * hour);
  expect(mails()).toEqual(["01-01 05:00 A"]);
  await set({ timeZone: "UTC" });
  await ask("B");
  await advance(minute);
  await set({ timeZone: "America/New_York" }); // 12:00 is later there.
  await advance(12 * hour);
  expect(mails()).toEqual(["01-01 05:00 A", "01-01 17:00 B"]);
  await node.close();
});

test("a message has at most 50 notifications, and says how many there are", async () => {
  const { ask, set, sent, advance, rows, node } = await startMail();
  await set(night);
  for (let i = 0; i < 60; i++) await ask(`T${i}`);
  await advance(2 * hour);
  const [mail, ...more] = sent.filter(({ to }) => to === "dao");
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ count: 60 });
  expect(mail?.titles).toEqual(Array.from({ length: 50 }, (_, i) => `T${i + 10}`));
  const person = { index: "person", equals: { userId: "dao", channel: "mail", state: "sent" } };
  expect(await rows("channel_items", person)).toHaveLength(60);
  await node.close();
});

test("a message that fails is sent again with the same id, and not at night", async () => {
  const { ask, set, mails, sent, state, problems, advance, node } = await startMail();
  await set({ ...bangkok, quiet: [{ from: "07:10", until: "08:00" }] });
  state.isAway = true;
  await ask("A");
  await advance(9 * minute);
  state.isAway = false;
  await advance(30 * minute);
  const tries = problems.length;
  expect(mails()).toEqual([]);
  await advance(hour);
  expect(mails()).toEqual(["01-01 01:00 A"]);
  expect(tries).toBeGreaterThan(3);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
  await node.close();
});

test("a notification that is resolved between two tries of a message is not in it any more", async () => {
  const { ask, as, mails, state, advance, boardId, explained, node } = await startMail();
  state.isAway = true;
  const a = await ask("A");
  await advance(minute);
  await as("nok").tasks.approve({ boardId, taskId: a.id, version: a.version });
  state.isAway = false;
  await advance(hour);
  expect(mails()).toEqual([]);
  expect(await explained("A")).toMatchObject([{ state: "dropped", because: "resolved" }]);
  await node.close();
});

test("two nodes send each message once, and a node that stops loses nothing", async () => {
  const { ask, set, mails, advance, node, startNode } = await startMail();
  const second = await startNode();
  await set(night);
  await ask("A");
  await advance(minute);
  await node.close();
  await advance(2 * hour);
  expect(mails()).toEqual(["01-01 01:00 A"]);
  await second.close();
});

test("the quiet hours pass while no node runs: the message waits for the next allowed time", async () => {
  const { ask, set, mails, advance, node, startNode } = await startMail();
  await set(night);
  await ask("A");
  await advance(minute);
  await node.close();
  await advance(14 * hour); // 21:01 in Bangkok.
  const next = await startNode();
  await advance(hour);
  expect(mails()).toEqual([]);
  await advance(12 * hour);
  expect(mails()).toEqual(["01-02 01:00 A"]);
  await next.close();
});

test("erasing a person deletes what channels have noted, and the export has it before", async () => {
  const { ask, set, advance, rows, node } = await startMail();
  await set(night);
  await ask("A");
  await advance(minute);
  const exported: string[] = [];
  for await (const { collection } of node.users.export("dao")) exported.push(collection);
  expect(exported).toContain("channel_items");
  await node.users.erase("dao");
  const person = { index: "person", equals: { userId: "dao" } };
  expect(await rows("channel_items", person)).toEqual([]);
  await advance(2 * hour);
  expect(await rows("jobs", { index: "due", equals: { status: "waiting" } })).toEqual([]);
  await node.close();
});

test("old rows are deleted with the outcomes, but not those that wait", async () => {
  const { ask, set, advance, skip, runtime, rows, node, startNode } = await startMail();
  await ask("A");
  await advance(minute);
  await set({ timeZone: "UTC", quiet: [{ from: "00:00", until: "12:00" }] });
  await ask("B");
  await advance(minute);
  await node.close();
  skip(40 * 24 * hour);
  const next = await startNode();
  await runtime.advance(hour);
  const person = { index: "person", equals: { userId: "dao" } };
  const states = (await rows("channel_items", person)).map(({ fields }) => fields.state);
  expect(states).toEqual(["waiting"]);
  await next.close();
});

test("own settings are checked", async () => {
  const { as, set, boardId, node } = await startMail();
  const target = `board:${boardId}`;
  const bad = [
    [() => set({ quiet: [{ from: "20:00", until: "08:00" }] }), "timeZone"],
    [() => set({ digest: { at: "08:00" } }), "timeZone"],
    [() => set({ timeZone: "Mars/Base" }), "Mars/Base"],
    [() => set({ ...bangkok, quiet: [{ from: "08:00", until: "08:00" }] }), "empty"],
    [() => set({ ...bangkok, quiet: [{ from: "00:00", until: "24:00" }] }), "whole week"],
    [() => set({ ...bangkok, quiet: [{ from: "8", until: "24:00" }] }), "08:00"],
    [() => set({ ...bangkok, digest: { at: "24:00" } }), "08:00"],
    [() => set({ ...bangkok, digest: { at: "08:00", days: [] } }), "days"],
    [() => set({ ...night, quiet: Array(15).fill(night.quiet[0]) }), "14"],
    [() => set({ level: "all" }), "level"],
    [() => as("dao").preferences.set({ target, timeZone: "UTC" }), "timeZone"],
  ] as const;
  for (const [act, word] of bad) {
    const error = await failure(act());
    expect(error).toMatchObject({ code: "invalid" });
    expect(JSON.stringify([error, error.message])).toContain(word);
  }
  await set(night);
  expect((await as("dao").preferences.list()).preferences).toMatchObject([
    { target: "me", ...bangkok, quiet: [{ from: "20:00", until: "08:00" }], digest: null },
  ]);
  expect(await set({ timeZone: null, quiet: null })).toMatchObject({ timeZone: null, quiet: null });
  await node.close();
});

test("a wrong channel is refused, with the cure", async () => {
  const node = createTaskwire();
  const send = () => {};
  const bad: readonly [() => void, string][] = [
    [() => node.deliver("two words", {}, send), "letters"],
    [() => node.deliver("mail", { reasons: ["approval.request"] }, send), "approval.requested"],
    [() => node.deliver("mail", { urgent: ["mentions"] }, send), "mention"],
    [() => node.deliver("mail", { windowMs: Number.NaN }, send), "windowMs"],
    [() => node.deliver("mail", { reason: [] } as never, send), "reason"],
    [() => node.deliver("mail", {}, undefined as never), "function"],
  ];
  for (const [act, word] of bad) expect(act).toThrow(word);
  node.deliver("mail", {}, send);
  expect(() => node.deliver("mail", {}, send)).toThrow("already");
  expect(() => node.react("mail", "task.created", send)).toThrow("already");
  await node.open();
  expect(() => node.deliver("push", {}, send)).toThrow("before open()");
  await node.close();
});
