import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { randomFrom } from "../../src/testing/random.ts";
import { whileTimePasses } from "../support/while-time-passes.ts";

const second = 1_000;
const minute = 60 * second;
const zones = ["Asia/Bangkok", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"];
const times = ["00:00", "02:30", "06:00", "08:00", "12:15", "20:00", "22:00"];

/** The local time in a zone, as `HH:MM`, worked out without the code under test. */
const localTime = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(ms);

const isQuiet = (time: string, { from, until }: { from: string; until: string }): boolean =>
  from < until ? from <= time && time < until : time >= from || time < until;

/** Plays random acts on one board with a channel, and returns what was wrong. */
async function play(seed: number): Promise<string[]> {
  const random = randomFrom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const fake = fakeRuntime({ seed, now: Date.UTC(2026, 9, 23) }); // Clocks change in Europe two days later.
  let skipped = 0;
  const runtime = { ...fake, now: () => fake.now() + skipped };
  const advance = async (ms: number) => {
    for (let left = ms; left > 0; left -= minute) {
      await fake.advance(second);
      skipped += minute - second;
    }
  };
  // An attempt that conflicts waits for the clock.
  const wait = <T>(work: Promise<T>) => whileTimePasses(fake.advance, work);
  const storage = memoryStorage();
  const wrong: string[] = [];
  const messages = new Map<string, string>();
  const decided = new Set<string>();
  let settings: { timeZone: string; quiet: { from: string; until: string }[] } | undefined;
  const startNode = async () => {
    const node = createTaskwire({
      storage: { ...storage, close: async () => {} },
      runtime,
      onError() {}, // The mail server is away now and then.
    });
    node.deliver(
      "mail",
      { reasons: ["approval.requested"] },
      ({ id, user, notifications, count }) => {
        if (user.id !== "dao") return;
        if (random() < 0.2) throw new Error("The mail server is away.");
        const now = runtime.now();
        const time = settings && localTime(now, settings.timeZone);
        if (settings?.quiet.some((hours) => isQuiet(time ?? "", hours)))
          wrong.push(`sent at ${time} in ${JSON.stringify(settings)}`);
        if (count !== notifications.length) wrong.push(`count ${count} of ${notifications.length}`);
        for (const { id: notificationId, taskId } of notifications) {
          if (decided.has(taskId ?? "")) wrong.push(`sent ${taskId}, which was decided`);
          const other = messages.get(notificationId);
          if (other !== undefined && other !== id)
            wrong.push(`${notificationId} is in two messages`);
          messages.set(notificationId, id);
        }
      },
    );
    await wait(node.open());
    return node;
  };
  let nodes = [await startNode(), await startNode()];
  const node = () => pick(nodes);
  const { users, boards, members } = node().system;
  for (const [id, role] of Object.entries({
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
  } as const))
    await wait(users.put({ id, name: id, role }));
  const { id: boardId } = await wait(boards.create({ name: "Sales" }));
  for (const userId of ["dao", "nok", "lek"]) await wait(members.add({ boardId, userId }));
  const open: { id: string; version: number }[] = [];
  for (let act = 0; act < 40; act++) {
    const which = random();
    if (which < 0.4) {
      const { task } = await wait(
        node()
          .as({ userId: "lek" })
          .tasks.create({ boardId, title: `T${act}` }),
      );
      open.push(task);
    } else if (which < 0.55 && open.length > 0) {
      const [{ id: taskId, version } = { id: "", version: 0 }] = open.splice(
        Math.floor(random() * open.length),
        1,
      );
      await wait(node().as({ userId: "nok" }).tasks.approve({ boardId, taskId, version }));
      decided.add(taskId);
    } else if (which < 0.7) {
      const from = pick(times);
      const quiet =
        random() < 0.7 ? [{ from, until: pick(times.filter((one) => one !== from)) }] : [];
      const next = { timeZone: pick(zones), quiet };
      const digest = random() < 0.4 ? { at: pick(times) } : null;
      // Between the two, either of them is right.
      settings = undefined;
      await wait(
        node()
          .as({ userId: "dao" })
          .preferences.set({ target: "me", ...next, digest }),
      );
      await fake.settle();
      settings = next;
    } else if (which < 0.78) {
      await wait(nodes[0]?.close() ?? Promise.resolve());
      nodes = [...nodes.slice(1), await startNode()];
    } else await advance(Math.ceil(random() * 600) * minute);
  }
  await advance(4 * 24 * 60 * minute);
  // Everything that is still open was sent.
  const { notifications } = await wait(node().as({ userId: "dao" }).inbox.list({ limit: 100 }));
  for (const { id, state, reason, taskTitle } of notifications)
    if (state === "open" && reason === "approval.requested" && !messages.has(id))
      wrong.push(`${taskTitle} was never sent`);
  for (const one of nodes) await wait(one.close());
  return wrong;
}

test.each(Array.from({ length: 4 }, (_, i) => i + 1))(
  "seed %i: each open notification is sent once, at an allowed time",
  async (seed) => {
    expect(await play(seed)).toEqual([]);
  },
);
