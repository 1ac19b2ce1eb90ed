import { faults } from "./all.ts";
import { plantAll, tableOf } from "./plant-all.ts";

// `npm run test:faults [-- numbers]`: plants each fault, prints the check that failed, and fails if
// none did.
const numbers = process.argv.slice(2).map(Number);
const chosen =
  numbers.length > 0 ? faults.filter(({ number }) => numbers.includes(number)) : faults;
const results = await plantAll(chosen, (one) => void process.stdout.write(`${tableOf([one])}\n`));
const caught = results.filter(({ isCaught }) => isCaught).length;
process.stdout.write(`${caught} of ${results.length} faults were caught\n`);
process.exitCode = caught === chosen.length ? 0 : 1;
