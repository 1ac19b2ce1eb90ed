import type { Quotas } from "@taskwire/core";
import { diceOf } from "./dice.ts";

/**
 * Draws quotas for one plan in four, from dice of their own: so a plan without them stays the same. Most
 * are so small that a few commands use them up. With the large ones, nodes lease places.
 */
export function drawQuotas(seed: number): Partial<Quotas> {
  const dice = diceOf(seed ^ 0x9_07a5);
  if (!dice.chance(0.25)) return {};
  return {
    openRequests: dice.pick([1, 2, 3, 24]),
    tasksPerBoard: dice.pick([3, 6, 24, null]),
    roomsCreated: dice.pick([1, 2, null]),
    roomsPerBoard: dice.pick([1, 2, 3, 24]),
    membersPerRoom: dice.pick([2, 3, null]),
    notificationsPerHour: dice.pick([3, 12, null, null]),
    notificationsToOnePerHour: dice.pick([1, 3, null, null]),
  };
}
