import { faults } from "./all.ts";
import { hunt, tableOf } from "./hunt.ts";

// `npm run test:faults [-- numbers]`: plants each fault, prints who noticed, and fails when nobody did.
const numbers = process.argv.slice(2).map(Number);
const chosen =
  numbers.length > 0 ? faults.filter(({ number }) => numbers.includes(number)) : faults;
const hunted = await hunt(chosen, (one) => void process.stdout.write(`${tableOf([one])}\n`));
const caught = hunted.filter(({ isCaught }) => isCaught).length;
process.stdout.write(`${caught} of ${hunted.length} faults were caught\n`);
process.exitCode = caught === chosen.length ? 0 : 1;
