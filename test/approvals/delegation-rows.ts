import { expect } from "vitest";
import {
  type Person,
  spend,
  type startPurchase,
} from "../../packages/core/test/approvals/purchase.ts";
import { type Row, refusal, until, votesOf } from "./rows.ts";

const hour = 3_600_000;
const two = { steps: { line: { by: { role: "FINANCE" }, required: 2 } } } as const;
const director = { steps: { line: { by: { role: "DIRECTOR" } } } } as const;

/** The people whose votes the open requests of a person ask for, request by request. */
const askedFor = async (
  { as, on }: Awaited<ReturnType<typeof startPurchase>>,
  userId: Person,
): Promise<(readonly string[] | null)[]> =>
  (await as(userId).inbox.list({ limit: 200 })).notifications
    .filter(
      (one) =>
        one.taskId === on.taskId && one.reason === "approval.requested" && one.state === "open",
    )
    .map((one) => one.for);

/** The rows of the table of corner cases about delegation. */
export const delegationRows: readonly Row[] = [
  {
    row: 6,
    what: "the requester's delegate votes as themselves",
    options: { requester: "fay", approval: two },
    async run({ away, approve, approveFor, now }) {
      await away("fay", ["fin"]);
      await expect(approveFor("fin", "fay")).rejects.toMatchObject(refusal("own_task"));
      await approve("fin");
      await approve("flo");
      expect((await now()).state).toBe("ordered");
    },
  },
  {
    row: 7,
    what: "a delegate who is the requester can't vote, and is not asked",
    options: { approval: director },
    async run({ away, approveFor, told }) {
      await away("dan", ["ann"]);
      await expect(approveFor("ann", "dan")).rejects.toMatchObject(refusal("own_task"));
      expect(await told("ann")).not.toContain("approval.opened: approval.requested");
    },
  },
  {
    row: 7,
    what: "a requester who may vote is asked when they become a delegate",
    options: { approval: director, selfApproval: "allow" },
    async run({ away, approveFor, told, runtime }) {
      await away("dan", ["ann"]);
      await until(runtime, async () =>
        expect(await told("ann")).toEqual([
          "delegation.set: delegation",
          "delegation.set: approval.requested",
        ]),
      );
      expect((await approveFor("ann", "dan")).task.state).toBe("ordered");
    },
  },
  {
    row: 8,
    what: "a delegate has one vote in a step, their own included",
    options: { approval: two },
    async run(world) {
      const { away, approve, approveFor } = world;
      await away("fay", ["fin"]);
      await away("flo", ["fin"]);
      await approve("fin");
      await expect(approveFor("fin", "fay")).rejects.toMatchObject(refusal("one_per_person"));
      expect(await votesOf(world)).toEqual(["fin line"]);
    },
  },
  {
    row: 8,
    what: "a delegate who has voted for somebody can vote neither for themselves nor for a third person",
    options: { approval: two },
    async run(world) {
      const { away, approve, approveFor, now } = world;
      await away("fay", ["fin"]);
      await away("flo", ["fin"]);
      await approveFor("fin", "fay");
      await expect(approve("fin")).rejects.toMatchObject(refusal("one_per_person"));
      await expect(approveFor("fin", "flo")).rejects.toMatchObject(refusal("one_per_person"));
      expect((await now()).approval?.votes).toMatchObject([{ seat: "fay", castBy: "fin" }]);
    },
  },
  {
    row: 9,
    what: "a delegate of a delegate can't vote, also in a circle",
    options: { approval: director },
    async run({ away, approveFor, now }) {
      await away("dan", ["dee"]);
      await away("dee", ["leo", "dan"]);
      await expect(approveFor("leo", "dan")).rejects.toMatchObject(refusal("delegation"));
      await approveFor("leo", "dee");
      expect((await now()).decision).toMatchObject({ by: "leo", for: "dee", self: false });
    },
  },
  {
    row: 10,
    what: "if all delegates are away too, everybody is asked as before",
    options: { approval: { steps: { line: { by: { role: "LEGAL" } } } } },
    async run({ away, as, on, told, approveFor, refuse, steps }) {
      await refuse("lea");
      await away("lea", ["leo"]);
      await away("leo", []);
      await as("ann").tasks.resubmit(on);
      expect(await steps()).toBe("line open");
      expect((await told("lea")).at(-1)).toBe("approval.opened: approval.requested");
      expect((await told("leo")).at(-1)).toBe("approval.opened: approval.requested");
      expect((await approveFor("leo", "lea")).task.state).toBe("ordered");
    },
  },
  {
    row: 11,
    what: "an absence that begins while a step waits asks the delegates then",
    options: { approval: director },
    async run({ away, told, runtime, approveFor }) {
      await away("dan", ["leo"], { afterMs: hour });
      expect(await told("leo")).toEqual(["delegation.set: delegation"]);
      await expect(approveFor("leo", "dan")).rejects.toMatchObject(refusal("delegation"));
      await runtime.advance(hour);
      await until(runtime, async () =>
        expect(await told("leo")).toEqual([
          "delegation.set: delegation",
          "delegation.begun: approval.requested",
        ]),
      );
      expect((await approveFor("leo", "dan")).task.state).toBe("ordered");
      expect((await told("dan")).at(-1)).toBe(
        "approval.opened: approval.requested (decided by leo)",
      );
    },
  },
  {
    row: 12,
    what: "a delegation that ends between page and click is over, and its requests are resolved",
    options: { approval: director },
    async run({ away, told, runtime, approveFor, as, steps }) {
      await away("dan", ["leo"], { forMs: hour });
      await until(runtime, async () =>
        expect(await told("leo")).toContain("delegation.set: approval.requested"),
      );
      await runtime.advance(hour);
      await expect(approveFor("leo", "dan")).rejects.toMatchObject(refusal("delegation"));
      await until(runtime, async () =>
        expect(await told("leo")).toContain(
          "delegation.set: approval.requested (delegation_ended)",
        ),
      );
      expect((await as("leo").delegations.list({})).delegations).toEqual([]);
      expect(await steps()).toBe("line open");
    },
  },
  {
    row: "5.7",
    what: "both are asked when a step opens, and the first vote resolves both requests",
    async run({ away, approve, approveFor, told, now }) {
      await away("fay", ["leo"]);
      await approve("max");
      expect(await told("leo")).toContain("approval.opened: approval.requested");
      await approve("lea");
      await approve("fin");
      const { task } = await approveFor("leo", "fay");
      expect(task.state).toBe("ordered");
      expect(task.decision).toMatchObject({ by: "leo", for: "fay" });
      const vote = (await now()).approval?.votes.find(({ seat }) => seat === "fay");
      expect(vote).toMatchObject({ castBy: "leo", groups: ["finance"] });
      expect((await told("fay")).at(-1)).toBe(
        "approval.opened: approval.requested (decided by leo)",
      );
    },
  },
  {
    row: "5.7",
    what: "a request says whose votes it asks for, and follows the votes of others",
    options: {
      approval: { steps: { line: { by: { role: "FINANCE" }, required: 3, against: 2 } } },
    },
    async run(world) {
      const { away, approveFor, refuse, as, on, runtime } = world;
      const asked = (userId: Person) => askedFor(world, userId);
      expect(await asked("fin")).toEqual([null]);
      await away("fay", ["fin", "leo"]);
      await away("flo", ["leo"]);
      await until(runtime, async () => {
        expect(await asked("fin")).toEqual([["fay", "fin"]]);
        expect(await asked("leo")).toEqual([["fay", "flo"]]);
      });
      expect(await asked("fay")).toEqual([null]);
      await approveFor("leo", "fay");
      // A delegate casts one vote in a step.
      expect(await asked("leo")).toEqual([]);
      expect(await asked("fay")).toEqual([]);
      expect(await asked("fin")).toEqual([null]);
      await refuse("fay");
      expect(await asked("leo")).toEqual([["flo"]]);
      await as("fay").tasks.withdraw({ ...on, step: "line" });
      expect(await asked("fin")).toEqual([["fay", "fin"]]);
      expect(await asked("leo")).toEqual([["fay", "flo"]]);
    },
  },
  {
    row: "5.7",
    what: "a request that opens with a step, and a reminder of it, name the people who are away",
    options: {
      approval: {
        ...director,
        steps: { a: { by: { role: "LEGAL" } }, line: { ...director.steps.line, after: ["a"] } },
      },
    },
    async run(world) {
      const { away, approve } = world;
      await away("dan", ["leo"]);
      await away("dee", ["leo"]);
      await approve("lea");
      expect(await askedFor(world, "leo")).toEqual([["dan", "dee"]]);
    },
  },
  {
    row: 8,
    what: "a delegate is asked for their own vote when the vote that they cast for another person is void",
    options: { approval: two },
    async run(world) {
      const { as, away, approveFor, runtime, system } = world;
      const { delegation } = await away("fay", ["fin"]);
      await approveFor("fin", "fay");
      await as("fay").delegations.end({ id: delegation.id });
      await runtime.advance(5_000);
      expect(await askedFor(world, "fin")).toEqual([]);
      await system.users.put({ id: "fay", name: "fay", role: "FINANCE", disabled: true });
      await until(runtime, async () => expect(await askedFor(world, "fin")).toEqual([null]));
      expect(await votesOf(world)).toEqual([]);
    },
  },
  {
    row: "5.7",
    what: "a delegation that is ended early resolves the requests of its delegates",
    options: { approval: { steps: { line: { by: { role: "FINANCE" }, required: 2 } } } },
    async run(world) {
      const { away, as, told, runtime } = world;
      const { delegation } = await away("fay", ["leo", "fin"]);
      await until(runtime, async () => {
        expect(await askedFor(world, "leo")).toEqual([["fay"]]);
        expect(await askedFor(world, "fin")).toEqual([["fay", "fin"]]);
      });
      await as("leo").delegations.end({ userId: "fay", id: delegation.id });
      await until(runtime, async () =>
        expect((await told("leo")).at(-1)).toBe(
          "delegation.set: approval.requested (delegation_ended)",
        ),
      );
      expect(await askedFor(world, "fin")).toEqual([["fay", "fin"]]);
      await as("fay").delegations.end({ id: delegation.id });
      await until(runtime, async () => expect(await askedFor(world, "fin")).toEqual([null]));
      expect(await askedFor(world, "fay")).toEqual([null]);
    },
  },
  {
    row: "5.7",
    what: "delegates are asked while the person's role can vote",
    options: { approval: { steps: { line: { by: { role: "FINANCE" } } } } },
    async run(world) {
      const { away, runtime, system } = world;
      await away("max", ["leo"]);
      expect(await askedFor(world, "leo")).toEqual([]);
      await system.users.put({ id: "max", name: "max", role: "FINANCE" });
      await until(runtime, async () => {
        expect(await askedFor(world, "leo")).toEqual([["max"]]);
        expect(await askedFor(world, "max")).toEqual([null]);
      });
      await system.users.put({ id: "max", name: "max", role: "MANAGER" });
      await until(runtime, async () => {
        expect(await askedFor(world, "leo")).toEqual([]);
        expect(await askedFor(world, "max")).toEqual([]);
      });
    },
  },
  {
    row: "5.7",
    what: "work.open shows for whom a delegate can decide, and no longer after the vote",
    options: { approval: director },
    async run(world) {
      const { away, as, approveFor, runtime, on, system, boardId } = world;
      const decide = async (userId: Person) =>
        (await as(userId).work.open({ list: "decide" })).decide.map((one) => [
          one.actions.length,
          one.for.map(({ userId: id, actions }) => `${id}: ${actions.join()}`),
        ]);
      const three = "task.approve,task.reject,task.revise";
      expect(await decide("leo")).toEqual([]);
      await away("dan", ["leo", "dee", "ann"], { forMs: hour });
      await away("dee", ["leo"], { afterMs: hour });
      expect(await decide("leo")).toEqual([[0, [`dan: ${three}`]]]);
      expect(await decide("dee")).toEqual([[3, [`dan: ${three}`]]]);
      // The requester stands for nobody on their own task.
      expect(await decide("ann")).toEqual([]);
      // A delegation gives no sight of the task: the role STAFF sees only its own.
      await system.users.put({ id: "eve", name: "eve", role: "STAFF" });
      await system.members.add({ boardId, userId: "eve" });
      await away("dee", ["eve" as "ann"]);
      expect(await decide("eve" as "ann")).toEqual([]);
      await runtime.advance(hour);
      expect(await decide("leo")).toEqual([[0, [`dee: ${three}`]]]);
      await approveFor("leo", "dee");
      expect(await decide("leo")).toEqual([]);
      expect(await as("dan").tasks.get(on)).toMatchObject({ task: { state: "ordered" } });
    },
  },
  {
    row: "5.7",
    what: "neither the delegate nor the person who is away is told of their vote",
    options: { approval: director },
    async run({ away, approveFor, as, on, told }) {
      await away("dan", ["leo"]);
      for (const userId of ["dan", "leo", "dee"] as const)
        await as(userId).preferences.set({ target: `task:${on.taskId}`, level: "all" });
      await approveFor("leo", "dan", "reject");
      await as("ann").tasks.resubmit(on);
      // They have decided before, so others' decisions would be told to them.
      await approveFor("leo", "dan", "reject");
      for (const userId of ["dan", "leo"] as const)
        expect((await told(userId)).filter((one) => one.startsWith("task.reject"))).toEqual([]);
      expect((await told("ann")).at(-1)).toBe("task.reject: requester");
      await as("ann").tasks.resubmit(on);
      await as("dee").tasks.reject({
        ...on,
        version: (await as("dee").tasks.get(on)).task.version,
        reason: "No",
      });
      for (const userId of ["dan", "leo"] as const)
        expect((await told(userId)).at(-1)).toBe("task.reject: decider");
    },
  },
  {
    row: "5.7",
    what: "a person who has voted for somebody and is the last one leaves the step undecided",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: 2 } } } },
    async run(world) {
      const { away, approveFor, steps, as, on, approve, now } = world;
      await away("dan", ["dee"]);
      await approveFor("dee", "dan");
      expect(await steps()).toBe("line open undecided");
      expect(await askedFor(world, "dee")).toEqual([]);
      await as("dee").tasks.withdraw({ ...on, step: "line", seat: "dan" });
      expect(await steps()).toBe("line open");
      expect(await askedFor(world, "dee")).toEqual([["dan", "dee"]]);
      await approve("dan");
      expect(await askedFor(world, "dee")).toEqual([null]);
      await approve("dee");
      expect((await now()).state).toBe("ordered");
    },
  },
  {
    row: "5.7",
    what: "the principal's vote replaces a delegate's, and never the other way round",
    options: {
      approval: { steps: { line: { by: { role: "FINANCE" }, required: 2, against: 2 } } },
    },
    async run(world) {
      const { away, approveFor, refuse, now } = world;
      await away("fay", ["leo", "lea"]);
      await approveFor("leo", "fay");
      await expect(approveFor("lea", "fay", "reject")).rejects.toMatchObject(
        refusal("already_voted"),
      );
      await refuse("fay");
      expect((await now()).approval?.votes).toMatchObject([
        { seat: "fay", castBy: "fay", vote: "against" },
      ]);
      await expect(approveFor("leo", "fay")).rejects.toMatchObject(refusal("already_voted"));
    },
  },
  {
    row: "5.7",
    what: "a person repeats the vote of their delegate, and the delegate votes again",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" }, required: 2 } } } },
    async run(world) {
      const { away, approve, approveFor, now, steps, told } = world;
      await away("dan", ["dee"]);
      await approveFor("dee", "dan");
      expect(await steps()).toBe("line open undecided");
      await approve("dan");
      expect((await now()).approval?.votes).toMatchObject([{ seat: "dan", castBy: "dan" }]);
      expect(await steps()).toBe("line open");
      await expect(approve("dan")).rejects.toMatchObject(refusal("already_voted"));
      expect((await told("dee")).at(-1)).toBe("approval.resumed: approval.requested");
      expect((await approve("dee")).task.state).toBe("ordered");
    },
  },
  {
    row: "5.7",
    what: "a delegate needs to see the task, and one who isn't on the board is refused when it is set",
    options: { approval: director },
    async run({ away, as, on, now, system, boardId, told }) {
      // The role STAFF sees only its own requests.
      await system.users.put({ id: "eve", name: "eve", role: "STAFF" });
      const eve = "eve" as "ann";
      await expect(away("dan", [eve], { boardId })).rejects.toMatchObject({
        code: "invalid",
        details: { problems: [{ path: "to" }] },
      });
      await system.members.add({ boardId, userId: "eve" });
      await away("dan", [eve], { boardId });
      const { version } = await now();
      await expect(as(eve).tasks.approve({ ...on, version, for: "dan" })).rejects.toMatchObject({
        code: "not_found",
      });
      expect(await told(eve)).toEqual(["delegation.set: delegation"]);
    },
  },
  {
    row: "5.7",
    what: "`delegates` says who may vote for others",
    options: { approval: { ...director, delegates: { roles: ["FINANCE"] } } },
    async run({ away, approveFor, told }) {
      await away("dan", ["leo", "fay"]);
      await expect(approveFor("leo", "dan")).rejects.toMatchObject(refusal("delegation"));
      expect((await approveFor("fay", "dan")).task.state).toBe("ordered");
      expect(await told("leo")).not.toContain("delegation.set: approval.requested");
    },
  },
  {
    row: "5.7",
    what: "with `delegates: false` nobody votes for others",
    options: { approval: { ...director, delegates: false } },
    async run({ away, approveFor }) {
      await away("dan", ["leo"]);
      await expect(approveFor("leo", "dan")).rejects.toMatchObject(refusal("delegation"));
    },
  },
  {
    row: "5.7",
    what: "with `distinct` neither seat nor caster takes part in two steps",
    options: {
      approval: {
        distinct: true,
        steps: { a: { by: { role: "LEGAL" } }, b: { after: ["a"], by: { role: "FINANCE" } } },
      },
    },
    async run({ away, approveFor, approve }) {
      await away("lea", ["fay"]);
      await approveFor("fay", "lea");
      await expect(approve("fay")).rejects.toMatchObject(refusal("distinct"));
      await away("fin", ["leo"]);
      expect((await approveFor("leo", "fin")).task.state).toBe("ordered");
    },
  },
  {
    row: "5.7",
    what: "a delegation for one board counts on no other, and a return by a delegate names both",
    options: { approval: spend },
    async run({ away, system, as, on, boardId, approveFor, now, told }) {
      const { id: other } = await system.boards.create({ name: "Other" });
      await system.members.add({ boardId: other, userId: "max" });
      await system.members.add({ boardId: other, userId: "leo" });
      await away("max", ["leo"], { boardId: other });
      await expect(approveFor("leo", "max")).rejects.toMatchObject(refusal("delegation"));
      await away("max", ["leo"], { boardId });
      const { version } = await now();
      await as("leo").tasks.revise({ ...on, version, for: "max", reason: "Please" });
      expect((await now()).decision).toMatchObject({ action: "revise", by: "leo", for: "max" });
      expect((await told("ann")).length).toBe(1);
    },
  },
  {
    row: "5.7",
    what: "delegations are listed, ended by either side, and set for others with a permission",
    options: { approval: director },
    async run({ away, as, boardId, approveFor, runtime }) {
      const { delegation } = await away("dan", ["leo", "lea"], { reason: "Leave" });
      const listed = async (userId: "dan" | "leo" | "lea" | "max", on = {}) =>
        (await as(userId).delegations.list(on)).delegations.map(({ to, reason }) => [to, reason]);
      expect(await listed("dan")).toEqual([[["leo", "lea"], "Leave"]]);
      expect(await listed("leo")).toEqual([[["leo", "lea"], "Leave"]]);
      expect(await listed("max")).toEqual([]);
      expect(await listed("max", { boardId })).toEqual([[["leo", "lea"], null]]);
      const end = { userId: "dan", id: delegation.id };
      await expect(as("max").delegations.end(end)).rejects.toMatchObject({ code: "forbidden" });
      await as("leo").delegations.end(end);
      expect(await listed("dan")).toEqual([[["lea"], "Leave"]]);
      expect(await listed("leo")).toEqual([]);
      await expect(approveFor("leo", "dan")).rejects.toMatchObject(refusal("delegation"));
      await as("dan").delegations.end({ id: delegation.id });
      expect(await listed("lea")).toEqual([]);
      const from = new Date(runtime.now()).toISOString();
      const until = new Date(runtime.now() + hour).toISOString();
      const others = { userId: "dan", to: ["leo"], from, until };
      await expect(as("max").delegations.set(others)).rejects.toMatchObject({ code: "forbidden" });
      await as("cho").delegations.set(others);
      expect((await approveFor("leo", "dan")).task.state).toBe("ordered");
    },
  },
  {
    row: "5.7",
    what: "a delegate can take out the vote that they cast",
    options: { approval: two },
    async run(world) {
      const { away, approveFor, as, on } = world;
      await away("fay", ["leo"]);
      await approveFor("leo", "fay");
      await as("leo").tasks.withdraw({ ...on, step: "line", seat: "fay" });
      expect(await votesOf(world)).toEqual([]);
    },
  },
  {
    row: "5.7",
    what: "tasks.why says whether one can vote for somebody",
    options: { approval: director },
    async run({ away, as, on }) {
      const why = (principal: string) =>
        as("leo").tasks.why({ ...on, action: "approve", for: principal });
      await away("dan", ["leo"]);
      expect(await why("dan")).toMatchObject({ allowed: true });
      expect(await why("dee")).toMatchObject({ allowed: false, rule: "delegation" });
    },
  },
];
