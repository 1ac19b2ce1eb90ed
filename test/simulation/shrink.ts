import type { Noise, Plan } from "./plan.ts";

/** Smaller plans that may fail in the same way, with the largest reductions first. */
function* smaller(plan: Plan): Generator<Plan> {
  const { steps } = plan;
  for (
    let size = Math.ceil(steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < steps.length; from += size)
      yield { ...plan, steps: [...steps.slice(0, from), ...steps.slice(from + size)] };
  }
  for (const kind of Object.keys(plan.noise) as Noise[]) {
    const { [kind]: _, ...noise } = plan.noise;
    yield { ...plan, noise };
  }
  if (plan.nodes > 1) yield { ...plan, nodes: plan.nodes - 1 };
  if (plan.people > 2) yield { ...plan, people: plan.people - 1 };
  if (plan.stayers > 0) yield { ...plan, stayers: 0 };
  if (plan.latency > 0) yield { ...plan, latency: 0 };
  if (plan.slowness > 1) yield { ...plan, slowness: 1 };
  if (plan.page > 0) yield { ...plan, page: 0 };
}

/** Returns the smallest plan that still fails, found within `tries` attempts. */
export async function shrink(
  plan: Plan,
  goesWrong: (plan: Plan) => Promise<boolean>,
  tries = 400,
): Promise<Plan> {
  let smallest = plan;
  let left = tries;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of smaller(smallest)) {
      if (left-- <= 0) return smallest;
      if (!(await goesWrong(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}
