import { expect, vi } from "vitest";
import { spend, type startPurchase } from "../../packages/core/test/approvals/purchase.ts";
import { whileTimePasses } from "../../packages/core/test/support/while-time-passes.ts";

type Options = NonNullable<Parameters<typeof startPurchase>[0]>;
type World = Awaited<ReturnType<typeof startPurchase>>;

/** One row of the table of corner cases, played on every storage. */
export interface Row {
  readonly row: number | string;
  readonly what: string;
  readonly options?: Options;
  run(world: World): Promise<void>;
}

export const refusal = (rule: string) => ({ code: "refused", details: { rule } });
const reason = "Because";

/** Lets jobs run until something holds. */
export const until = (runtime: World["runtime"], holds: () => Promise<void>) =>
  vi.waitFor(() => whileTimePasses(runtime.advance, holds()), { timeout: 50_000, interval: 5 });

const one = { line: { by: { role: "FINANCE" }, required: 2 } } as const;

/** The last decision, and the people whose votes count. */
export const votesOf = async ({ now }: World) =>
  ((await now()).approval?.votes ?? []).map(({ seat, step }) => `${seat} ${step}`).sort();

export const rows: readonly Row[] = [
  {
    row: 1,
    what: "a person who loses the role before voting is not asked any more, and the step stalls if too few are left",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: 2 } } } },
    async run({ system, runtime, approve, told, steps }) {
      await system.users.put({ id: "dee", name: "dee", role: "LEGAL" });
      await until(runtime, async () => {
        expect(await steps()).toBe("line open unreachable");
        expect(await told("dee")).toContain("approval.opened: approval.requested (access_lost)");
        expect((await told("ann")).at(-1)).toBe("member.changed: approval.stalled");
        expect((await told("cho")).at(-1)).toBe("member.changed: approval.stalled");
      });
      await expect(approve("dee")).rejects.toMatchObject(refusal("step"));
    },
  },
  {
    row: 1,
    what: "a person with a seat among all loses it with the role, and gets it back with the role",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: "all" } } } },
    async run({ system, runtime, approve, approveFor, away, told, steps, as, on }) {
      const role = (name: "FINANCE" | "DIRECTOR") =>
        system.users.put({ id: "dee", name: "dee", role: name });
      await away("dee", ["lea"]);
      await role("FINANCE");
      await until(runtime, async () => {
        expect(await steps()).toBe("line open unreachable");
        expect(await told("dee")).toContain("approval.opened: approval.requested (access_lost)");
      });
      await approve("dan");
      await expect(approve("dee")).rejects.toMatchObject(refusal("step"));
      await expect(approveFor("lea", "dee")).rejects.toMatchObject(refusal("step"));
      const verdict = await as("dee").tasks.why({ ...on, action: "approve" });
      expect(verdict).toMatchObject({ allowed: false, rule: "step" });
      await role("DIRECTOR");
      await until(runtime, async () => expect(await steps()).toBe("line open"));
      expect((await approve("dee")).task.state).toBe("ordered");
    },
  },
  {
    row: 1,
    what: "a person who gets the role back in a later round is asked once",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" } } } } },
    async run({ system, runtime, refuse, told, as, on }) {
      const role = (name: "LEGAL" | "DIRECTOR") =>
        system.users.put({ id: "dee", name: "dee", role: name });
      const open = async () =>
        (await told("dee")).filter((one) => /approval\.requested$/.test(one)).length;
      expect(await open()).toBe(1);
      await role("LEGAL");
      await until(runtime, async () => expect(await open()).toBe(0));
      await refuse("dan", "revise");
      await as("ann").tasks.resubmit(on);
      await role("DIRECTOR");
      await until(runtime, async () =>
        expect((await told("dee")).at(-1)).toBe("member.changed: approval.requested"),
      );
      expect(await open()).toBe(1);
    },
  },
  {
    row: 33,
    what: "the steps of a round that is over have ended, and those of the next round are open",
    options: {
      approval: {
        steps: {
          line: { by: { role: "FINANCE" } },
          check: { after: ["line"], by: { role: "LEGAL" }, required: 2 },
          end: { after: ["check"], by: { role: "CHIEF" } },
        },
      },
    },
    async run({ approve, refuse, steps, as, on, now }) {
      await approve("fay");
      await approve("lea");
      await refuse("leo", "revise");
      expect(await steps()).toBe("line passed, check ended, end ended");
      await expect(as("lea").tasks.withdraw({ ...on, step: "check" })).rejects.toMatchObject(
        refusal("step"),
      );
      await as("ann").tasks.resubmit(on);
      expect(await steps()).toBe("line open, check waiting, end waiting");
      await refuse("fay");
      expect(await steps()).toBe("line ended, check ended, end ended");
      await as("ann").tasks.resubmit(on);
      await as("cho").tasks.force({ ...on, version: (await now()).version, reason: "Urgent" });
      expect(await steps()).toBe("line ended, check ended, end ended");
    },
  },
  {
    row: 2,
    what: "a vote stands after its person has lost the role, and can be taken out with a reason",
    options: { approval: { steps: one } },
    async run(world) {
      const { system, runtime, approve, as, on, events } = world;
      await approve("fay");
      await system.users.put({ id: "fay", name: "fay", role: "LEGAL" });
      await runtime.advance(5_000);
      expect(await votesOf(world)).toEqual(["fay line"]);
      const out = { ...on, step: "line", seat: "fay" };
      await expect(as("fin").tasks.withdraw({ ...out, reason })).rejects.toMatchObject({
        code: "forbidden",
      });
      await expect(as("cho").tasks.withdraw(out)).rejects.toMatchObject({ code: "invalid" });
      await as("cho").tasks.withdraw({ ...out, reason });
      expect(await votesOf(world)).toEqual([]);
      expect((await events()).at(-1)).toBe("approval.voided");
    },
  },
  {
    row: 3,
    what: "votes of a disabled account in an open step count no more, and passed steps stand",
    async run(world) {
      const { system, runtime, approve, steps } = world;
      await approve("max");
      await approve("fay");
      await approve("fin");
      for (const id of ["max", "fay"] as const)
        await system.users.put({ id, name: id, role: "FINANCE", disabled: true });
      await approve("lea");
      expect(await votesOf(world)).toEqual(["fin check", "lea check", "max line"]);
      await runtime.advance(5_000);
      expect(await steps()).toBe("line passed, check open, board waiting");
      const { task } = await approve("flo");
      expect(task.state).toBe("ordered");
    },
  },
  {
    row: 3,
    what: "a vote no longer counts from the moment its person is removed, before any job runs",
    options: { approval: { steps: one } },
    async run(world) {
      const { system, boardId, approve } = world;
      await approve("fay");
      await system.members.remove({ boardId, userId: "fay" });
      expect((await approve("fin")).task.state).toBe("asked");
      expect(await votesOf(world)).toEqual(["fin line"]);
      await system.members.remove({ boardId, userId: "fin" });
      await system.users.put({ id: "fin", name: "fin", role: "FINANCE", disabled: true });
      expect((await approve("flo")).task.state).toBe("asked");
      expect(await votesOf(world)).toEqual(["flo line"]);
    },
  },
  {
    row: 3,
    what: "a vote that a waiting step has kept no longer counts if its person has left when the step opens",
    async run(world) {
      const { system, boardId, approve, as, on, steps } = world;
      await approve("max");
      await approve("lea");
      await as("ann").tasks.edit({ ...on, title: "A larger printer" });
      expect(await steps()).toBe("line open, check waiting, board waiting");
      await system.members.remove({ boardId, userId: "lea" });
      await approve("max");
      expect(await votesOf(world)).toEqual(["max line"]);
      await approve("fay");
      expect((await approve("fin")).task.state).toBe("asked");
    },
  },
  {
    row: 4,
    what: "the requester can't vote on their own task",
    options: { requester: "fay", approval: { steps: one } },
    async run({ approve, refuse }) {
      await expect(approve("fay")).rejects.toMatchObject(refusal("own_task"));
      await expect(refuse("fay")).rejects.toMatchObject(refusal("own_task"));
    },
  },
  {
    row: 4,
    what: "the requester can vote if the workflow allows it, and the decision says so",
    options: { requester: "fay", selfApproval: "allow", approval: { steps: one } },
    async run({ approve }) {
      await approve("fin");
      const { task } = await approve("fay");
      expect(task).toMatchObject({ state: "ordered", decision: { by: "fay", self: true } });
    },
  },
  {
    row: 4,
    what: "the requester neither adds voters to their own task nor takes out votes of others",
    options: {
      requester: "cho",
      approval: { steps: { constructor: { by: { role: "DIRECTOR" }, against: 2 } } },
    },
    async run(world) {
      const { as, on, refuse } = world;
      await refuse("dan");
      const step = "constructor";
      const add = as("cho").tasks.addVoter({ ...on, step, userId: "max" });
      await expect(add).rejects.toMatchObject(refusal("own_task"));
      const out = as("cho").tasks.withdraw({ ...on, step, seat: "dan", reason });
      await expect(out).rejects.toMatchObject(refusal("own_task"));
      expect(await votesOf(world)).toEqual(["dan constructor"]);
    },
  },
  {
    row: 5,
    what: "a step that fits only the requester stalls at once, and the requester is told",
    options: { requester: "max", approval: { steps: { line: { by: { role: "MANAGER" } } } } },
    async run({ steps, told, as, on, approve }) {
      expect(await steps()).toBe("line open nobody");
      expect(await told("cho")).toEqual(["approval.stalled: approval.stalled"]);
      expect(await told("max")).toEqual(["approval.stalled: approval.stalled"]);
      await as("cho").tasks.addVoter({ ...on, step: "line", userId: "dan" });
      expect(await steps()).toBe("line open");
      expect(await told("max")).toEqual(["approval.stalled: approval.stalled (unblocked)"]);
      expect(await told("cho")).toEqual(["approval.stalled: approval.stalled (unblocked)"]);
      expect(await told("dan")).toEqual(["approval.resumed: approval.requested"]);
      expect((await approve("dan")).task.state).toBe("ordered");
    },
  },
  {
    row: 5,
    what: "a requester who may add voters is told of a stall too",
    options: { requester: "cho", approval: { steps: { line: { by: { role: "CHIEF" } } } } },
    async run({ steps, told }) {
      expect(await steps()).toBe("line open nobody");
      expect(await told("cho")).toEqual(["approval.stalled: approval.stalled"]);
    },
  },
  {
    row: 13,
    what: "a step that requires more votes than there are people stalls, and the number stays",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: 3 } } } },
    async run({ steps, now, approve }) {
      expect(await steps()).toBe("line open unreachable");
      await approve("dan");
      expect((await now()).approval?.steps.line?.required).toEqual({ line: 3 });
    },
  },
  {
    row: 14,
    what: "a step stalls when a person leaves later, and the number of all stays as it was",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: "all" } } } },
    async run({ system, boardId, runtime, steps, now, approve }) {
      expect((await now()).approval?.steps.line).toMatchObject({
        required: { line: 2 },
        seats: { line: ["dan", "dee"] },
      });
      await approve("dan");
      await system.members.remove({ boardId, userId: "dee" });
      await until(runtime, async () => expect(await steps()).toBe("line open unreachable"));
      expect((await now()).state).toBe("asked");
    },
  },
  {
    row: "5.5",
    what: "a person who is replaced can't vote, also if somebody had added them",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: "all" } } } },
    async run({ as, on, approve, steps, now }) {
      const add = (userId: string, instead?: string) =>
        as("cho").tasks.addVoter({ ...on, step: "line", userId, ...(instead && { instead }) });
      await add("dan");
      await add("max", "dan");
      await expect(approve("dan")).rejects.toMatchObject(refusal("step"));
      await approve("max");
      expect(await steps()).toBe("line open");
      expect((await approve("dee")).task.state).toBe("ordered");
      expect((await now()).approval?.steps.line?.added).toEqual({ line: ["max"] });
    },
  },
  {
    row: "5.5",
    what: "a person who can vote in a group doesn't replace another one there",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: "all" } } } },
    async run({ as, on, approve, steps }) {
      const input = { ...on, step: "line", userId: "dee", instead: "dan" };
      await expect(as("cho").tasks.addVoter(input)).rejects.toMatchObject(refusal("step"));
      expect(await steps()).toBe("line open");
      await approve("dan");
      expect((await approve("dee")).task.state).toBe("ordered");
    },
  },
  {
    row: 15,
    what: "a person in two groups has one vote",
    options: {
      approval: {
        steps: {
          line: {
            groups: {
              legal: { by: { role: "LEGAL" } },
              both: {
                by: { any: [{ is: ["actor.role", "LEGAL"] }, { is: ["actor.role", "FINANCE"] }] },
              },
            },
          },
        },
      },
    },
    async run({ approve, now }) {
      await approve("lea");
      expect((await now()).state).toBe("asked");
      await expect(approve("lea")).rejects.toMatchObject(refusal("already_voted"));
      expect((await approve("leo")).task.state).toBe("ordered");
    },
  },
  {
    row: 16,
    what: "an earlier vote moves to another group, so that the order of votes does not matter",
    options: {
      approval: {
        steps: {
          line: {
            groups: {
              finance: {
                by: { any: [{ is: ["actor.role", "LEGAL"] }, { is: ["actor.role", "FINANCE"] }] },
              },
              legal: { by: { role: "LEGAL" } },
            },
          },
        },
      },
    },
    async run({ approve, now }) {
      await approve("lea");
      expect((await now()).state).toBe("asked");
      expect((await approve("fay")).task.state).toBe("ordered");
    },
  },
  {
    row: 17,
    what: "the same person votes in two steps",
    options: {
      approval: {
        steps: { a: { by: { role: "LEGAL" } }, b: { after: ["a"], by: { role: "LEGAL" } } },
      },
    },
    async run({ approve, told }) {
      await approve("lea");
      expect(await told("lea")).toEqual([
        "approval.opened: approval.requested (voted)",
        "approval.opened: approval.requested",
      ]);
      expect((await approve("lea")).task.state).toBe("ordered");
    },
  },
  {
    row: 17,
    what: "with `distinct`, the same person can't vote in two steps",
    options: {
      approval: {
        distinct: true,
        steps: { a: { by: { role: "LEGAL" } }, b: { after: ["a"], by: { role: "LEGAL" } } },
      },
    },
    async run({ approve }) {
      await approve("lea");
      await expect(approve("lea")).rejects.toMatchObject(refusal("distinct"));
      expect((await approve("leo")).task.state).toBe("ordered");
    },
  },
  {
    row: 17,
    what: "with `distinct`, a step is stalled if only people who voted elsewhere fit",
    options: {
      approval: {
        distinct: true,
        steps: { a: { by: { role: "MANAGER" } }, b: { after: ["a"], by: { role: "MANAGER" } } },
      },
    },
    async run({ approve, steps, told, as, on }) {
      await approve("max");
      expect(await steps()).toBe("a passed, b open nobody");
      expect(await told("max")).toEqual(["approval.opened: approval.requested (voted)"]);
      expect(await told("ann")).toEqual(["approval.stalled: approval.stalled"]);
      expect((await as("max").work.open({})).decide).toEqual([]);
      await as("cho").tasks.addVoter({ ...on, step: "b", userId: "leo" });
      expect((await approve("leo")).task.state).toBe("ordered");
    },
  },
  {
    row: 18,
    what: "one vote against is a veto, and `against` can need more",
    options: { approval: { steps: { line: { by: { role: "FINANCE" }, against: 2 } } } },
    async run({ now, told, refuse }) {
      await refuse("fay");
      expect((await now()).state).toBe("asked");
      const { task } = await refuse("fin");
      expect(task).toMatchObject({ state: "denied", decision: { action: "reject", by: "fin" } });
      expect(await told("flo")).toEqual(["approval.opened: approval.requested (decided by fin)"]);
    },
  },
  {
    row: 19,
    what: "a step stalls if all have voted and neither number is reached",
    options: {
      approval: { steps: { line: { by: { role: "DIRECTOR" }, required: 2, against: 2 } } },
    },
    async run({ approve, steps, now, refuse }) {
      await approve("dan");
      await refuse("dee");
      expect(await steps()).toBe("line open undecided");
      await approve("dee");
      expect((await now()).state).toBe("ordered");
    },
  },
  {
    row: 20,
    what: "the same vote again is refused, and another one replaces it",
    options: {
      approval: { steps: { line: { by: { role: "FINANCE" }, required: 2, against: 2 } } },
    },
    async run(world) {
      const { approve, events, refuse } = world;
      await approve("fay");
      await expect(approve("fay")).rejects.toMatchObject(refusal("already_voted"));
      await refuse("fay");
      expect(await votesOf(world)).toEqual(["fay line"]);
      expect((await events()).slice(-2)).toEqual(["approval.voted", "approval.voted"]);
    },
  },
  {
    row: 21,
    what: "the same command twice has one effect and one answer",
    options: { approval: { steps: one } },
    async run({ as, on, now, events }) {
      const seen = { ...on, version: (await now()).version };
      const first = await as("fay").tasks.approve(seen, { key: "the-same-key" });
      expect(await as("fay").tasks.approve(seen, { key: "the-same-key" })).toEqual(first);
      expect((await events()).filter((type) => type === "approval.voted")).toHaveLength(1);
    },
  },
  {
    row: 22,
    what: "a vote can be withdrawn while the step is open, and its person is asked again",
    options: { approval: { steps: { ...one, end: { after: ["line"], by: { role: "CHIEF" } } } } },
    async run(world) {
      const { as, on, approve, told } = world;
      await approve("fay");
      await as("fay").tasks.withdraw({ ...on, step: "line" });
      expect(await votesOf(world)).toEqual([]);
      expect((await told("fay")).at(-1)).toBe("approval.voided: approval.requested");
      await approve("fay");
      await approve("fin");
      await expect(as("fay").tasks.withdraw({ ...on, step: "line" })).rejects.toMatchObject(
        refusal("step"),
      );
    },
  },
  {
    row: 23,
    what: "an edit voids the votes about what it changes, and everybody is asked again",
    async run(world) {
      const { approve, edit, steps, told, events } = world;
      await approve("max");
      await approve("lea");
      await edit({ supplier: "Other" });
      expect(await votesOf(world)).toEqual([]);
      expect(await steps()).toBe("line open, check waiting, board waiting");
      expect((await events()).slice(-4)).toEqual([
        "task.edited",
        "approval.voided",
        "approval.voided",
        "approval.opened",
      ]);
      expect((await told("max")).slice(-2)).toEqual([
        "approval.opened: approval.requested (voted)",
        "approval.opened: approval.requested",
      ]);
      expect(await told("leo")).toEqual(["approval.opened: approval.requested (superseded)"]);
    },
  },
  {
    row: 23,
    what: "with `edits: lock`, no edit is possible after the first vote",
    options: { approval: { ...spend, edits: "lock" } },
    async run({ approve, edit, now, refuse }) {
      await edit({ supplier: "Other" });
      await approve("max");
      await expect(edit({ supplier: "Third" })).rejects.toMatchObject(refusal("locked"));
      await refuse("fay", "revise");
      await edit({ supplier: "Third" });
      expect((await now()).data).toMatchObject({ supplier: "Third" });
    },
  },
  {
    row: 24,
    what: "an edit of a field that a step does not cover leaves its votes",
    async run(world) {
      const { approve, as, on, steps } = world;
      await approve("max");
      await approve("lea");
      await as("ann").tasks.edit({ ...on, title: "A larger printer" });
      expect(await votesOf(world)).toEqual(["lea check"]);
      expect(await steps()).toBe("line open, check waiting, board waiting");
      await approve("max");
      expect(await votesOf(world)).toEqual(["lea check", "max line"]);
      await approve("fay");
      expect((await approve("fin")).task.state).toBe("ordered");
    },
  },
  {
    row: 25,
    what: "an edit of a field that selects steps voids all votes, and all steps start anew",
    options: { amount: 200_000 },
    async run(world) {
      const { approve, edit, steps } = world;
      await approve("max");
      await approve("lea");
      await approve("fay");
      await approve("fin");
      await approve("dan");
      expect(await steps()).toBe("line passed, check passed, board open");
      await edit({ amount: 500 });
      expect(await votesOf(world)).toEqual([]);
      expect(await steps()).toBe("line open, check waiting, board waiting");
    },
  },
  {
    row: 26,
    what: "a vote about an older text is refused, and other changes don't matter",
    options: { approval: { steps: one } },
    async run({ approve, edit, as, on, now }) {
      const { version } = await now();
      await edit({ supplier: "Other" });
      const vote = (userId: "fay" | "fin", seen: number) =>
        as(userId).tasks.approve({ ...on, version: seen });
      await expect(vote("fay", version)).rejects.toMatchObject(refusal("content"));
      const { version: current } = await now();
      await approve("fay");
      expect((await vote("fin", current)).task.state).toBe("ordered");
    },
  },
  {
    row: 26,
    what: "a vote for, a vote against and a return are refused without the version that the voter saw",
    options: { approval: { steps: one } },
    async run(world) {
      const { as, on, edit } = world;
      await edit({ amount: 99_999 });
      for (const action of ["approve", "reject", "revise"] as const)
        await expect(
          as("fay").tasks[action]({ ...on, reason } as never),
          action,
        ).rejects.toMatchObject({ code: "invalid", details: { problems: [{ path: "version" }] } });
      expect(await votesOf(world)).toEqual([]);
    },
  },
  {
    row: 28,
    what: "a task can't be returned in its last round, but rejected",
    options: { approval: { rounds: 2, steps: one } },
    async run({ as, on, refuse }) {
      await refuse("fay", "revise");
      const { task } = await as("ann").tasks.resubmit(on);
      expect(task.approval).toMatchObject({ round: 2, votes: [] });
      await expect(refuse("fay", "revise")).rejects.toMatchObject({
        details: { rule: "rounds", remedy: [{ action: "task.reject" }] },
      });
      await refuse("fay");
      await expect(as("ann").tasks.resubmit(on)).rejects.toMatchObject({
        details: { rule: "rounds", remedy: "none" },
      });
    },
  },
  {
    row: 29,
    what: "an override is never taken on one's own task, not even by people who are allowed to vote for themselves",
    options: { requester: "cho", selfApproval: "allow", approval: { steps: one } },
    async run({ as, on, now }) {
      const { version } = await now();
      await expect(as("cho").tasks.force({ ...on, version, reason })).rejects.toMatchObject(
        refusal("own_task"),
      );
    },
  },
  {
    row: 29,
    what: "an override decides without the votes",
    options: { approval: { steps: one } },
    async run({ as, on, now, told }) {
      const { version } = await now();
      const { task } = await as("cho").tasks.force({ ...on, version, reason });
      expect(task).toMatchObject({ state: "ordered", decision: { action: "force", by: "cho" } });
      expect(await told("fay")).toEqual(["approval.opened: approval.requested (decided by cho)"]);
    },
  },
  {
    row: 47,
    what: "of 50 people who vote at once, every vote counts or is refused with a reason to try again",
    options: { approval: { steps: { line: { by: { role: "FINANCE" }, required: 50 } } } },
    async run(world) {
      const { system, boardId, taskwire, on, now, runtime } = world;
      const many = Array.from({ length: 50 }, (_, i) => `many${i}`);
      for (const id of many) {
        await system.users.put({ id, name: id, role: "FINANCE" });
        await system.members.add({ boardId, userId: id });
      }
      const seen = { ...on, version: (await now()).version };
      let left = many;
      while (left.length > 0) {
        const calls = left.map((userId) => taskwire.as({ userId }).tasks.approve(seen));
        let isSettled = false;
        const settled = Promise.allSettled(calls).finally(() => {
          isSettled = true;
        });
        // A vote in conflict waits before its next attempt, by a clock that moves only here.
        while (!isSettled) {
          await runtime.advance(20);
          await new Promise(setImmediate);
        }
        const all = await settled;
        for (const one of all)
          if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "unavailable" });
        left = left.filter((_, i) => all[i]?.status === "rejected");
      }
      expect((await now()).state).toBe("ordered");
      expect((await votesOf(world)).length).toBe(50);
    },
  },
];
