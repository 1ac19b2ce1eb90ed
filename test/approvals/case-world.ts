import {
  type ApprovalDefinition,
  createTaskwire,
  defineCalendar,
  defineRoles,
  defineWorkflow,
} from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { expect } from "vitest";
import { z } from "zod";
import { jumpingRuntime, lasting } from "../../packages/core/test/approvals/timed.ts";
import { CaseLinks, type LinkAct, type LinkServer } from "./case-links.ts";

/** An act of a person, of the host or of time. */
export interface Act {
  readonly at?: string;
  readonly by?: string;
  readonly do?: string;
  /** The rule or the code of the refusal; absent if the act succeeds. */
  readonly refused?: string;
  /** Parts of the answer about a decision link. */
  readonly answer?: object;
  readonly [field: string]: unknown;
}

/** One case of `approval-cases.json`. */
export interface ApprovalCase {
  readonly why: string;
  readonly row?: number | string;
  readonly approval: ApprovalDefinition;
  readonly requester?: string;
  readonly selfApproval?: "allow" | "refuse";
  readonly data?: object;
  readonly acts: readonly Act[];
  readonly then: {
    readonly state: string;
    readonly steps?: string;
    readonly votes?: readonly string[];
    readonly round?: number;
    readonly deadline?: string | null;
    readonly overdue?: boolean;
    readonly decision?: { readonly by: string; readonly for: string };
  };
}

/** The file with the cases. */
export interface ApprovalCases {
  readonly calendar: Parameters<typeof defineCalendar>[0];
  readonly people: { readonly [userId: string]: string };
  readonly requester: string;
  readonly title: string;
  readonly data: object;
  readonly cases: readonly ApprovalCase[];
}

const start = "2026-11-27T03:00:00.000Z";

const definitionsOf = ({ approval, selfApproval = "refuse" }: ApprovalCase) => {
  const written = JSON.stringify(approval);
  const timed = (name: string, to: "lapsed" | "ordered") =>
    written.includes(`"action":"${name}"`) && {
      [name]: { from: "asked", to, trigger: "deadline" } as const,
    };
  const workflow = defineWorkflow({
    name: "purchase",
    initial: "asked",
    types: {
      purchase: {
        data: z.strictObject({
          amount: z.number(),
          supplier: z.string(),
          managerId: z.string(),
          limit: z.number().optional(),
          neededBy: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
        }),
      },
    },
    states: {
      asked: { kind: "waiting", approval: "spend" },
      returned: { kind: "waiting" },
      ordered: { kind: "working" },
      received: { kind: "done" },
      denied: { kind: "dropped" },
      lapsed: { kind: "dropped" },
    },
    actions: {
      approve: { from: "asked", to: "ordered", decision: "for" },
      reject: { from: "asked", to: "denied", decision: "against" },
      revise: { from: "asked", to: "returned", decision: "return", reason: "required" },
      force: { from: "asked", to: "ordered", decision: "override", reason: "required" },
      resubmit: { from: ["returned", "denied", "lapsed"], to: "asked" },
      receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
      cancel: { from: ["asked", "returned"], to: "denied" },
      // Every state has to be reached by some action.
      forget: { from: "returned", to: "lapsed" },
      ...timed("lapse", "lapsed"),
      ...timed("grant", "ordered"),
    },
    approvals: { spend: approval },
    selfApproval,
  });
  const own = {
    "task.create": true,
    "task.edit": ["requester"],
    "task.resubmit": ["requester"],
    "task.cancel": ["requester"],
  } as const;
  const voter = {
    ...own,
    "task.read": true,
    "task.approve": true,
    "task.reject": true,
    "task.revise": true,
  } as const;
  const chief = {
    ...voter,
    "task.force": true,
    "task.addVoter": true,
    "task.extend": true,
    "vote.remove": true,
    "delegation.setOthers": true,
  } as const;
  const roles = defineRoles({
    workflow,
    roles: {
      STAFF: { ...own, "task.read": ["involved"] },
      MANAGER: voter,
      LEGAL: voter,
      FINANCE: voter,
      DIRECTOR: voter,
      CHIEF: chief,
    },
  });
  return { workflow, roles };
};

type Call = (input: object) => Promise<{ readonly task: never }>;
type Operations = { readonly [noun: string]: { readonly [verb: string]: Call } };

const withVersion = ["approve", "reject", "revise", "force"];

/** Plays one case on an empty storage. Returns what has come of it, in the form of `then`. */
export async function playCase(file: ApprovalCases, one: ApprovalCase, storage: Storage) {
  const kept = lasting(storage);
  const clock = jumpingRuntime(start);
  const errors: unknown[] = [];
  const { workflow, roles } = definitionsOf(one);
  const calendars = { office: defineCalendar(file.calendar) };
  const node = async () => {
    const taskwire = createTaskwire({
      storage: kept,
      runtime: clock.runtime,
      workflow,
      roles,
      links: { url: "https://app.example/vote" },
      ...(one.approval.calendar !== undefined && { calendars }),
      onError: (error) => errors.push(error),
    });
    await taskwire.open();
    return taskwire;
  };
  let taskwire = await node();
  const links = new CaseLinks();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
  for (const [id, role] of Object.entries(file.people)) {
    await taskwire.system.users.put({ id, name: id, role: role as "STAFF" });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const { requester = file.requester } = one;
  const first = await taskwire.as({ userId: requester }).tasks.create({
    boardId,
    type: "purchase",
    title: file.title,
    data: { ...file.data, ...one.data } as never,
  });
  const on = { boardId, taskId: first.task.id };
  const now = async () => (await taskwire.system.tasks.get(on)).task;

  /** Lets time pass while a call runs: an attempt after a conflict waits by the clock. */
  async function during<T>(running: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = running.finally(() => {
      isSettled = true;
    });
    settled.catch(() => {});
    for (let i = 0; !isSettled; i++) {
      await new Promise((resolve) => void setImmediate(resolve));
      if (i < 50 || isSettled) continue;
      await clock.advance(5);
      await new Promise((resolve) => void setTimeout(resolve, 1));
    }
    return settled;
  }

  const timers = async () =>
    (await kept.list("timers", { index: "due", equals: {}, limit: 1 })).records[0]?.fields.at;
  const isAwake = async () => {
    const { records } = await kept.get([{ collection: "heartbeats", id: "nodes" }]);
    return clock.runtime.now() - Date.parse(String(records[0]?.fields?.at)) < 120_000;
  };
  const isChecked = async () => {
    const at = await timers();
    return at === undefined || Date.parse(String(at)) > clock.runtime.now();
  };

  /** Lets the jobs of earlier acts end: a jump of the clock would be a timeout for them. */
  async function settle(): Promise<void> {
    const waiting = { index: "due", equals: { status: "waiting" }, limit: 1 };
    while ((await kept.list("jobs", waiting)).records.length > 0) {
      await clock.advance(100);
      await new Promise((resolve) => void setTimeout(resolve, 3));
    }
  }

  /** Lets time pass. Servers are awake at each time at which something is due. */
  async function passUntil(time: string): Promise<void> {
    await settle();
    for (;;) {
      const due = String((await timers()) ?? time);
      await clock.until(due < time ? due : time, isChecked, isAwake);
      if (due >= time) return;
    }
  }

  async function act({ by, do: what, refused: _, ...rest }: Act): Promise<unknown> {
    const { system } = taskwire;
    const userId = String(rest.userId);
    const { link, answer: _answer, ...making } = rest;
    if (what === "mail")
      return links.mail(String(link), { ...on, ...making }, taskwire as unknown as LinkServer);
    if (what === "role" || what === "disable") {
      const role = String(rest.role ?? file.people[userId]) as "STAFF";
      return system.users.put({ id: userId, name: userId, role, disabled: what === "disable" });
    }
    if (what === "leave") return system.members.remove({ boardId, userId });
    const person = taskwire.as({ userId: String(by) }) as unknown as Operations;
    if (what === "away") {
      const from = new Date(clock.runtime.now()).toISOString();
      return person.delegations?.set?.({ from, ...rest });
    }
    const { seen, data, ...input } = rest;
    const version = seen === "start" ? first.task.version : (await now()).version;
    if (what === "open" || what === "use")
      return links.ask(
        { ...(rest as LinkAct), by, do: what } as LinkAct,
        version,
        taskwire as never,
      );
    const before = (await now()).data as object;
    return person.tasks?.[String(what)]?.({
      ...on,
      ...input,
      ...(withVersion.includes(String(what)) && { version }),
      ...((what === "revise" || what === "force") && { reason: "Because" }),
      ...(data !== undefined && { data: { ...before, ...(data as object) } }),
    });
  }

  try {
    for (const next of one.acts) {
      if (next.at !== undefined) await passUntil(next.at);
      if (next.do === "down") {
        await settle();
        await during(taskwire.close());
        clock.jump(Date.parse(String(next.until)) - clock.runtime.now());
        taskwire = await during(node());
        await clock.until(new Date(clock.runtime.now()).toISOString(), isChecked, isAwake);
      } else if (next.do !== undefined) {
        const result = await during(act(next)).then(
          (answer) => {
            if (next.answer) expect(answer).toMatchObject(next.answer);
          },
          (error: { code?: string; details?: { rule?: string } }) =>
            error.details?.rule ?? error.code ?? error,
        );
        if (result !== next.refused)
          throw new Error(
            `${JSON.stringify(next)}: expected ${next.refused ?? "success"}, got ${result ?? "success"}`,
          );
      }
    }
    await settle();
    const { state, approval, decision } = await now();
    const steps = Object.keys(one.approval.steps).map((name) => {
      const { state: is, stalled } = approval?.steps[name] ?? {};
      return `${name} ${is}${stalled ? ` ${stalled}` : ""}`;
    });
    const votes = (approval?.votes ?? []).map(
      ({ seat, step, vote, castBy, via }) =>
        `${seat} ${step} ${vote}${castBy === seat ? "" : ` by ${castBy}`}${via ? ` via ${via}` : ""}`,
    );
    const deadlines = Object.values(approval?.steps ?? {});
    return {
      state,
      steps: steps.join(", "),
      votes: votes.sort(),
      round: approval?.round,
      deadline: deadlines[0]?.deadlineAt?.slice(0, 16) ?? null,
      overdue: deadlines.some(({ overdue }) => overdue === true),
      decision: decision && { by: decision.by, for: decision.for },
      errors,
    };
  } finally {
    await during(taskwire.close());
  }
}
