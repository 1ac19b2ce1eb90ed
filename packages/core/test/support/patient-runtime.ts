import { type FakeRuntime, fakeRuntime } from "../../src/testing/fake-runtime.ts";

type Options = Parameters<typeof fakeRuntime>[0];

/** A command waits less than this before its next attempt, in ms. */
const longestRetryMs = 160;

/** After this real time, a command makes its next attempt even if the clock stands still. */
const patienceMs = 2_000;

/**
 * A fake runtime for storages that do several things at the same time, such as PostgreSQL. There a command can have a
 * conflict with a job, and then waits before its next attempt. Most tests don't move the clock at this moment, so the
 * command would wait forever. With this runtime, it waits at most two seconds.
 */
export function patientRuntime(options?: Options): FakeRuntime {
  const runtime = fakeRuntime(options);
  const timer: FakeRuntime["timer"] = (ms, run, holds) => {
    if (!holds || ms > longestRetryMs) return runtime.timer(ms, run, holds);
    const end = () => {
      cancel();
      clearTimeout(real);
    };
    const runOnce = () => {
      end();
      run();
    };
    const cancel = runtime.timer(ms, runOnce, holds);
    const real = setTimeout(runOnce, patienceMs);
    return end;
  };
  return {
    ...runtime,
    timer,
    get timers() {
      return runtime.timers;
    },
  };
}
