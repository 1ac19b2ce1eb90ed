import { createClient } from "@taskwire/client";
import { deflated } from "@taskwire/client/deflate";
import type { boardOperations } from "../../packages/core/src/operations/boards/boards.ts";
import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { isQuick, startPeer } from "./peers.ts";

const boardId = "open";
const people = 10;
const tasks = 1_000;
const rounds = 15;
/** The server's code is compiled during these rounds, so they are not measured. */
const warmUpRounds = isQuick ? 0 : 25;

/** A large board is opened again and again, and nothing changes. */
export async function open(): Promise<void> {
  const taskwire = await startPeer("taskwire", [], { withoutInboxes: true });
  const { ask } = taskwire.server;
  progress(`opening a board: ${tasks} tasks`);
  await ask.createBoard({ people, role: "ADMIN", boardId });
  await ask.createTasks({ boardId, tasks, approved: Math.round(tasks / 3) });
  const clients = Array.from({ length: people }, (_, index) =>
    createClient<{ readonly operations: typeof boardOperations }>({
      url: `ws://127.0.0.1:${taskwire.port}/taskwire`,
      token: () => `${boardId}${index}`,
      WebSocket: deflated(),
    }),
  );
  const [someone] = clients as [(typeof clients)[0]];
  const openOnce = async (client: (typeof clients)[number]): Promise<number> => {
    let after: string | undefined;
    let count = 0;
    do {
      const part = await client.boards.open({ boardId, ...(after !== undefined && { after }) });
      count += part.tasks.length;
      after = part.more ?? undefined;
    } while (after !== undefined);
    return count;
  };
  const measure = async (run: () => Promise<void>) => {
    const before = [await ask.mainThread(), await ask.bytesSent()] as const;
    await run();
    return {
      ms: ((await ask.mainThread()) - before[0]) / 1_000,
      kib: ((await ask.bytesSent()) - before[1]) / 1_024,
    };
  };
  const times = { again: [] as number[], first: [] as number[] };
  const sizes: number[] = [];
  for (const client of clients)
    if ((await openOnce(client)) !== tasks) throw new Error("Not all tasks were sent");
  const openInTurn = async () => {
    for (const client of clients) await openOnce(client);
  };
  const playRound = async () => {
    const again = await measure(openInTurn);
    await ask.changeBoard({ boardId });
    const first = await measure(async () => void (await openOnce(someone)));
    await openInTurn();
    return { again, first };
  };
  progress("opening a board: so often that the code is compiled");
  for (let round = 0; round < warmUpRounds; round++) await playRound();
  for (let round = 0; round < (isQuick ? 2 : rounds); round++) {
    progress(`opening a board: round ${round + 1} of ${rounds}`);
    const { again, first } = await playRound();
    times.again.push(again.ms / people);
    sizes.push(again.kib / people);
    times.first.push(first.ms);
  }
  heading(
    `Opening a board with ${tasks} open tasks, by ${people} people in turn`,
    "A third of the tasks have three subtasks. A client opens the board with `boards.open` and follows `more` until it has all tasks. The time is the CPU of the server's main thread; the bytes are those on the wire. The clients use WebSockets that ask for compressed answers.",
  );
  line("the first after a change", median(times.first), "ms");
  line("again, nothing changed", median(times.again), "ms", { goal: goals.openAgain.ms });
  line("bytes on the wire", median(sizes), "KiB", { goal: goals.openAgain.kib });
  for (const client of clients) client.close();
  await taskwire.server.stop();
}
