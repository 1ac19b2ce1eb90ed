import { createTaskwire } from "@taskwire/core";
import { type LoggedEvent, start as logStart } from "@taskwire/core/adapter";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { Reference } from "../simulation/reference/reference.ts";
import { Worker, type WorkerCommand } from "./worker.ts";

const people = { dao: "ADMIN", nok: "ADMIN", kit: "ADMIN", lek: "ADMIN_LIMITED" } as const;
const topic = "board:sales";

/** The workers, as seen by the code that disturbs them. */
export interface Work {
  readonly workers: readonly Worker[];
  readonly acknowledged: number;
  /** Resolves when `count` more commands have been acknowledged. */
  more(count: number): Promise<void>;
}

/**
 * Lets people work while `trouble` disturbs the server or its connections. Returns every command
 * that was lost or doubled, and every event that was missed.
 */
export async function workDuring(
  { path, url }: { readonly path: string; readonly url: () => string },
  trouble: (work: Work) => Promise<void>,
): Promise<{ problems: string[]; acknowledged: number }> {
  using stack = new DisposableStack();
  const workers = Object.keys(people).map((userId) => stack.use(new Worker(userId, url)));
  for (const worker of workers) await worker.follow();
  let acknowledged = 0;
  let wake: () => void = () => {};
  const waiting: (WorkerCommand & { by: string })[] = [];
  const work = workers.map((worker) =>
    worker.work(
      (command) => {
        acknowledged++;
        if (command.operation === "tasks.create") waiting.push({ ...command, by: worker.userId });
        wake();
      },
      () => {
        if (people[worker.userId as keyof typeof people] !== "ADMIN") return undefined;
        const place = waiting.findIndex(({ by }) => by !== worker.userId);
        return place < 0 ? undefined : waiting.splice(place, 1)[0];
      },
    ),
  );
  await trouble({
    workers,
    get acknowledged() {
      return acknowledged;
    },
    async more(count) {
      const due = acknowledged + count;
      while (acknowledged < due) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  });
  for (const worker of workers) worker.stop();
  await Promise.all(work);
  const { log, kept } = await readLog(path);
  await caughtUp(workers, log.length);
  return { problems: judge(workers, log, kept), acknowledged };
}

/** Creates the database that they work on. */
export async function prepare(path: string): Promise<void> {
  const taskwire = createTaskwire({ storage: sqliteStorage(path) });
  await taskwire.open();
  for (const [id, role] of Object.entries(people))
    await taskwire.system.users.put({ id, name: id, role });
  await taskwire.system.boards.create({ id: "sales", name: "Sales" });
  for (const userId of Object.keys(people))
    await taskwire.system.members.add({ boardId: "sales", userId });
  await taskwire.close();
}

/** Reads the log and the tasks by title, while the server runs. */
async function readLog(path: string): Promise<{ log: LoggedEvent[]; kept: Map<string, string[]> }> {
  const storage = sqliteStorage(path);
  const taskwire = createTaskwire({ storage });
  await taskwire.open();
  const log: LoggedEvent[] = [];
  for (;;) {
    const last = log.at(-1);
    const after = last ? { number: last.number, id: last.id } : logStart;
    const page = await storage.events({ topic, after, limit: 1_000 });
    if (page.status === "gone") throw new Error("The log is another one.");
    if (page.events.length === 0) break;
    log.push(...page.events);
  }
  const kept = new Map<string, string[]>();
  let after: readonly unknown[] | undefined;
  do {
    const page = await storage.list("tasks", {
      index: "board",
      equals: { boardId: "sales" },
      limit: 1_000,
      ...(after && { after }),
    });
    for (const { id, fields } of page.records) {
      const title = String(fields.title);
      kept.set(title, [...(kept.get(title) ?? []), `${id} ${fields.state}`]);
    }
    after = page.next ?? undefined;
  } while (after);
  await taskwire.close();
  return { log, kept };
}

async function caughtUp(workers: readonly Worker[], head: number): Promise<void> {
  const until = Date.now() + 15_000;
  while (workers.some(({ number }) => number < head)) {
    if (Date.now() > until) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function judge(
  workers: readonly Worker[],
  log: readonly LoggedEvent[],
  kept: ReadonlyMap<string, string[]>,
): string[] {
  const problems = log.flatMap(({ number }, i) =>
    number === i + 1 ? [] : [`event ${number} is in place ${i + 1}`],
  );
  const reference = new Reference();
  for (let from = 0; from < log.length; ) {
    const command = commandOf(log[from]);
    let to = from + 1;
    while (to < log.length && commandOf(log[to]) === command) to++;
    const events = log.slice(from, to);
    reference.record(
      { reads: [], writes: [], events, result: "null" },
      events.map(({ number }) => number),
    );
    from = to;
  }
  const effects = new Map<string, number>();
  for (const { type, data } of log) {
    const { task } = JSON.parse(data);
    if (task) effects.set(`${type} ${task.title}`, (effects.get(`${type} ${task.title}`) ?? 0) + 1);
  }
  for (const { userId, commands, failures, seen, from, reloads, number } of workers) {
    problems.push(...failures.map((failure) => `${userId}: ${failure}`));
    if (reloads > 0) problems.push(`${userId} had to reload ${reloads} times`);
    for (const { operation, mark, taskId } of commands) {
      const type = operation === "tasks.create" ? "task.created" : "task.approved";
      const count = effects.get(`${type} ${mark}`) ?? 0;
      if (count !== 1)
        problems.push(
          `${operation} ${mark} of ${userId}, answered with ${taskId}, has ${count} effects`,
        );
      const records = kept.get(mark) ?? [];
      if (records.length !== 1 || !records[0]?.startsWith(`${taskId} `))
        problems.push(`${mark}: kept is ${records}, answered was ${taskId}`);
      if (operation === "tasks.approve" && !records[0]?.endsWith(" approved"))
        problems.push(`${mark} was approved, kept is ${records}`);
    }
    const visibility = reference.visibilityOf(topic, userId).last;
    const expected = reference
      .expected(topic, userId, { visibility, from, to: log.length })
      .map(({ text }) => text);
    const received = seen.map((event) => JSON.stringify(event));
    const at = expected.findIndex((event, i) => event !== received[i]);
    if (at >= 0 || received.length !== expected.length)
      problems.push(
        `${userId} at ${number} of ${log.length} saw ${received.length} of ${expected.length} events; the first other one is ${received[at]} for ${expected[at]}`,
      );
  }
  return problems.slice(0, 20);
}

const commandOf = (event: LoggedEvent | undefined): string => event?.id.replace(/\.\d+$/, "") ?? "";
