import { approvalRoles, approvalWorkflow, createTaskwire, defineTemplates } from "@taskwire/core";
import type { Runtime } from "@taskwire/core/adapter";
import { count, type Ground } from "./ground.ts";
import { storageOf } from "./storage.ts";
import { transportOf } from "./transport.ts";

/** One server: it may be closed, or die with all that it was doing. */
export interface Node {
  readonly taskwire: ReturnType<typeof taskwireOn>;
  readonly isDead: boolean;
  /** Its clock is wrong by so many ms. */
  skew: number;
  /** When it was last set, in simulated ms. */
  readonly setAt: number;
  /** How many of its timers are set. */
  readonly timers: number;
  /** Ends at once, in the middle of everything. What it has committed stays. */
  kill(): void;
}

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
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

const taskwireOn = (ground: Ground, life: { readonly isDead: boolean }, runtime: Runtime) =>
  createTaskwire({
    storage: storageOf(ground, life),
    transport: transportOf(ground, life),
    runtime,
    limits: ground.plan.limits,
    templates,
    // What fails on purpose here is not worth a line each.
    onError() {},
  });

/** A runtime whose timers end with the one who set them, and are counted. */
export function ownRuntime<R extends Pick<Runtime, "now" | "timer">>(
  runtime: R,
  life: { readonly isDead: boolean; readonly skew: number; timers: number },
  slowness = 1,
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
      const cancel = runtime.timer(ms * slowness, () => {
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

export async function startNode(ground: Ground): Promise<Node> {
  const { runtime, plan } = ground;
  const life = { isDead: false, skew: 0, timers: 0 };
  let setAt = Number.NEGATIVE_INFINITY;
  const own = ownRuntime<Runtime>(runtime, life, plan.slowness);
  const taskwire = taskwireOn(ground, life, {
    ...own,
    turn: (run) => runtime.turn(() => life.isDead || run()),
  });
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
      if (ms !== life.skew) count(ground, "jumps");
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
