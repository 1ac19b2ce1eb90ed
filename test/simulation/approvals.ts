import {
  type ApprovalDefinition,
  createTaskwire,
  memoryStorage,
  type StepDefinition,
  TaskwireError,
} from "@taskwire/core";
import { jumpingRuntime, lasting, office } from "../../packages/core/test/approvals/timed.ts";
import { purchaseWithTimes, timedPurchaseRoles } from "../approvals/timed-purchase.ts";
import { type Dice, diceOf } from "./dice.ts";
import { type LinkNode, Links } from "./links.ts";
import { Outside } from "./outside.ts";
import { type DrawnStep, judgeApproval, type Person } from "./reference/approvals.ts";
import { judgeLinks } from "./reference/links.ts";
import { judgeDates, judgeMails, judgeWebhooks } from "./reference/outside.ts";

const roleNames = ["LEGAL", "FINANCE", "DIRECTOR", "CHIEF"] as const;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const remindHours = 5;

function drawStep(dice: Dice, after: readonly string[], name: string) {
  const action = dice.chance(0.5) ? "lapse" : null;
  const reminders = dice.chance(0.5) ? 1 : 0;
  const escalatesTo = dice.chance(0.4) ? dice.pick(roleNames) : null;
  const count = () => (dice.chance(0.2) ? ("all" as const) : dice.chance(0.6) ? 1 : 2);
  const names = dice.chance(0.3) ? ["one", "two"] : [name];
  const groups = Object.fromEntries(names.map((group) => [group, { role: dice.pick(roleNames) }]));
  const definition = {
    after,
    groups: Object.fromEntries(
      Object.entries(groups).map(([group, by]) => [group, { by, required: count() }]),
    ),
    against: dice.chance(0.7) ? 1 : 2,
    ...(dice.chance(0.3) && { covers: ["title"] }),
    ...(dice.chance(0.7) && {
      deadline: {
        after: dice.chance(0.5) ? { hours: 30 } : { workHours: 12 },
        ...(reminders && { remind: [{ before: { hours: 3 } }] }),
        ...(escalatesTo && { escalate: [{ after: { hours: 6 }, to: { role: escalatesTo } }] }),
        ...(action && { action, ...(dice.chance(0.3) && { grace: 0 as const }) }),
      },
    }),
  };
  const isTimed = "deadline" in definition;
  const drawn: DrawnStep = {
    groups,
    escalatesTo: isTimed ? escalatesTo : null,
    action: isTimed ? action : null,
    reminders: isTimed ? reminders : 0,
  };
  return { definition: definition as unknown as StepDefinition, drawn };
}

/**
 * Plays one task with drawn voters, editors, returns, delegates, decision links, deadlines, outages and clocks.
 * Returns what is wrong.
 */
export async function simulateApproval(
  seed: number,
  { hasLinks = true }: { readonly hasLinks?: boolean } = {},
): Promise<string[]> {
  const dice = diceOf(seed);
  const linkDice = diceOf(seed + 0.25);
  const names = ["first", "second", "third"].slice(0, 1 + dice.between(0, 2));
  const steps: { [step: string]: StepDefinition } = {};
  const drawn: { [step: string]: DrawnStep } = {};
  for (const [i, name] of names.entries()) {
    const after = i > 0 && dice.chance(0.6) ? [names[i - 1] as string] : [];
    const one = drawStep(dice, after, name);
    steps[name] = one.definition;
    drawn[name] = one.drawn;
  }
  const hasDelegates = dice.chance(0.8);
  const approval: ApprovalDefinition = {
    calendar: "office",
    edits: dice.chance(0.8) ? "void" : "lock",
    carryOver: dice.chance(0.5) ? "nothing" : "unchanged",
    distinct: dice.chance(0.2),
    ...(!hasDelegates && { delegates: false }),
    steps,
  };
  const workflow = purchaseWithTimes(approval);
  const roles = timedPurchaseRoles(workflow);
  const clock = jumpingRuntime("2026-11-27T03:00:00.000Z");
  const storage = lasting(memoryStorage());
  const problems: string[] = [];
  const outside = new Outside(
    diceOf(seed + 0.5),
    () => clock.runtime.now(),
    async (id) => {
      const { records } = await storage.get([{ collection: "notifications", id }]);
      const { state, updatedAt } = records[0]?.fields ?? {};
      return { name: String(state), since: String(updatedAt) };
    },
  );
  // The clock of the second server is off. Not with delegates: a delegation begins and ends by the clock
  // of the server that judges it.
  const offset = hasDelegates ? 0 : dice.pick([0, 0, -hourMs, hourMs]);
  const start = async (isSecond: boolean) => {
    const now = () => clock.runtime.now() + (isSecond ? offset : 0);
    const runtime: typeof clock.runtime = { ...clock.runtime, now };
    const node = createTaskwire({
      storage,
      runtime,
      workflow,
      roles,
      calendars: { office },
      due: { remind: [{ hours: remindHours }] },
      webhooks: outside.webhooks,
      links: { url: "https://app.example/vote" },
      onError: (error) => {
        const isOutside = /The mail server|reaction "mail|The webhook "crm" fails/.test(
          String(error),
        );
        if (!(error instanceof TaskwireError) && !isOutside) problems.push(String(error));
      },
    });
    const { urgent, windowMs } = outside;
    node.deliver("mail", { urgent, windowMs }, async (message) => {
      await outside.send(message);
      await links?.mail(message.user.id, message.notifications);
    });
    await node.open();
    return node;
  };
  let links: Links | undefined;
  let nodes = [await start(false), await start(true)];
  const system = () => (nodes[0] as (typeof nodes)[number]).system;
  const { id: boardId } = await system().boards.create({ name: "Purchases" });
  const topic = `board:${boardId}`;
  const secret = `whsec_${"A".repeat(32)}`;
  await system().webhooks.put({ id: "crm", url: "https://crm.example", secrets: [secret] });
  const people: {
    userId: string;
    role: (typeof roleNames)[number];
    isOnBoard: boolean;
    isDisabled: boolean;
  }[] = Array.from({ length: 6 }, (_, i) => ({
    userId: `p${i}`,
    role: dice.pick(roleNames),
    isOnBoard: true,
    isDisabled: false,
  }));
  for (const { userId, role } of people) {
    await system().users.put({ id: userId, name: userId, role });
    await system().members.add({ boardId, userId });
  }
  const requesterId = "p0";
  const first = (nodes[0] as (typeof nodes)[number]).as({ userId: requesterId });
  const asked = {
    boardId,
    type: "purchase",
    title: "A printer",
    data: { amount: 500 },
    dueAt: outside.drawDue(),
  } as const;
  const { id: taskId } = (await first.tasks.create(asked)).task;
  const on = { boardId, taskId };
  const task = async () => (await system().tasks.get(on)).task;

  /** Time passes while a call runs. A refusal is an answer. */
  async function during(running: Promise<unknown>): Promise<void> {
    let isSettled = false;
    running.then(
      () => {
        isSettled = true;
      },
      (error) => {
        isSettled = true;
        if (!(error instanceof TaskwireError) || error.code === "internal")
          problems.push(String(error));
      },
    );
    while (!isSettled) await clock.advance(20);
  }

  const person = () => dice.pick(people).userId;
  const as = (userId: string) =>
    dice.pick(nodes).as({ userId }) as unknown as {
      readonly tasks: { readonly [verb: string]: (input: object) => Promise<unknown> };
      readonly delegations: { set(input: object): Promise<unknown> };
      readonly preferences: { set(input: object): Promise<unknown> };
    };
  const seen = async () => ({ ...on, version: (await task()).version });
  const named = () => (dice.chance(0.6) ? { step: dice.pick(names) } : {});
  const stood = () => (dice.chance(0.3) ? { for: person() } : {});
  const call = async (userId: string, verb: string, input: object) => {
    await as(userId).tasks[verb]?.(input);
    const { for: seat } = input as { readonly for?: string };
    if (["approve", "reject", "revise"].includes(verb))
      links?.direct.push({ by: userId, action: verb, ...(seat && { for: seat }) });
  };
  const put = (one: (typeof people)[number]) =>
    system().users.put({
      id: one.userId,
      name: one.userId,
      role: one.role,
      disabled: one.isDisabled,
    });

  /** Every server is asleep or closed. */
  function sleep(ms: number): void {
    const from = clock.runtime.now();
    clock.jump(ms);
    outside.sleeps.push({ from, until: from + ms });
  }

  const changed = new Set<string>();
  const acts: readonly (() => Promise<unknown>)[] = [
    ...Array.from({ length: 7 }, () => async () => {
      const input = { ...(await seen()), ...named(), ...stood() };
      return call(person(), "approve", input);
    }),
    async () => call(person(), "reject", { ...(await seen()), ...named(), ...stood() }),
    async () => call(person(), "revise", { ...(await seen()), ...stood(), reason: "Why" }),
    async () => call(requesterId, "resubmit", on),
    async () => call(requesterId, "resubmit", on),
    async () => call(requesterId, "edit", { ...on, title: `A printer ${dice.between(0, 2)}` }),
    async () => call(requesterId, "edit", { ...on, data: { amount: dice.between(0, 2) } }),
    async () => call(person(), "withdraw", { ...on, step: dice.pick(names) }),
    async () => {
      const from = clock.runtime.now() + dice.pick([0, hourMs, 5 * hourMs]);
      return as(person()).delegations.set({
        to: [person(), person()].slice(0, 1 + dice.between(0, 1)),
        from: new Date(from).toISOString(),
        until: new Date(from + dice.pick([hourMs, 10 * hourMs, 40 * hourMs])).toISOString(),
      });
    },
    async () => call(requesterId, "edit", { ...on, dueAt: outside.drawDue() }),
    async () => {
      const userId = person();
      const to = outside.drawSettings();
      await as(userId).preferences.set({ target: "me", ...to });
      outside.settings.push({ userId, at: clock.runtime.now(), to });
    },
    async () => {
      const one = dice.pick(people);
      one.role = dice.pick(roleNames);
      return put(one);
    },
    async () => {
      const one = dice.pick(people);
      one.isDisabled = !one.isDisabled && one.userId !== requesterId;
      changed.add(one.userId);
      return put(one);
    },
    async () => {
      await clock.advance(2_000);
      sleep(dice.pick([minuteMs, 2 * hourMs, 9 * hourMs, 30 * hourMs]));
      await clock.advance(3_000);
    },
    async () => {
      for (const node of nodes) await node.close();
      sleep(dice.pick([2 * hourMs, 9 * hourMs, 30 * hourMs]));
      nodes = [await start(false), await start(true)];
    },
  ];
  async function delegatesOf(userId: string): Promise<string[]> {
    const now = new Date(clock.runtime.now()).toISOString();
    return (await system().delegations.list({ boardId })).delegations
      .filter(
        ({ principalId, from, until }) => principalId === userId && from <= now && now < until,
      )
      .flatMap(({ to }) => to);
  }

  if (hasLinks)
    links = new Links(linkDice, {
      on,
      steps: drawn,
      nodes: () => nodes as unknown as readonly LinkNode[],
      now: (node) => clock.runtime.now() + ((node as unknown) === nodes[1] ? offset : 0),
      task: task as never,
      delegatesOf,
      people: () => people,
    });
  for (let i = 0; i < 30; i++) {
    await during(dice.pick(acts)());
    if (links && linkDice.chance(0.7)) await during(links.act());
    await clock.advance(dice.pick([50, 500, 3_000]));
  }
  await clock.advance(10_000);
  // Quiet hours end, and digests and attempts that wait come.
  outside.isSteady = true;
  for (let i = 0; i < 3; i++) {
    sleep(13 * hourMs);
    await clock.advance(20_000);
  }
  const final: Person[] = [];
  for (const one of people) final.push({ ...one, delegates: await delegatesOf(one.userId) });
  const open = new Map<string, readonly string[]>();
  const unsent: { id: string; userId: string; createdAt: string }[] = [];
  const gone: { userId: string; createdAt: string; at: string }[] = [];
  let aboutDates = 0;
  for (const { userId } of people) {
    const query = { index: "task", equals: { taskId, userId }, limit: 200 };
    const { records } = await storage.list("notifications", query);
    for (const { id, fields } of records) {
      const { state, createdAt, updatedAt, reason } = fields;
      if (state === "open" && createdAt === updatedAt && !changed.has(userId))
        unsent.push({ id, userId, createdAt: String(createdAt) });
      if (state !== "open")
        gone.push({ userId, createdAt: String(createdAt), at: String(updatedAt) });
      if (String(reason).startsWith("due.") && state !== "resolved") aboutDates++;
    }
    for (const { fields } of records)
      if (fields.reason === "approval.requested" && fields.state !== "resolved") {
        if (open.has(userId)) problems.push(`${userId} is asked twice`);
        open.set(userId, (fields.for as string[] | null) ?? [userId]);
      }
  }
  const events = (await system().tasks.history({ ...on, limit: 200 })).events.reverse();
  problems.push(
    ...judgeApproval({
      requesterId,
      steps: drawn,
      hasDelegates,
      isDistinct: approval.distinct === true,
      events,
      people: final,
      asked: open,
    }),
  );
  if (links) problems.push(...judgeLinks({ ...links, events }));
  const end = clock.runtime.now();
  const isInStep = offset === 0;
  const { mails, settings, urgent, calls, sleeps } = outside;
  problems.push(...judgeMails({ mails, settings, urgent, open: unsent, gone, end, isInStep }));
  const log = await storage.events({ topic, after: { number: 0, id: "" }, limit: 1_000 });
  problems.push(...judgeWebhooks(calls, log.status === "page" ? log.events : []));
  const remindMs = remindHours * hourMs;
  problems.push(...judgeDates({ events, remindMs, sleeps, end, open: aboutDates, isInStep }));
  for (const node of nodes) await node.close();
  return problems.map((problem) => `seed ${seed}: ${problem}`);
}
