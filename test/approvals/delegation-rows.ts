import { expect } from "vitest";
import { spend } from "../../packages/core/test/approvals/purchase.ts";
import { type Row, refusal, until, votesOf } from "./rows.ts";

const hour = 3_600_000;
const two = { steps: { line: { by: { role: "FINANCE" }, required: 2 } } } as const;
const director = { steps: { line: { by: { role: "DIRECTOR" } } } } as const;

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
        expect(await told("leo")).toContain("delegation.set: approval.requested (access_lost)"),
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
    what: "a delegate needs to see the task, and one who isn't on the board is refused when it is set",
    options: { approval: director },
    async run({ away, approveFor, system, boardId, told }) {
      // The role STAFF sees only its own requests.
      await system.users.put({ id: "eve", name: "eve", role: "STAFF" });
      const eve = "eve" as "ann";
      await expect(away("dan", [eve], { boardId })).rejects.toMatchObject({
        code: "invalid",
        details: { problems: [{ path: "to" }] },
      });
      await system.members.add({ boardId, userId: "eve" });
      await away("dan", [eve], { boardId });
      await expect(approveFor(eve, "dan")).rejects.toMatchObject({ code: "not_found" });
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
