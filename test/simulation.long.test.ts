import { expect, test } from "vitest";
import { tooSeldom } from "./simulation/floors.ts";
import { fullRun, playPart, sum } from "./simulation/parts.ts";
import { report } from "./simulation/regressions.ts";
import { playSeeds } from "./simulation/run.ts";

const hours = 3_600_000;
const [, index, of] = /^(\d+)\/(\d+)$/.exec(process.env.TASKWIRE_PART ?? "") ?? [];

if (index && of) {
  test(`part ${index} of ${of} of ${fullRun} simulated systems`, {
    timeout: 6 * hours,
  }, async () => {
    const failure = await playPart(Number(index), Number(of), {
      resume: process.env.TASKWIRE_RESUME === "1",
      say: (text) => void process.stdout.write(`${text}\n`),
    });
    expect(failure && (await report(failure))).toBeUndefined();
    const { done, parts, commits, counts } = sum(Number(of));
    process.stdout.write(
      `${done} of ${fullRun} seeds in ${parts} of ${of} parts, on ${commits.join(", ")}\n`,
    );
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    expect(tooSeldom(counts, done)).toEqual([]);
  });
} else {
  // New seeds each time. A failure names its seed.
  const first = fullRun + Math.floor(Math.random() * 1_000_000);

  test(`keeps every promise in 5,000 simulated systems from seed ${first}`, {
    timeout: hours,
  }, async () => {
    const { failure } = await playSeeds(first, 5_000, (seed) => {
      if ((seed - first + 1) % 1_000 === 0)
        process.stdout.write(`${seed - first + 1} systems of 5,000\n`);
    });
    expect(failure && (await report(failure))).toBeUndefined();
  });
}
