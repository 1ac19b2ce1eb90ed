// A process for tests: node process.ts <what> <path> [...].
// It prints a line for each step, unbuffered.
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { collections, increment, insertOf } from "./records.ts";

const [what = "", path = "", ...more] = process.argv.slice(2);
// Waits for a reader that is slow, which `writeSync` does not.
const say = (line: string) => void process.stdout.write(`${line}\n`);
const [version] = more;
const storage = sqliteStorage({
  path,
  ...(what === "hold" && version && { sqliteVersion: version }),
});
await storage.open(collections);
say("open");

if (what === "load") {
  const [prefix = ""] = more;
  let count = 0;
  const write = async () => {
    for (;;) {
      const id = `${prefix}-${++count}`;
      const outcome = await storage.commit(insertOf(id, count));
      if (outcome.status === "committed") say(`${id} ${outcome.numbers[0]}`);
    }
  };
  await Promise.all(Array.from({ length: 24 }, write));
} else if (what === "increment") {
  const [id = "", rounds = "0"] = more;
  for (let round = 0; round < Number(rounds); round++) await increment(storage, id);
  await storage.close();
} else if (what === "hold") {
  // Until it is killed or the test closes its stdin.
  process.stdin.resume();
  process.stdin.on("end", () => void storage.close());
} else if (what === "leave") {
  // Ends without closing: nothing is pending, so nothing may keep the process alive.
  await storage.commit(insertOf("left"));
}
