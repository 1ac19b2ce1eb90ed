// A process that approves one task as several users at once: node approve.ts <path> <board> <task>
// <version> <user> …
// It prints a line when it is ready, waits for input, and then prints each user's result on a line.
import { once } from "node:events";
import { createTaskwire } from "@taskwire/core";
import { toErrorBody } from "@taskwire/core/adapter";
import { sqliteStorage } from "../src/sqlite-storage.ts";

const [path = "", boardId = "", taskId = "", version = "", ...people] = process.argv.slice(2);
// Waits for a reader that is slow, which `writeSync` does not.
const say = (line: string) => void process.stdout.write(`${line}\n`);
const taskwire = createTaskwire({ storage: sqliteStorage(path) });
await taskwire.open();
say("ready");
await once(process.stdin, "data");
const approve = async (userId: string) => {
  try {
    const input = { boardId, taskId, version: Number(version) };
    const { task } = await taskwire.as({ userId }).tasks.approve(input);
    say(JSON.stringify({ won: task.decision }));
  } catch (error) {
    say(JSON.stringify({ lost: toErrorBody(error) }));
  }
};
await Promise.all(people.map(approve));
await taskwire.close();
process.stdin.destroy();
