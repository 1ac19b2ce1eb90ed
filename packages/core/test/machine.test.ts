import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Task } from "../src/model/task.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { toMermaid } from "../src/workflow/mermaid.ts";
import { transition } from "../src/workflow/transition.ts";
import { workflow as purchase } from "./support/purchase.ts";

const machines = { approval: approvalWorkflow.data, purchase: purchase.data };
type Name = keyof typeof machines;

const taskIn = (state: string, kind: string): Task => ({
  id: "t",
  version: 3,
  boardId: "b",
  type: "task",
  title: "T",
  description: "",
  data: null,
  state,
  kind: kind as Task["kind"],
  requesterId: "asker",
  decision: {
    action: "reject",
    by: "before",
    at: "2026-01-01T00:00:00.000Z",
    reason: "No",
    version: 2,
    from: "asked",
    stands: false,
    self: false,
  },
  decisions: [],
  template: null,
  involved: ["asker"],
  done: 0,
  total: 0,
  cancelled: 0,
  contentSince: 0,
  locked: [],
  again: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
});

function deepFrozen<T>(value: T): T {
  if (value !== null && typeof value === "object")
    for (const part of Object.values(Object.freeze(value))) deepFrozen(part);
  return value;
}

const cases = fc.constantFrom<Name>("approval", "purchase").chain((name) =>
  fc.record({
    name: fc.constant(name),
    state: fc.constantFrom(...Object.keys(machines[name].states)),
    action: fc.oneof(
      fc.constantFrom(
        ...Object.keys(machines[name].actions),
        "__proto__",
        "constructor",
        "toString",
        "",
      ),
      fc.string(),
    ),
    actorId: fc.constantFrom("asker", "boss"),
    reason: fc.option(fc.string(), { nil: undefined }),
  }),
);

const now = "2026-02-02T02:02:02.000Z";

function attempt({
  name,
  state,
  action,
  actorId,
  reason,
}: {
  name: Name;
  state: string;
  action: string;
  actorId: string;
  reason: string | undefined;
}) {
  const workflow = machines[name];
  const task = deepFrozen(taskIn(state, workflow.states[state]?.kind ?? ""));
  try {
    return { task, next: transition(task, action, deepFrozen({ workflow, actorId, now, reason })) };
  } catch (error) {
    return { task, error: JSON.parse(JSON.stringify(error)) };
  }
}

describe("the machine", () => {
  test("is pure: the same input gives the same answer and is not changed", () => {
    fc.assert(fc.property(cases, (one) => void expect(attempt(one)).toEqual(attempt(one))));
  });

  test("moves exactly along the arrows of the workflow, and the kind is that of the state", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { states, actions } = machines[one.name];
        const arrow = Object.hasOwn(actions, one.action) ? actions[one.action] : undefined;
        const { next, error } = attempt(one);
        if (!arrow?.from.includes(one.state)) {
          expect(error).toMatchObject({ code: "refused", details: { rule: "state" } });
          return;
        }
        expect(next?.state).toBe(arrow.to);
        expect(next?.kind).toBe(states[arrow.to]?.kind);
      }),
    );
  });

  test("records a decision if there is one, and changes nothing else but the time", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { task, next } = attempt(one);
        if (!next) return;
        const { state: _, kind: __, decision, decisions, updatedAt, ...rest } = next;
        const { state: ___, kind: ____, decision: before, decisions: earlier, ...others } = task;
        const { updatedAt: _____, ...same } = others;
        expect(rest).toEqual(same);
        expect(updatedAt).toBe(now);
        const decides = machines[one.name].actions[one.action]?.decision;
        const made = {
          action: one.action,
          by: one.actorId,
          at: now,
          reason: one.reason ?? null,
          version: task.version,
          from: task.state,
          stands: true,
          self: one.actorId === "asker",
        };
        expect(decision).toEqual(decides ? made : before);
        expect(decisions).toEqual(decides ? [...earlier, made] : earlier);
      }),
    );
  });
});

describe("the diagram", () => {
  test("shows the default workflow", () => {
    expect(toMermaid(approvalWorkflow)).toBe(`stateDiagram-v2
  [*] --> pending
  pending --> approved: approve
  pending --> rejected: reject
  rejected --> pending: resubmit
  pending --> cancelled: cancel
  approved --> cancelled: cancel
  cancelled --> pending: restore
  approved --> completed: complete (last subtask done)
  completed --> approved: reopen (subtask reopened)
  note right of pending: waiting
  note right of approved: working
  note right of completed: done
  note right of rejected: dropped
  note right of cancelled: dropped
`);
  });

  test("contains every arrow and every state of any workflow once", () => {
    const lines = toMermaid(purchase).split("\n");
    for (const [name, { from, to }] of Object.entries(purchase.data.actions)) {
      for (const state of from)
        expect(
          lines.filter((line) => line.startsWith(`  ${state} --> ${to}: ${name}`)),
        ).toHaveLength(1);
    }
    for (const state of Object.keys(purchase.data.states)) {
      expect(lines.filter((line) => line.startsWith(`  note right of ${state}:`))).toHaveLength(1);
    }
  });
});
