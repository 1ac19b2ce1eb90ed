import { boardStore } from "@taskwire/client/board";
import { inboxStore } from "@taskwire/client/inbox";
import type { LoggedEvent, Storage } from "@taskwire/core/adapter";
import { taskwire } from "./command.ts";
import type { Database } from "./databases.ts";
import { MovingServer } from "./moving-server.ts";
import { Office } from "./office.ts";
import { Watcher } from "./watcher.ts";

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
  /** Commands that were answered before the server stopped, and after it came back. */
  readonly before: number;
  readonly after: number;
  /** Events that people were given, of all topics together. */
  readonly delivered: number;
}

/** Moves a server from one database to the other under people who are connected, and work without a pause. */
export async function moveUnderLoad(
  from: Database,
  to: Database,
  { desks, commands }: { readonly desks: number; readonly commands: number },
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
  // Ann has a page with stores, the others write down what they are given.
  const [ann, ...others] = [...watchers].reverse() as [Watcher, ...Watcher[]];
  const board = boardStore(ann.client, boardId);
  const inbox = inboxStore(ann.client);
  const office = new Office(clientOf, { boardId, roomId });
  try {
    const stops = [board.subscribe(() => {}), inbox.subscribe(() => {})];
    for (const watcher of others) {
      const topics = [`board:${boardId}`, `user:${watcher.person}`];
      if (inRoom.includes(watcher.person)) topics.push(`room:${roomId}`);
      for (const topic of topics) await watcher.follow(topic);
    }
    const starts = await headsOf(server.storage, others);

    office.begin(desks);
    await office.until(commands);
    await server.stop();
    const before = office.done.length;
    for (const watcher of watchers) watcher.forgetFrames();
    const command = async (...args: string[]) => {
      const { code, out, err } = await taskwire(...args);
      if (code !== 0) problems.push(`taskwire ${args[0]} ended with ${code}: ${out} ${err}`);
    };
    await command("copy", "--from", from.address, "--to", to.address);
    await command("verify", "--at", from.address);
    await command("verify", "--at", to.address, "--against", from.address);

    const moved = await server.start(to.storage());
    await office.until(before + commands);
    await office.close();
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
            `${watcher.person} was given ${numbers} of ${topic}, and may see ${expected}`,
          );
        delivered += numbers.length;
      }
    }
    // The stores went on from what they held, and hold what one that is opened now reads.
    const opened = await moved.as({ userId: "ann" }).boards.open({ boardId });
    const newest = new Map(opened.tasks.map(({ id, version }) => [id, version]));
    await isSo(board, ({ tasks }) =>
      [...newest].every(
        ([id, version]) => tasks.find((task) => task.id === id)?.version === version,
      ),
    );
    const { unread } = await moved.as({ userId: "ann" }).inbox.open({});
    await isSo(inbox, (snapshot) => snapshot.unread === unread);
    for (const { person, sent, received, reloads } of watchers) {
      for (const frame of received)
        if (frame.type === "reload") problems.push(`${person} was told to reload ${frame.topic}`);
      problems.push(...reloads.map((reload) => `${person} was told to reload ${reload}`));
      for (const { type, topic, after, operation } of sent) {
        if (type === "subscribe" && after === undefined)
          problems.push(`${person} began anew with ${topic}`);
        if (type === "call" && /open|list|history/.test(String(operation)))
          problems.push(`${person} asked for ${operation}`);
      }
      if (!sent.some(({ type }) => type === "subscribe"))
        problems.push(`${person} did not come back`);
    }
    for (const stop of stops) stop();

    // What was done before has its answer, and is not done again.
    const heads = await headsOf(server.storage, others);
    for (const { person, operation, input, key, result } of office.done.slice(0, before)) {
      const again = await clientOf.get(person)?.call(operation, input, { key });
      if (JSON.stringify(again) !== JSON.stringify(result))
        problems.push(`${operation} with ${key} was answered anew`);
    }
    for (const [topic, number] of await headsOf(server.storage, others))
      if (number !== heads.get(topic))
        problems.push(`a command that was repeated did something to ${topic}`);
    await command("verify", "--at", to.address);
    return { problems, before, after: office.done.length - before, delivered };
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

/** Whether somebody may see an event, told from what was stored with it. */
const seenBy =
  (person: string) =>
  ({ audience }: LoggedEvent) => {
    if (audience === null || people[person as keyof typeof people] === "ADMIN") return true;
    const { before, after } = JSON.parse(audience) as { before: string[]; after: string[] };
    return before.includes(person) || after.includes(person);
  };

function isSo<Snapshot>(
  store: { subscribe(listener: () => void): () => void; getSnapshot(): Snapshot },
  isWanted: (snapshot: Snapshot) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isWanted(store.getSnapshot())) return;
      stop();
      resolve();
    };
    const stop = store.subscribe(look);
    look();
  });
}
