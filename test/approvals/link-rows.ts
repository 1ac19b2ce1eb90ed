import { checkReceipt } from "@taskwire/core/approvals";
import { expect } from "vitest";
import type { Person, startPurchase } from "../../packages/core/test/approvals/purchase.ts";
import { whileTimePasses } from "../../packages/core/test/support/while-time-passes.ts";
import type { Row } from "./rows.ts";

type World = Awaited<ReturnType<typeof startPurchase>>;
type Making = Omit<Parameters<World["system"]["links"]["make"]>[0], "boardId" | "taskId">;

const hourMs = 3_600_000;
const both = ["approve", "reject"];
const bearer = { mode: "bearer", confirm: "code" } as const;
const day = {
  steps: {
    line: { ...{ by: { role: "MANAGER" } }, deadline: { after: { hours: 1 } } },
  },
} as const;

/** Makes a link, by default for the line manager, and returns what its mail has. */
async function mail({ system, on }: World, more: Partial<Making> = {}) {
  const input = { ...on, userId: "max", step: "line", actions: both, ...more };
  const { url, code = "", expiresAt } = await system.links.make(input);
  const { version } = (await system.tasks.get(on)).task;
  return { url, token: url.split("#")[1] ?? "", code, expiresAt, version };
}

/** Returns what the page of a link shows. */
async function shown(
  { links }: { readonly links: World["system"]["links"] },
  input: { token: string; code?: string },
) {
  const answer = await links.show(input);
  if (answer.outcome !== "shown") throw new Error(`The link shows nothing: ${answer.outcome}.`);
  return answer.link;
}

/** Waits for an answer about a link while time passes: answers about dead links come later. */
const inTime = <T>({ runtime }: World, work: Promise<T>) => whileTimePasses(runtime.advance, work);

const failureOf = (world: World, work: Promise<unknown>) =>
  inTime(
    world,
    work.then(
      () => "it worked",
      ({ code, message, details }) => ({ code, message, details }),
    ),
  );

const votesOf = async ({ now }: World) =>
  ((await now()).approval?.votes ?? []).map(({ seat, castBy, vote, via }) =>
    [seat, castBy, vote, via ?? "app"].join(" "),
  );

/** Ways to make a link unusable. */
const deaths: { readonly [how: string]: (world: World) => Promise<unknown> } = {
  voted: ({ approve }) => approve("max"),
  "the person left": ({ system, boardId }) => system.members.remove({ boardId, userId: "max" }),
  "the account is disabled": ({ system }) =>
    system.users.put({ id: "max", name: "Max", role: "MANAGER", disabled: true }),
  "the person has another role": ({ system }) =>
    system.users.put({ id: "max", name: "Max", role: "STAFF" }),
  "the round is over": async ({ refuse, as, on }) => {
    await refuse("max", "revise");
    await as("ann").tasks.resubmit(on);
  },
  "the board is archived": ({ system, boardId }) => system.boards.archive({ boardId }),
  replaced: (world) => mail(world, { actions: ["approve"] }),
  "the task is deleted": ({ system, on }) => system.tasks.delete(on),
};

/** The rows of the table of corner cases about decision links. */
export const linkRows: readonly Row[] = [
  {
    row: 43,
    what: "a forwarded link is refused, and a bearer link with its code counts and says so",
    async run(world) {
      const { as, system, on } = world;
      const mine = await mail(world);
      for (const { links } of [as("fay"), as("cho"), system])
        for (const call of [
          () => links.show({ token: mine.token }),
          () => links.use({ token: mine.token, version: mine.version, action: "approve" }),
        ])
          expect(await failureOf(world, call())).toMatchObject({ code: "not_found" });
      expect(await votesOf(world)).toEqual([]);
      const open = await mail(world, bearer);
      const { token, code, version } = open;
      const used = await system.links.use({ token, code, version, action: "approve" });
      expect(used).toMatchObject({ outcome: "done", action: "approve" });
      expect(await votesOf(world)).toEqual(["max max for link"]);
      const { events } = await system.tasks.history({ ...on, limit: 100 });
      const data = events.find(({ type }) => type === "approval.voted")?.data;
      const { receipt } = data as { readonly receipt: object };
      expect(receipt).toMatchObject({ via: "link", by: "max", statedVersion: true });
    },
  },
  {
    row: 44,
    what: "a link that is older than an edit shows what has changed, and takes no vote",
    async run(world) {
      const { as, edit } = world;
      const { token, version } = await mail(world);
      const links = as("max").links;
      expect(await shown(as("max"), { token })).toMatchObject({
        ...{ changed: [], title: "A printer", version },
      });
      await edit({ amount: 700 });
      expect(await shown(as("max"), { token })).toMatchObject({
        changed: ["data.amount"],
        actions: [],
        data: { amount: 700 },
      });
      const seen = (await world.now()).version;
      const vote = links.use({ token, version: seen, action: "approve" });
      await expect(vote).rejects.toMatchObject({
        code: "refused",
        details: { rule: "content", changed: ["data.amount"] },
      });
      expect(await votesOf(world)).toEqual([]);
      await edit({ amount: 500 });
      // The text is the one of the mail again.
      expect((await shown(as("max"), { token })).actions.map(({ name }) => name)).toEqual(both);
      const again = await mail(world);
      await links.use({ token: again.token, version: again.version, action: "approve" });
      expect(await votesOf(world)).toEqual(["max max for app"]);
    },
  },
  {
    row: "5.12",
    what: "every dead link and every unknown one get the same answer, to both questions",
    async run(world) {
      const { system, boardId, as, runtime } = world;
      const unknown = { token: "0".repeat(64), action: "approve" };
      const answers = new Set<string>();
      const delays = new Set<number>();
      const ask = async (token: string, from: { links: World["system"]["links"] }, code = "") => {
        for (const call of ["show", "use"] as const) {
          const started = runtime.now();
          const input = { token, code, ...(call === "use" && { action: "approve", version: 1 }) };
          const failure = await failureOf(world, from.links[call](input as never));
          answers.add(JSON.stringify(failure));
          delays.add(runtime.now() - started);
        }
      };
      const { title, data, type } = await world.now();
      for (const [how, die] of Object.entries(deaths)) {
        const { task } = await as("ann").tasks.create({
          ...{ boardId, title, type: type as "purchase", data: data as never },
        });
        const other = { ...world, on: { boardId, taskId: task.id } };
        const there: World = {
          ...other,
          approve: (userId) =>
            as(userId).tasks.approve({ ...other.on, version: task.version }) as never,
          refuse: (userId) =>
            as(userId).tasks.revise({ ...other.on, version: task.version, reason: "No" }) as never,
        };
        const made = await mail(there, how === "replaced" ? {} : bearer);
        await die(there);
        const from = how === "replaced" ? as("max") : system;
        await ask(made.token, from, made.code);
        if (how !== "replaced") await ask(made.token, from, made.code === "007" ? "008" : "007");
        await system.boards.archive({ boardId, archived: false });
        await system.users.put({ id: "max", name: "Max", role: "MANAGER", disabled: false });
        await system.members.add({ boardId, userId: "max" }).catch(() => {});
      }
      await ask(unknown.token, system);
      await ask(unknown.token, as("max"));
      expect([...answers]).toHaveLength(1);
      expect([...answers][0]).toContain("not_found");
      // On a slow machine, an answer leaves later, but at a multiple of the same time.
      expect([...delays].filter((ms) => ms === 0 || ms % 100 !== 0)).toEqual([]);
    },
  },
  {
    row: "5.12",
    what: "a link is dead after a vote in the app, though another vote would replace it",
    options: { approval: { steps: { line: { by: { role: "FINANCE" }, required: 2 } } } },
    async run(world) {
      const { token, version } = await mail(world, { userId: "fay" });
      await world.approve("fay");
      const { links } = world.as("fay");
      for (const call of [
        () => links.show({ token }),
        () => links.use({ token, version, action: "reject", reason: "No" }),
      ])
        expect(await failureOf(world, call())).toMatchObject({ code: "not_found" });
      expect(await votesOf(world)).toEqual(["fay fay for app"]);
    },
  },
  {
    row: "5.12",
    what: "two clicks at once are one vote and get two equal answers, also for two actions",
    async run(world) {
      const { as, events } = world;
      const { token, version } = await mail(world);
      const links = as("max").links;
      const click = (action: string) =>
        links.use({ token, version, action, ...(action === "reject" && { reason: "No" }) });
      const answers = await inTime(world, Promise.all(["approve", "approve", "reject"].map(click)));
      expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
      expect(await votesOf(world)).toHaveLength(1);
      expect((await events()).filter((type) => type === "approval.voted")).toHaveLength(1);
      // Later, the answer is still the first one, and there is nothing to show.
      expect(await links.use({ token, version, action: "reject", reason: "No" })).toEqual(
        answers[0],
      );
      expect(await failureOf(world, links.show({ token }))).toMatchObject({ code: "not_found" });
    },
  },
  {
    row: "5.12",
    what: "five wrong codes end a link, also if many come at once, and a right one counts before",
    async run(world) {
      const { system } = world;
      const { version } = await world.now();
      const guess = (token: string, code: string) =>
        system.links.use({ token, code, version, action: "approve" });
      const first = await mail(world, bearer);
      const wrong = (code: string) => (code === "007" ? "008" : "007");
      const left: unknown[] = [];
      for (let i = 0; i < 4; i++) left.push(await guess(first.token, wrong(first.code)));
      expect(left).toEqual([4, 3, 2, 1].map((one) => ({ outcome: "wrong_code", left: one })));
      // A link that is made again has a token of its own, and all its codes.
      const second = await mail(world, bearer);
      const guesses = Array.from({ length: 12 }, () => guess(second.token, wrong(second.code)));
      const answers = await inTime(world, Promise.allSettled(guesses));
      const counted = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      expect(counted).toHaveLength(5);
      for (const one of answers)
        if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "not_found" });
      expect(await failureOf(world, guess(second.token, second.code))).toMatchObject({
        code: "not_found",
      });
      expect(await votesOf(world)).toEqual([]);
      const third = await mail(world, bearer);
      await guess(third.token, wrong(third.code));
      expect(await guess(third.token, third.code)).toMatchObject({ outcome: "done" });
      // A stranger with the link, but without the code, does not learn the answer: guesses are still counted.
      for (let i = 3; i >= 0; i--)
        expect(await guess(third.token, wrong(third.code))).toEqual({
          ...{ outcome: "wrong_code", left: i },
        });
      expect(await failureOf(world, guess(third.token, third.code))).toMatchObject({
        code: "not_found",
      });
    },
  },
  {
    row: "5.12",
    what: "a bearer link shows nothing without its code, and wrong codes are counted for both questions",
    async run(world) {
      const { links } = world.system;
      const { token, code, version } = await mail(world, bearer);
      const wrong = code === "007" ? "008" : "007";
      expect(await links.show({ token })).toEqual({ outcome: "needs_code" });
      expect(await links.show({ token, code: wrong })).toEqual({ outcome: "wrong_code", left: 4 });
      expect(await links.use({ token, code: wrong, version, action: "approve" })).toEqual({
        ...{ outcome: "wrong_code", left: 3 },
      });
      expect(await shown(world.system, { token, code })).toMatchObject({ title: "A printer" });
      const guesses = Array.from({ length: 12 }, () => links.show({ token, code: wrong }));
      const answers = await inTime(world, Promise.allSettled(guesses));
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
      const late = await failureOf(world, links.show({ token, code }));
      expect(late).toMatchObject({ code: "not_found" });
    },
  },
  {
    row: "5.12",
    what: "what is refused does not depend on the code, so nobody can try codes without a count",
    async run(world) {
      const { system } = world;
      const { token, code, version } = await mail(world, bearer);
      const wrong = code === "007" ? "008" : "007";
      for (const more of [
        { action: "revise", version, reason: "No" },
        { action: "reject", version },
        { action: "approve", version: version + 1 },
      ]) {
        const [first, second] = [
          await failureOf(world, system.links.use({ token, code, ...more })),
          await failureOf(world, system.links.use({ token, code: wrong, ...more })),
        ];
        expect(first).toEqual(second);
        expect(first).not.toBe("it worked");
      }
      const guess = await system.links.use({ token, code: wrong, version, action: "approve" });
      expect(guess).toMatchObject({ left: 4 });
    },
  },
  {
    row: "5.12",
    what: "a receipt by a link names the version that its page has shown",
    options: {
      approval: { steps: { line: { by: { role: "MANAGER" }, covers: ["data.amount"] } } },
    },
    async run(world) {
      const { as, on, edit } = world;
      const { token, version: mailed } = await mail(world);
      // The vote is not about the supplier, but the page shows it.
      await edit({ supplier: "Bmec" });
      const late = as("max").links.use({ token, version: mailed, action: "approve" });
      await expect(late).rejects.toMatchObject({ details: { rule: "content", changed: [] } });
      const { version } = await shown(as("max"), { token });
      expect(version).toBeGreaterThan(mailed);
      await as("max").links.use({ token, version, action: "approve" });
      const history = await world.system.tasks.history({ ...on, limit: 100 });
      const voted = history.events.find(({ type }) => type === "approval.voted");
      const { receipt } = (voted?.data ?? {}) as { readonly receipt?: object };
      expect(receipt).toMatchObject({ statedVersion: true, task: version });
    },
  },
  {
    row: "5.12",
    what: "a used link answers only a person who is still there",
    async run(world) {
      const { system, boardId, as } = world;
      const { token, version } = await mail(world);
      const use = () => as("max").links.use({ token, version, action: "approve" });
      expect(await use()).toEqual(await use());
      await system.members.remove({ boardId, userId: "max" });
      expect(await failureOf(world, use())).toMatchObject({ code: "not_found" });
    },
  },
  {
    row: "5.12",
    what: "a refused vote uses up nothing",
    async run(world) {
      const { as } = world;
      const { token, version } = await mail(world, { actions: ["reject", "approve"] });
      const links = as("max").links;
      await expect(links.use({ token, version, action: "reject" })).rejects.toMatchObject({
        code: "invalid",
      });
      await expect(links.use({ token, version, action: "revise" })).rejects.toMatchObject({
        code: "invalid",
      });
      expect((await shown(as("max"), { token })).actions).toEqual([
        { name: "reject", vote: "against", reason: "required" },
        { name: "approve", vote: "for", reason: "optional" },
      ]);
      expect(
        await links.use({ token, version, action: "reject", reason: "Too much" }),
      ).toMatchObject({
        outcome: "done",
        action: "reject",
      });
      expect((await world.now()).state).toBe("denied");
    },
  },
  {
    row: "5.12",
    what: "a link offers only the votes that its person can give now",
    options: {
      approval: {
        steps: {
          line: {
            groups: { legal: { by: { role: "LEGAL" } }, money: { by: { role: "FINANCE" } } },
          },
        },
      },
    },
    async run(world) {
      const offered = ["reject", "approve"];
      const { token, version } = await mail(world, { userId: "leo", actions: offered });
      await world.approve("lea");
      // Legal has its vote for. Everybody who is asked can still vote against.
      const { actions } = await shown(world.as("leo"), { token });
      expect(actions.map(({ name }) => name)).toEqual(["reject"]);
      const { links } = world.as("leo");
      const vote = links.use({ token, version, action: "approve" });
      await expect(vote).rejects.toMatchObject({ details: { rule: "step" } });
      expect(await votesOf(world)).toEqual(["lea lea for app"]);
    },
  },
  {
    row: "5.12",
    what: "a delegate votes with a link as long as the delegation lasts",
    async run(world) {
      const { as, away } = world;
      await away("max", ["fay"], { forMs: hourMs });
      const { token } = await mail(world, { userId: "fay", for: "max" });
      const links = as("fay").links;
      expect(await shown(as("fay"), { token })).toMatchObject({ userId: "fay", for: "max" });
      const other = await mail(world, { userId: "fay", for: "max", actions: ["reject"] });
      await world.runtime.advance(hourMs);
      expect(await failureOf(world, links.show({ token: other.token }))).toMatchObject({
        code: "not_found",
      });
      await away("max", ["fay"]);
      await links.use({
        token: other.token,
        version: other.version,
        action: "reject",
        reason: "No",
      });
      expect((await world.now()).decision).toMatchObject({ by: "fay", for: "max" });
    },
  },
  {
    row: "5.12",
    what: "a link ends at the deadline of its step, at the latest after three days",
    options: { approval: day },
    async run(world) {
      const { runtime } = world;
      const { token, expiresAt } = await mail(world);
      expect(Date.parse(expiresAt)).toBe(Date.parse((await world.now()).createdAt) + hourMs);
      await runtime.advance(hourMs);
      const show = world.as("max").links.show({ token });
      expect(await failureOf(world, show)).toMatchObject({ code: "not_found" });
    },
  },
  {
    row: "5.12",
    what: "a link that is made after a deadline without an action works for three days",
    options: { approval: day },
    async run(world) {
      const { runtime } = world;
      await runtime.advance(3 * hourMs);
      const { token, expiresAt, version } = await mail(world);
      expect(Date.parse(expiresAt)).toBe(runtime.now() + 72 * hourMs);
      const max = world.as("max").links;
      expect(await shown({ links: max }, { token })).toMatchObject({ actions: expect.anything() });
      await max.use({ token, version, action: "approve" });
      expect((await world.now()).state).toBe("ordered");
    },
  },
  {
    row: "5.12",
    what: "links go with their person and their task",
    async run(world) {
      const { system, taskwire, as, on } = world;
      const exported = async (userId: Person) => {
        const found: unknown[] = [];
        for await (const one of taskwire.users.export(userId))
          if (one.collection === "links") found.push(one.record);
        return found;
      };
      const { token } = await mail(world);
      const [record] = await exported("max");
      expect(record).toMatchObject({ taskId: on.taskId, userId: "max", mode: "signIn" });
      expect(JSON.stringify(record)).not.toContain(token);
      await system.tasks.delete(on);
      await inTime(
        world,
        until(async () => (await exported("max")).length === 0),
      );
      const data = { amount: 5, supplier: "Acme", managerId: "max" };
      const { boardId } = on;
      const next = { boardId, type: "purchase", title: "A car", data } as const;
      const { task } = await as("ann").tasks.create(next);
      const there = { ...world, on: { boardId, taskId: task.id } };
      await mail(there);
      await world.away("max", ["fay"]);
      await mail(there, { userId: "fay", for: "max" });
      expect(await exported("max")).toHaveLength(2);
      await inTime(world, taskwire.users.erase("max"));
      expect(await exported("max")).toEqual([]);
      expect(await exported("fay")).toEqual([]);
    },
  },
  {
    row: "5.12",
    what: "a decision by links names its votes, and its receipt says so",
    async run(world) {
      const { as, on, system } = world;
      const vote = async (userId: Person, step: string) => {
        const { token, code, version } = await mail(world, { ...bearer, userId, step });
        await system.links.use({ token, code, version, action: "approve" });
      };
      await vote("max", "line");
      for (const userId of ["lea", "fay", "fin"] as const) await vote(userId, "check");
      const file = await as("fay").receipts.get(on);
      expect(file.receipt).toMatchObject({ kind: "decision", via: "link", by: "fin" });
      expect(file.votes.map(({ receipt }) => receipt.via)).toEqual(Array(4).fill("link"));
      expect(checkReceipt(file)).toEqual([]);
    },
  },
  {
    row: "5.12",
    what: "no link is made for a person who can't vote, or for an action that is no vote",
    async run(world) {
      const refused = (more: Partial<Making>) => expect(mail(world, more)).rejects;
      await refused({ userId: "fay" }).toMatchObject({ details: { rule: "step" } });
      await refused({ userId: "ann" }).toMatchObject({ code: "forbidden" });
      await refused({ userId: "nobody" }).toMatchObject({ details: { rule: "permission" } });
      await refused({ userId: "fay", for: "max" }).toMatchObject({
        details: { rule: "delegation" },
      });
      await refused({ step: "check" }).toMatchObject({ details: { rule: "step" } });
      await refused({ step: "no" }).toMatchObject({ code: "invalid" });
      for (const action of ["force", "resubmit", "receive", "no"])
        await refused({ actions: [action] }).toMatchObject({ code: "invalid" });
      await refused({ mode: "bearer" }).toMatchObject({ code: "invalid" });
      await world.approve("max");
      await refused({ actions: ["approve"] }).toMatchObject({ details: { rule: "step" } });
    },
  },
];

/** Waits until something holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((wake) => void setTimeout(wake, 5));
}
