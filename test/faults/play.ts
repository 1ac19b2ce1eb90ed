import { playSeeds } from "../simulation/run.ts";

// Run in a process with a fault planted: plays seeds until one goes wrong, and prints its number
// and its first problem.
const count = Number(process.argv[2]);
let played = 0;
const { failure } = await playSeeds(1, count, () => played++);
process.stdout.write(
  `${JSON.stringify({ seeds: played + (failure ? 1 : 0), problem: failure?.problems[0]?.slice(0, 300) })}\n`,
);
process.exit(failure ? 1 : 0);
