import { clientFaults } from "./clients.ts";
import { engineFaults } from "./engine.ts";
import type { Fault } from "./fault.ts";
import { noticeFaults } from "./notices.ts";
import { sessionFaults } from "./sessions.ts";
import { storageFaults } from "./storages.ts";

export const faults: readonly Fault[] = [
  ...engineFaults,
  ...storageFaults,
  ...sessionFaults,
  ...clientFaults,
  ...noticeFaults,
].sort((a, b) => a.number - b.number);

/** The fault with this number. */
export function faultOf(number: number): Fault {
  const fault = faults.find((one) => one.number === number);
  if (!fault) throw new Error(`There is no fault ${number}.`);
  return fault;
}
