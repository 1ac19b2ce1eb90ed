import { toErrorBody } from "../errors.ts";
import type { CallObservation } from "../model/observation.ts";
import { idsOf } from "../model/refusal.ts";
import type { Observers } from "./observers.ts";

/** Runs a call within the observers (see `Observer.within`), and tells them how it ended. */
export async function observedCall(
  call: Pick<CallObservation, "operation" | "kind" | "userId"> & { readonly input: unknown },
  observers: Observers,
  run: (attempted: () => void) => Promise<string>,
): Promise<string> {
  const { input, ...named } = call;
  const { operation, userId } = named;
  let attempts = 0;
  const start = observers.time();
  const ended = (how: Pick<CallObservation, "outcome" | "rule" | "quota">) =>
    observers.observed({
      type: "call",
      ...named,
      ...how,
      ids: idsOf(input),
      attempts,
      ms: observers.since(start),
    });
  const counted = () => run(() => void attempts++);
  return observers.within({ type: "call", operation, userId }, async () => {
    try {
      const json = await counted();
      ended({ outcome: "ok" });
      return json;
    } catch (error) {
      const { code, details } = toErrorBody(error);
      const { rule, quota } = details ?? {};
      ended({
        outcome: code,
        ...(typeof rule === "string" && { rule }),
        ...(typeof quota === "string" && { quota }),
      });
      throw error;
    }
  });
}
