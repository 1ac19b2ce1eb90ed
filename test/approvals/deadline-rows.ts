import { expect } from "vitest";
import type { DeadlineDefinition } from "../../packages/core/src/workflow/approval-definition.ts";
import type { startTimed } from "../../packages/core/test/approvals/timed.ts";

type Options = Omit<Parameters<typeof startTimed>[0], "storage">;
type World = Awaited<ReturnType<typeof startTimed>>;

/** One row of the table of corner cases about deadlines, played on every storage. */
export interface DeadlineRow {
  readonly row: number | string;
  readonly what: string;
  readonly options: Options;
  run(world: World): Promise<void>;
}

const refusal = (rule: string) => ({ code: "refused", details: { rule } });
const by = { role: "FINANCE" } as const;

/** Three working days from Friday 10:00 in Bangkok: Wednesday 10:00. */
const threeDaysWith = (more: Partial<DeadlineDefinition>): Options => ({
  approval: {
    calendar: "office",
    steps: {
      line: {
        by,
        required: 2,
        deadline: {
          after: { workDays: 3 },
          remind: [{ before: { workHours: 4 } }],
          escalate: [{ after: { workDays: 2 }, to: { role: "CHIEF" } }],
          action: "lapse",
          ...more,
        },
      },
    },
  },
});
const threeDays = threeDaysWith({});
/** Nobody could vote at this time: every server was down, and one came back at 15:00 in Bangkok. */
const back = "2026-12-02T08:00";
const opened = "2026-11-27T03:00";
const escalation = "2026-12-01T03:00";
const reminder = "2026-12-01T07:00";
const deadline = "2026-12-02T03:00";
const at = (time: string) => `${time}:00.000Z`;
const before = (time: string) => new Date(Date.parse(at(time)) - 5_000).toISOString();

export const deadlineRows: readonly DeadlineRow[] = [
  {
    row: "5.8",
    what: "the times of a step are stored when it opens, with the calendar and its version",
    options: threeDays,
    async run({ line, timer, events }) {
      expect(await line()).toMatchObject({
        openedAt: at(opened),
        deadlineAt: at(deadline),
        calendar: { name: "office", version: 3 },
        remindAt: [at(reminder)],
        escalateAt: [at(escalation)],
        reminded: 0,
        escalated: 0,
        overdue: false,
      });
      expect(await timer()).toEqual([escalation]);
      expect(await events()).toEqual(["task.created", "approval.opened"]);
    },
  },
  {
    row: "5.8",
    what: "escalation, reminder and deadline happen in order, each once, and each moves the timer",
    options: threeDays,
    async run({ clock, timer, events, told, now }) {
      await clock.until(before(escalation));
      expect(await events()).toEqual(["task.created", "approval.opened"]);
      await clock.until(at(escalation));
      expect(await timer()).toEqual([reminder]);
      expect(await told("cho")).toEqual(["approval.escalated: approval.requested"]);
      await clock.until(at(reminder));
      expect(await timer()).toEqual([deadline]);
      expect(await told("fay")).toEqual([
        "approval.opened: approval.requested (superseded)",
        "approval.reminded: approval.requested",
      ]);
      await clock.until(at(deadline));
      expect(await timer()).toEqual([]);
      expect(await events()).toEqual([
        "task.created",
        "approval.opened",
        `approval.escalated ${escalation}`,
        `approval.reminded ${reminder}`,
        `approval.overdue ${deadline}`,
        "task.lapse",
      ]);
      expect((await told("fay")).at(-1)).toBe("approval.reminded: approval.requested (expired)");
      expect((await told("cho")).at(-1)).toBe("approval.reminded: approval.requested (expired)");
      expect(await told("ann")).toEqual(["task.lapse: requester"]);
      expect(await now()).toMatchObject({
        state: "lapsed",
        kind: "dropped",
        approval: { steps: { line: { state: "ended" } } },
      });
      await clock.advance(5_000);
      expect((await events()).length).toBe(6);
    },
  },
  {
    row: "5.8",
    what: "after every server was down, what was missed happens late, in the order of its times, and reminders become one",
    options: {
      approval: {
        calendar: "office",
        steps: {
          line: {
            by,
            deadline: {
              after: { workDays: 3 },
              remind: [{ before: { workHours: 6 } }, { before: { workHours: 4 } }],
              escalate: [{ after: { workDays: 1 }, to: { role: "CHIEF" } }],
              action: "lapse",
            },
          },
        },
      },
    },
    async run({ taskwire, node, clock, events, line }) {
      await taskwire.close();
      clock.jump(Date.parse(at("2026-12-02T02:00")) - Date.parse(at(opened)));
      const next = await node();
      await clock.until(at("2026-12-02T02:00"));
      await next.close();
      expect((await events()).slice(2)).toEqual([
        "approval.escalated 2026-11-30T03:00 late",
        "approval.reminded 2026-12-01T07:00 late",
      ]);
      expect(await line()).toMatchObject({ reminded: 2, escalated: 1, remindAt: [] });
    },
  },
  {
    row: "5.8",
    what: "after the deadline nobody is reminded, and escalations that were missed are recorded",
    options: threeDaysWith({ grace: 0 }),
    async run({ taskwire, node, clock, events, told }) {
      await taskwire.close();
      clock.jump(Date.parse(at("2026-12-03T03:00")) - Date.parse(at(opened)));
      const next = await node();
      await clock.until(at("2026-12-03T03:00"));
      await next.close();
      expect((await events()).slice(2)).toEqual([
        `approval.escalated ${escalation} late`,
        `approval.overdue ${deadline} late`,
        "task.lapse",
      ]);
      expect(await told("cho")).toEqual([]);
    },
  },
  {
    row: 30,
    what: "a deadline that passed while every server was down moves once to a working hour after the first is back",
    options: threeDays,
    async run({ taskwire, node, clock, events, told, now, line, timer }) {
      await taskwire.close();
      clock.jump(Date.parse(at(back)) - clock.runtime.now());
      const next = await node();
      await clock.until(at(back));
      expect((await events()).slice(2)).toEqual([
        `approval.escalated ${escalation} late`,
        "deadline.moved",
      ]);
      expect(await line()).toMatchObject({ deadlineAt: at("2026-12-02T09:00"), wasMoved: true });
      expect(await timer()).toEqual(["2026-12-02T09:00"]);
      expect(await told("fay")).toEqual([
        "approval.opened: approval.requested (superseded)",
        "deadline.moved: approval.requested",
      ]);
      // Another outage moves it no more.
      await next.close();
      clock.jump(2 * 3_600_000);
      const last = await node();
      await clock.until(new Date(clock.runtime.now()).toISOString());
      expect((await events()).slice(4)).toEqual([
        "approval.overdue 2026-12-02T09:00 late",
        "task.lapse",
      ]);
      expect((await now()).state).toBe("lapsed");
      await last.close();
    },
  },
  {
    row: 30,
    what: "after an outage a vote counts before any server has looked at what is due",
    options: threeDays,
    async run({ taskwire, clock, approve, line, events, now, told }) {
      // The closed server has checked nothing. So after the outage, the vote comes before any check.
      await taskwire.close();
      clock.jump(Date.parse(at(back)) - clock.runtime.now());
      await approve("fay");
      expect((await line())?.deadlineAt?.slice(0, 16)).toBe("2026-12-02T09:00");
      expect((await events()).slice(2)).toEqual(["deadline.moved", "approval.voted"]);
      expect((await told("fin")).at(-1)).toBe("deadline.moved: approval.requested");
      clock.jump(3_600_000);
      await expect(approve("fin")).rejects.toMatchObject(refusal("deadline"));
      expect((await now()).state).toBe("asked");
    },
  },
  {
    row: 30,
    what: "a server that runs alone keeps the deadline, and an outage before it or after it moves nothing",
    options: threeDaysWith({ remind: [], escalate: [], grace: { hours: 2 } }),
    async run({ taskwire, node, clock, events }) {
      const other = await node();
      await taskwire.close();
      await clock.until(before(deadline));
      await clock.until(at(deadline));
      expect((await events()).slice(2)).toEqual([`approval.overdue ${deadline}`, "task.lapse"]);
      await other.close();
    },
  },
  {
    row: 30,
    what: "without an action a deadline passes while every server is down, and is late",
    options: { approval: { steps: { line: { by, deadline: { after: { hours: 24 } } } } } },
    async run({ taskwire, node, clock, events, line }) {
      await taskwire.close();
      clock.jump(48 * 3_600_000);
      const next = await node();
      await clock.until(new Date(clock.runtime.now()).toISOString());
      expect((await events()).slice(2)).toEqual(["approval.overdue 2026-11-28T03:00 late"]);
      expect((await line())?.deadlineAt).toBe(at("2026-11-28T03:00"));
      await next.close();
    },
  },
  {
    row: 31,
    what: "a vote a moment before the deadline counts, and one exactly at the deadline is late",
    // Nobody could vote while the server was closed; here the deadline stays.
    options: threeDaysWith({ grace: 0 }),
    async run({ clock, taskwire, approve, reject, now, as, on }) {
      // No server looks, so the vote alone is judged.
      await taskwire.close();
      clock.jump(Date.parse(at(deadline)) - 1 - clock.runtime.now());
      await approve("fay");
      clock.jump(1);
      await expect(approve("fin")).rejects.toMatchObject(refusal("deadline"));
      await expect(reject("fin")).rejects.toMatchObject(refusal("deadline"));
      const why = await as("fin").tasks.why({ ...on, action: "approve" });
      expect(why).toMatchObject({
        allowed: false,
        rule: "deadline",
        remedy: [{ action: "task.extend", by: [{ role: "CHIEF" }] }, { action: "task.approve" }],
      });
      expect((await now()).approval?.votes.map(({ seat }) => seat)).toEqual(["fay"]);
    },
  },
  {
    row: "5.8",
    what: "an edit after a deadline with an action is refused, so it gives no step a new deadline",
    options: {
      approval: {
        steps: {
          line: {
            by: { any: [{ is: ["task.title", "A printer"] }, { is: ["actor.role", "CHIEF"] }] },
            // Nobody could vote while the server was closed; here the deadline stays.
            deadline: { after: { hours: 2 }, action: "lapse", grace: 0 },
          },
        },
      },
    },
    async run({ clock, taskwire, as, on, now, line }) {
      // No server looks, so the edit alone is judged.
      await taskwire.close();
      clock.jump(2 * 3_600_000);
      const edit = (title: string) => as("ann").tasks.edit({ ...on, title });
      await expect(edit("A desk")).rejects.toMatchObject(refusal("deadline"));
      expect(await as("ann").tasks.why({ ...on, action: "edit" })).toMatchObject({
        allowed: false,
        rule: "deadline",
        remedy: [{ action: "task.extend", by: [{ role: "CHIEF" }] }, { action: "task.edit" }],
      });
      expect((await now()).title).toBe("A printer");
      const later = new Date(clock.runtime.now() + 3_600_000).toISOString();
      await as("cho").tasks.extend({ ...on, step: "line", deadlineAt: later });
      await edit("A desk");
      expect((await line())?.state).toBe("open");
    },
  },
  {
    row: 32,
    what: "a page that was opened before the deadline can't vote after it, and the log has no vote",
    options: threeDays,
    async run({ clock, as, on, now, events }) {
      const { version } = await now();
      await clock.until(at(deadline));
      await expect(as("fin").tasks.approve({ ...on, version })).rejects.toMatchObject({
        details: { rule: "state" },
      });
      expect(await events()).not.toContain("approval.voted");
    },
  },
  {
    row: 33,
    what: "a lapse has its own action, state and event, and is the decision of system",
    options: threeDays,
    async run({ clock, now, system, on }) {
      await clock.until(at(deadline));
      const { state, decision } = await now();
      expect({ state, decision }).toMatchObject({
        state: "lapsed",
        decision: { action: "lapse", by: "system", self: false },
      });
      expect(decision?.at.slice(0, 16)).toBe(deadline);
      const { events } = await system.tasks.history({ ...on, limit: 1 });
      expect(events[0]).toMatchObject({
        type: "task.lapse",
        actor: "system",
        data: { action: "lapse", receipt: { via: "deadline", by: "system" } },
      });
      const { receipt, votes } = await system.receipts.get(on);
      expect(receipt).toMatchObject({ kind: "decision", action: "lapse", statedVersion: false });
      expect(votes).toEqual([]);
    },
  },
  {
    row: 35,
    what: "the time of a task never goes back on a server whose clock is an hour behind",
    options: threeDays,
    async run({ clock, node, approve, now, on }) {
      await approve("fay");
      const { updatedAt } = await now();
      const hour = 3_600_000;
      const behind = await node({ ...clock.runtime, now: () => clock.runtime.now() - hour });
      const seen = { ...on, version: (await now()).version };
      const { task } = await behind.as({ userId: "fin" }).tasks.approve(seen);
      await behind.close();
      expect(task.state).toBe("ordered");
      expect(task.updatedAt).toBe(updatedAt);
      expect(task.approval?.votes.map((vote) => vote.at)).toEqual([updatedAt, updatedAt]);
    },
  },
  {
    row: 36,
    what: "two servers that check at once commit once",
    options: threeDays,
    async run({ taskwire, node, clock, events, on }) {
      const other = await node();
      await clock.until(before(escalation));
      clock.jump(10_000);
      const key = { key: "due/at-once" };
      await Promise.all([
        taskwire.system.tasks.checkDue(on, key),
        other.system.tasks.checkDue(on, key),
        taskwire.system.tasks.checkDue(on),
        other.system.tasks.checkDue(on),
        clock.advance(3_000),
      ]);
      await other.close();
      expect((await events()).slice(2)).toEqual([`approval.escalated ${escalation}`]);
    },
  },
  {
    row: 37,
    what: "after an escalation the first approvers can vote as before, and so can the others",
    options: threeDays,
    async run({ clock, approve, now }) {
      await expect(approve("cho")).rejects.toMatchObject(refusal("step"));
      await clock.until(at(escalation));
      await approve("fay");
      await approve("cho");
      expect((await now()).state).toBe("ordered");
    },
  },
  {
    row: "5.8",
    what: "without an action late votes count, and the step is overdue until it passes",
    options: {
      approval: { steps: { line: { by, deadline: { after: { hours: 24 } } } } },
    },
    async run({ clock, line, told, approve, now, timer }) {
      await clock.until(at("2026-11-28T03:00"));
      expect(await line()).toMatchObject({ state: "open", overdue: true });
      expect(await told("ann")).toEqual(["approval.overdue: approval.overdue"]);
      expect(await told("cho")).toEqual(["approval.overdue: approval.overdue"]);
      expect(await timer()).toEqual([]);
      await approve("fay");
      expect((await now()).state).toBe("ordered");
      expect((await told("cho")).at(-1)).toBe(
        "approval.overdue: approval.overdue (decided by fay)",
      );
    },
  },
  {
    row: "5.8",
    what: "tasks.extend moves the deadline and its reminders, and needs a time in the future",
    options: threeDays,
    async run({ as, on, line, timer, clock, events, now, system }) {
      const later = { ...on, step: "line", deadlineAt: "2026-12-04T03:00:00.000Z" };
      await expect(as("fin").tasks.extend(later)).rejects.toMatchObject({ code: "forbidden" });
      const past = as("cho").tasks.extend({ ...later, deadlineAt: at(opened) });
      await expect(past).rejects.toMatchObject({ code: "invalid" });
      await clock.until(at(escalation));
      await as("cho").tasks.extend({ ...later, reason: "Holidays" });
      expect(await line()).toMatchObject({
        deadlineAt: later.deadlineAt,
        remindAt: ["2026-12-03T07:00:00.000Z"],
      });
      expect(await timer()).toEqual(["2026-12-03T07:00"]);
      await clock.until(at(deadline));
      expect((await now()).state).toBe("asked");
      const { events: all } = await system.tasks.history({ ...on, limit: 1 });
      expect(all[0]).toMatchObject({
        type: "deadline.moved",
        actor: "cho",
        data: { from: at(deadline), to: later.deadlineAt, because: "extended", reason: "Holidays" },
      });
      await clock.until("2026-12-03T07:00:00.000Z");
      await clock.until(later.deadlineAt);
      expect((await events()).slice(-3)).toEqual([
        "approval.reminded 2026-12-03T07:00",
        "approval.overdue 2026-12-04T03:00",
        "task.lapse",
      ]);
    },
  },
  {
    row: "5.8",
    what: "escalations after a deadline that was moved to an earlier time are dropped",
    options: {
      approval: {
        steps: {
          line: {
            by,
            deadline: {
              after: { hours: 20 },
              escalate: [
                { after: { hours: 1 }, to: { role: "CHIEF" } },
                { after: { hours: 10 }, to: { role: "CHIEF" } },
              ],
            },
          },
        },
      },
    },
    async run({ clock, as, on, line, timer, events }) {
      const deadlineAt = at("2026-11-27T05:00");
      await as("cho").tasks.extend({ ...on, step: "line", deadlineAt });
      expect(await line()).toMatchObject({ escalateAt: [at("2026-11-27T04:00")] });
      await clock.until(at("2026-11-27T04:00"));
      await clock.until(deadlineAt);
      expect(await timer()).toEqual([]);
      expect((await events()).slice(2)).toEqual([
        "deadline.moved",
        "approval.escalated 2026-11-27T04:00",
        "approval.overdue 2026-11-27T05:00",
      ]);
    },
  },
  {
    row: "5.8",
    what: "a time in the data is the deadline, an edit does not move it, and reminders before the opening are dropped",
    options: {
      neededBy: "2026-11-30T03:00:00.000Z",
      approval: {
        calendar: "office",
        steps: {
          line: {
            by,
            covers: ["title"],
            deadline: {
              after: { at: "task.data.neededBy" },
              remind: [{ before: { days: 7 } }, { before: { days: 1 } }],
              escalate: [{ after: { workDays: 10 }, to: { role: "CHIEF" } }],
              action: "lapse",
            },
          },
        },
      },
    },
    async run({ as, on, line, clock, now }) {
      const times = {
        deadlineAt: "2026-11-30T03:00:00.000Z",
        remindAt: ["2026-11-29T03:00:00.000Z"],
        escalateAt: [],
      };
      expect(await line()).toMatchObject(times);
      await as("ann").tasks.edit({ ...on, data: { neededBy: "2026-12-30T03:00:00.000Z" } });
      expect(await line()).toMatchObject(times);
      await clock.until(times.deadlineAt);
      expect((await now()).state).toBe("lapsed");
    },
  },
  {
    row: "5.8",
    what: "without a time in the data there is no deadline",
    options: {
      approval: {
        steps: { line: { by, deadline: { after: { at: "task.data.neededBy" }, action: "lapse" } } },
      },
    },
    async run({ line, timer, approve, now }) {
      expect(await line()).toMatchObject({ deadlineAt: null, remindAt: [], escalateAt: [] });
      expect(await timer()).toEqual([]);
      await approve("fay");
      expect((await now()).state).toBe("ordered");
    },
  },
  {
    row: "5.8",
    what: "a new round has new times, and an action that ends the round ends its timer",
    options: threeDays,
    async run({ clock, as, on, reject, timer, line }) {
      await reject("fay");
      expect(await timer()).toEqual([]);
      await clock.until(at("2026-12-07T03:00"));
      await as("ann").tasks.resubmit(on);
      expect(await line()).toMatchObject({ deadlineAt: "2026-12-10T03:00:01.000Z" });
      expect(await timer()).toEqual(["2026-12-09T03:00"]);
    },
  },
  {
    row: "5.8",
    what: "a check of a task on which nothing is due changes nothing, and the timer of a deleted task goes away",
    options: threeDays,
    async run({ system, on, now, timer, clock, errors }) {
      const { version } = await now();
      await system.tasks.checkDue(on);
      expect((await now()).version).toBe(version);
      expect(await timer()).toEqual([escalation]);
      await system.tasks.delete(on);
      await clock.until(at(escalation));
      expect(await timer()).toEqual([]);
      expect(errors).toEqual([]);
    },
  },
  {
    row: "5.6",
    what: "votes carry over after the round that was turned down, and not after one that was cancelled",
    options: {
      approval: {
        carryOver: "unchanged",
        steps: { first: { by }, second: { after: ["first"], by: { role: "CHIEF" } } },
      },
    },
    async run({ as, on, system, approve, reject, now }) {
      const states = async () => {
        const { first, second } = (await now()).approval?.steps ?? {};
        return [first?.state, second?.state];
      };
      await approve("fay");
      await reject("cho");
      await as("ann").tasks.resubmit(on);
      expect(await states()).toEqual(["passed", "open"]);
      await system.tasks.cancel(on);
      await as("ann").tasks.resubmit(on);
      expect(await states()).toEqual(["open", "waiting"]);
      expect((await now()).approval).toMatchObject({ round: 3, votes: [] });
    },
  },
];
