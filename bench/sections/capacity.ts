import { capacityTable } from "../capacity.ts";

/** Prints the table of the capacity model for `docs/performance.md`. Measures nothing. */
export async function capacity(): Promise<void> {
  for (const one of capacityTable()) console.log(one);
}
