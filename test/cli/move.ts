import { boardStore } from "@taskwire/client/board";
import { inboxStore } from "@taskwire/client/inbox";
import type { LoggedEvent, Storage } from "@taskwire/core/adapter";
import { taskwire } from "./command.ts";
import type { Database } from "./databases.ts";
import { MovingServer } from "./moving-server.ts";
import { Watcher } from "./watcher.ts";
import { Workload } from "./workload.ts";

const boardId = "sales";
const people = {
  dao: "ADMIN",
  nok: "ADMIN",
  lek: "ADMIN_LIMITED",
  kit: "ADMIN_LIMITED",
  ann: "ADMIN",
} as const;
const inRoom = ["dao", "lek"];

export interface MoveReport {
  readonly problems: string[];
  /** Commands answered before the server stopped, and after it came back. */
  readonly before: number;
  readonly after: number;
  /** Events that all users received, over all topics. */
  readonly delivered: number;
}

/**
 * Moves a server from one database to another while its users are connected and send commands
 * without pause.
 */
export async function moveUnderLoad(
  from: Database,
  to: Database,
  { loops, commands }: { readonly loops: number; readonly commands: number },
): Promise<MoveReport> {
  const problems: string[] = [];
  const server = new MovingServer();
  const { system } = await server.start(from.storage());
  for (const [id, role] of Object.entries(people))
    await system.users.put({ id, name: id, handle: id, role });
  await system.boards.create({ id: boardId, name: "Sales" });
  for (const userId of Object.keys(people)) await system.members.add({ boardId, userId });
  const { id: roomId } = await system.rooms.create({
    boardId,
    name: "Showroom",
    memberIds: inRoom,
  });

  const watchers = Object.keys(people).map((person) => new Watcher(person, server.url));
  const clientOf = new Map(watchers.map(({ person, client }) => [person, client]));
  // Ann uses stores; the others record the events they get.
  const [ann, ...others] = [...watchers].reverse() as [Watcher, ...Watcher[]];
  const board = boardStore(ann.client, boardId);
  const inbox = inboxStore(ann.client);
  const workload = new Workload(clientOf, { boardId, roomId });
  try {
    const stops = [board.subscribe(() => {}), inbox.subscribe(() => {})];
    for (const watcher of others) {
      const topics = [`board:${boardId}`, `user:${watcher.person}`];
      if (inRoom.includes(watcher.person)) topics.push(`room:${roomId}`);
      for (const topic of topics) await watcher.follow(topic);
    }
    const starts = await headsOf(server.storage, others);

    workload.begin(loops);
    await workload.until(commands);
    await server.stop();
    const before = workload.done.length;
    for (const watcher of watchers) watcher.forgetFrames();
    const command = async (...args: string[]) => {
      const { code, out, err } = await taskwire(...args);
      if (code !== 0) problems.push(`taskwire ${args[0]} ended with ${code}: ${out} ${err}`);
    };
    await command("copy", "--from", from.address, "--to", to.address);
    await command("verify", "--at", from.address);
    await command("verify", "--at", to.address, "--against", from.address);

    const moved = await server.start(to.storage());
    await workload.until(before + commands);
    await workload.close();
    let delivered = 0;
    for (const watcher of others) {
      for (const [topic, numbers] of watcher.numbers) {
        const visible = (await logOf(server.storage, topic, starts.get(topic) ?? 0)).filter(
          seenBy(watcher.person),
        );
        const expected = visible.map(({ number }) => number);
        await watcher.reached(topic, expected.at(-1) ?? 0);
        if (numbers.join() !== expected.join())
          problems.push(
            `${watcher.person} received ${numbers} of ${topic}, but may see ${expected}`,
          );
        delivered += numbers.length;
      }
    }
    // The stores continued from their old state, and now hold the data that a newly opened one
    // reads.
    const opened = await moved.as({ userId: "ann" }).boards.open({ boardId });
    const newest = new Map(opened.tasks.map(({ id, version }) => [id, version]));
    await waitForState(board, ({ tasks }) =>
      [...newest].every(
        ([id, version]) => tasks.find((task) => task.id === id)?.version === version,
      ),
    );
    const { unread } = await moved.as({ userId: "ann" }).inbox.open({});
    await waitForState(inbox, (snapshot) => snapshot.unread === unread);
    for (const { person, sent, received, reloads } of watchers) {
      for (const frame of received)
        if (frame.type === "reload") problems.push(`${person} was told to reload ${frame.topic}`);
      problems.push(...reloads.map((reload) => `${person} was told to reload ${reload}`));
      for (const { type, topic, after, operation } of sent) {
        if (type === "subscribe" && after === undefined)
          problems.push(`${person} subscribed without a cursor to ${topic}`);
        if (type === "call" && /open|list|history/.test(String(operation)))
          problems.push(`${person} called ${operation}`);
      }
      if (!sent.some(({ type }) => type === "subscribe"))
        problems.push(`${person} did not reconnect`);
    }
    for (const stop of stops) stop();

    // Repeats of the earlier commands return their first answers and have no effect.
    const heads = await headsOf(server.storage, others);
    for (const { person, operation, input, key, result } of workload.done.slice(0, before)) {
      const again = await clientOf.get(person)?.call(operation, input, { key });
      if (JSON.stringify(again) !== JSON.stringify(result))
        problems.push(`${operation} with ${key} was answered anew`);
    }
    for (const [topic, number] of await headsOf(server.storage, others))
      if (number !== heads.get(topic))
        problems.push(`a command that was repeated did something to ${topic}`);
    await command("verify", "--at", to.address);
    return { problems, before, after: workload.done.length - before, delivered };
  } finally {
    for (const { client } of watchers) client.close();
    await server.stop();
  }
}

async function headsOf(
  storage: Storage,
  watchers: readonly Watcher[],
): Promise<Map<string, number>> {
  const topics = [...new Set(watchers.flatMap(({ numbers }) => [...numbers.keys()]))];
  const heads = await storage.heads(topics);
  return new Map(topics.map((topic, i) => [topic, heads[i]?.number ?? 0]));
}

async function logOf(storage: Storage, topic: string, after: number): Promise<LoggedEvent[]> {
  const page = await storage.events({ topic, before: "end", limit: 1_000_000 });
  if (page.status === "gone") throw new Error(`${topic} can't be read from its end.`);
  return page.events.filter(({ number }) => number > after).reverse();
}

/** Whether a user may see an event, according to its stored audience. */
const seenBy =
  (person: string) =>
  ({ audience }: LoggedEvent) => {
    if (audience === null || people[person as keyof typeof people] === "ADMIN") return true;
    const { before, after } = JSON.parse(audience) as { before: string[]; after: string[] };
    return before.includes(person) || after.includes(person);
  };

function waitForState<Snapshot>(
  store: { subscribe(listener: () => void): () => void; getSnapshot(): Snapshot },
  isWanted: (snapshot: Snapshot) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!isWanted(store.getSnapshot())) return;
      stop();
      resolve();
    };
    const stop = store.subscribe(check);
    check();
  });
}
