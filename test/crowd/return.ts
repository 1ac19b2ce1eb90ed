import { Listener, openListeners } from "./listener.ts";
import { startServer } from "./start.ts";

const people = Array.from({ length: 20 }, (_, i) => `p${i}`);
const topic = "board:sales";

/**
 * Many clients return at once, each behind by `missed` events, while `meanwhile` more are
 * committed.
 */
export async function returnAtOnce({
  clients,
  missed,
  meanwhile,
}: {
  clients: number;
  missed: number;
  meanwhile: number;
}) {
  await using server = await startServer({ perAddress: clients });
  const { ask, port } = server;
  await ask.createBoards({ people, boards: ["sales"] });
  const first = new Listener({ port, userId: "p0", topics: [topic] });
  await first.ready;
  const { cursor: after = "", number: before = 0 } = first.positions.get(topic) ?? {};
  first.destroy();
  await ask.createTasks({ boardId: "sales", userId: "p0", tasks: missed });
  const { reads } = await ask.state();
  const start = performance.now();
  const userIds = Array.from({ length: clients }, (_, i) => people[i % people.length] as string);
  const gathering = openListeners(
    userIds.map((userId) => ({ port, userId, topics: [topic], after })),
  );
  const working = (async () => {
    for (let i = 0; i < meanwhile; i++)
      await ask.createTasks({ boardId: "sales", userId: "p0", tasks: 1 });
  })();
  const listeners = await gathering;
  await working;
  const head = before + missed + meanwhile;
  await Promise.all(listeners.map((listener) => listener.reaches(topic, head)));
  const ms = performance.now() - start;
  const counts = listeners.map(({ events }) => events);
  const state = await ask.state();
  for (const listener of listeners) listener.destroy();
  return {
    problems: [...listeners.flatMap(({ problems }) => problems), ...state.errors].slice(0, 10),
    /** The fewest and the most events that one client received. */
    fewest: Math.min(...counts),
    most: Math.max(...counts),
    /** How often the log was read for all of them. */
    reads: state.reads - reads,
    ms,
  };
}
