import type { Observation, Observer } from "../../src/model/observation.ts";

/** An observer that keeps everything that it gets. */
export function recorder() {
  const seen: Observation[] = [];
  const observer: Observer = { observed: (one) => void seen.push(one) };
  return {
    observer,
    seen,
    of: <T extends Observation["type"]>(type: T) =>
      seen.filter((one): one is Extract<Observation, { type: T }> => one.type === type),
  };
}
