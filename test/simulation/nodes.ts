import { createTaskwire, defineTemplates } from "@taskwire/core";
import type { Runtime } from "@taskwire/core/adapter";
import { retention } from "./cast.ts";
import { nudge, nudges } from "./nudge.ts";
import type { Plan } from "./plan.ts";
import { count, type RunContext } from "./run-context.ts";
import { storageOf } from "./storage.ts";
import { transportOf } from "./transport.ts";
import { roles, workflow } from "./workflow.ts";

/** One server. It can be closed, or die in the middle of its work. */
export interface Node {
  readonly taskwire: ReturnType<typeof taskwireOn>;
  readonly isDead: boolean;
  /** How wrong its clock is, in ms. */
  skew: number;
  /** Simulated time when its clock was last set, in ms. */
  readonly setAt: number;
  /** Number of its pending timers. */
  readonly timers: number;
  /** Ends at once, in the middle of everything. Its commits stay. */
  kill(): void;
}

const templates = defineTemplates(
  { workflow, roles },
  {
    routine: {
      version: 1,
      type: "task",
      when: ({ title }) => title.includes("routine"),
      subtasks: {
        check: { title: "Check", assignee: "creator" },
        register: { title: "Register", assignee: { role: "ADMIN_LIMITED" } },
        file: { title: "File", assignee: { role: "ADMIN_LIMITED" }, after: ["check"] },
      },
    },
  },
);

/** The error that caused the others. */
const firstCauseOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? firstCauseOf(error.cause) : error;

const taskwireOn = (context: RunContext, life: { readonly isDead: boolean }, runtime: Runtime) =>
  createTaskwire({
    storage: storageOf(context, life),
    transport: transportOf(context, life),
    runtime,
    limits: context.plan.limits,
    retention,
    quotas: context.plan.quotas ?? {},
    workflow,
    roles,
    templates,
    collections: [nudges],
    operations: { "tasks.nudge": nudge },
    events: ["task.nudged"],
    onError(error) {
      const cause = firstCauseOf(error);
      // Faults are planned here, so other errors are expected.
      if (cause instanceof TypeError || cause instanceof RangeError)
        context.problems.push(`a node reported a defect: ${cause.stack}`);
    },
  });

/** A runtime that counts its timers and drops them when their owner dies. */
export function ownRuntime<R extends Pick<Runtime, "now" | "timer">>(
  runtime: R,
  life: { readonly isDead: boolean; readonly skew: number; timers: number },
  slowness = 1,
  hasten: (ms: number) => number = (ms) => ms,
): R {
  return {
    ...runtime,
    now: () => runtime.now() + life.skew,
    timer(ms: number, run: () => void) {
      let isSet = true;
      life.timers++;
      const end = () => {
        if (isSet) life.timers--;
        isSet = false;
      };
      const cancel = runtime.timer(hasten(ms) * slowness, () => {
        end();
        if (!life.isDead) run();
      });
      return () => {
        end();
        cancel();
      };
    },
  };
}

/** The events that the app reacts to, in some plans. */
const reactionTypes = [
  "message.posted",
  "comment.posted",
  "task.created",
  "notification.created",
] as const;

/** If data grows old in a plan, an hour of the servers' timers takes a second and a day 6 s. */
const hastened =
  ({ steps }: Plan) =>
  (ms: number) => {
    if (ms < 600_000 || !steps.some(({ kind }) => kind === "age")) return ms;
    return ms / (ms < 43_200_000 ? 3_600 : 14_400);
  };

export async function startNode(context: RunContext): Promise<Node> {
  const { runtime, plan } = context;
  const life = { isDead: false, skew: context.age, timers: 0 };
  let setAt = Number.NEGATIVE_INFINITY;
  const own = ownRuntime<Runtime>(runtime, life, plan.slowness, hastened(plan));
  const taskwire = taskwireOn(context, life, {
    ...own,
    turn: (run) => runtime.turn(() => life.isDead || run()),
  });
  if (plan.hasReactions)
    for (const type of reactionTypes)
      taskwire.react(`watch ${type}`, type, (event) => context.onReaction(event));
  await taskwire.open();
  return {
    taskwire,
    get isDead() {
      return life.isDead;
    },
    get skew() {
      return life.skew;
    },
    set skew(ms) {
      if (ms !== life.skew) count(context, "jumps");
      life.skew = ms;
      setAt = runtime.now();
    },
    get setAt() {
      return setAt;
    },
    get timers() {
      return life.timers;
    },
    kill() {
      life.isDead = true;
    },
  };
}
