import { TaskwireError } from "@taskwire/core";
import { boardId } from "./cast.ts";
import type { Command } from "./commands.ts";
import type { Dice } from "./dice.ts";
import type { Node } from "./nodes.ts";
import type { Answer } from "./recording.ts";
import { count, type RunContext } from "./run-context.ts";
import type { Watcher } from "./watcher.ts";

const dayMs = 86_400_000;

/** The parts of a run that the extra steps need. */
export interface Stage {
  readonly context: RunContext;
  readonly people: readonly string[];
  readonly goers: readonly Watcher[];
  nodes(): readonly Node[];
  run(command: Command): void;
  in(ms: number, run: () => void): void;
  query(goer: Watcher, operation: string, input: object): void;
  note(answer: Answer): void;
}

/**
 * Steps that only some plans have, because they end something for the rest of the run: they delete, archive
 * and erase, let lines be slow, and let data grow old.
 */
export class ExtraSteps {
  readonly #stage: Stage;
  #names = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Deletes a task or a room. Sometimes somebody tries it who may not. */
  remove(dice: Dice): void {
    const { now } = this.#stage.context.past;
    const { people } = this.#stage;
    const userId = dice.chance(0.7) ? "chief" : dice.pick(people);
    const [tasks, rooms] = [now.taskIds.slice(-3), now.roomIds.slice(-2)];
    if (rooms.length > 0 && (tasks.length === 0 || dice.chance(0.4))) {
      const roomId = dice.pick(rooms);
      // Nobody deletes a room that they are not in.
      const members = people.filter((one) => now.roomsOf(one).includes(roomId));
      const who = members.includes(userId) || members.length === 0 ? userId : dice.pick(members);
      this.#run(who, "rooms.delete", { boardId, roomId });
    } else if (tasks.length > 0)
      this.#run(userId, "tasks.delete", { boardId, taskId: dice.pick(tasks) });
  }

  /** Archives the board, and mostly reopens it later. */
  archive(dice: Dice): void {
    this.#run("chief", "boards.archive", { boardId });
    if (dice.chance(0.8))
      this.#stage.in(dice.between(50, 6_000), () =>
        this.#run("chief", "boards.archive", { boardId, archived: false }),
      );
  }

  endBoard(): void {
    this.#run("chief", "boards.delete", { boardId });
  }

  /** Gives a person a name that nothing else in the run has. Others mention them by it. */
  rename(dice: Dice): void {
    const userId = dice.pick(this.#stage.people.slice(1));
    const name = `Nx${++this.#names}q ${userId}`;
    count(this.#stage.context, "renames");
    const role = dice.pick(["ADMIN", "ADMIN_LIMITED"]);
    this.#run("system", "users.put", { id: userId, name, role });
    const author = dice.pick(this.#stage.people);
    const [roomId] = this.#stage.context.past.now.roomsOf(author);
    if (roomId !== undefined)
      this.#stage.in(dice.between(50, 500), () =>
        this.#run(author, "messages.post", { boardId, roomId, text: `Hello @${name}` }),
      );
  }

  /** Erases a person as the app's own code does. After a failure, a job goes on with it. */
  erase(dice: Dice): void {
    const { context, people } = this.#stage;
    const [node] = this.#stage.nodes();
    if (!node) return;
    const userId = dice.pick(people.slice(1));
    const how = dice.pick([{}, { texts: "delete" }, { everywhere: true }] as const);
    const begun = node.taskwire.users.erase(userId, how);
    begun.then(
      () => count(context, "erasures"),
      (error: unknown) => this.#expectFailure("users.erase", error),
    );
  }

  /** Exports what is stored about a person while others work. */
  export(dice: Dice): void {
    const { context, people } = this.#stage;
    const [node] = this.#stage.nodes();
    if (!node) return;
    const userId = dice.pick(people);
    const { past } = context;
    const { generation } = past;
    const asked = past.now.moment;
    const read = async () => {
      const inbox: object[] = [];
      for await (const { collection, record } of node.taskwire.users.export(userId)) {
        if (!JSON.stringify(record).includes(`"${userId}"`))
          context.problems.push(`the export of ${userId} has ${collection} ${record.id}`);
        if (collection === "notifications") inbox.push(record);
      }
      count(context, "exports");
      if (past.generation !== generation) return;
      const answered = past.now.moment;
      const of = { userId, operation: "users.export", result: inbox };
      this.#stage.note({ ...of, generation, asked, answered });
    };
    void read().catch((error: unknown) => this.#expectFailure("users.export", error));
  }

  /** A person asks for the same things on several paths, while others change them. */
  read(dice: Dice): void {
    const goer = dice.pick(this.#stage.goers);
    const { now } = this.#stage.context.past;
    const [taskId = "none", roomId = "none"] = [
      now.taskIds.slice(-2)[0] ?? "none",
      now.roomIds.at(-1) ?? "none",
    ];
    const ids = now.notifications.idsOf.get(goer.userId) ?? [];
    const eventId = ids.length > 0 ? dice.pick(ids).split(".").slice(0, 2).join(".") : "none";
    const text = `@${dice.pick(this.#stage.people)} look`;
    const preview = (operation: string, input: object) =>
      ["notifications.preview", { operation, input }] as const;
    const paths: readonly (readonly [string, object])[] = [
      ["notifications.explain", { eventId }],
      ["inbox.list", { state: dice.pick(["open", "read", "resolved"]), limit: 50 }],
      ["inbox.open", {}],
      ["rooms.list", { boardId }],
      preview("comments.post", { boardId, taskId, text }),
      preview("messages.post", { boardId, roomId, text }),
      preview("tasks.cancel", { boardId, taskId }),
    ];
    count(this.#stage.context, "pathReads");
    for (let more = 3; more > 0; more--) this.#stage.query(goer, ...dice.pick(paths));
  }

  /** Ends one session of a user, who is not logged out elsewhere. */
  async endSession(dice: Dice): Promise<void> {
    const { context } = this.#stage;
    const nodes = this.#stage.nodes();
    const open = nodes.flatMap(({ taskwire }) => taskwire.sessions.list());
    const [node] = nodes;
    if (!node || open.length === 0) return;
    const { id: sessionId } = dice.pick(open);
    const end = async () => {
      await node.taskwire.sessions.end({ sessionId });
      count(context, "endedSessions");
      context.endedSessions.add(sessionId);
    };
    void end().catch(() => {});
  }

  /** Lets few bytes a second through to a client. */
  slow(dice: Dice): void {
    const { line } = dice.pick(this.#stage.goers);
    count(this.#stage.context, "slowLines");
    line.slow(dice.pick([0.2, 0.5, 2, 10]));
    this.#stage.in(dice.between(500, 8_000), () => line.slow(undefined));
  }

  /** A person leaves a room, and mostly somebody adds them again. */
  leave(dice: Dice): void {
    const { now } = this.#stage.context.past;
    const userId = dice.pick(this.#stage.people);
    const rooms = now.roomsOf(userId);
    if (rooms.length === 0) return;
    const roomId = dice.pick(rooms);
    this.#run(userId, "rooms.leave", { boardId, roomId });
    const others = this.#stage.people.filter((one) => now.roomsOf(one).includes(roomId));
    if (dice.chance(0.7))
      this.#stage.in(dice.between(0, 2_000), () =>
        this.#run(dice.pick(others), "roomMembers.add", { boardId, roomId, userId }),
      );
  }

  /** The clocks of all servers go on by a hundred days, so that data is older than its retention. */
  age(): void {
    const { context } = this.#stage;
    if (context.age > 0) return;
    count(context, "ages");
    context.age = 100 * dayMs;
    for (const node of this.#stage.nodes()) node.skew += context.age;
  }

  #run(userId: string, operation: string, input: object): void {
    this.#stage.run({ userId, operation, input });
  }

  /** The storage may fail, or the person may be unknown. Everything else is wrong. */
  #expectFailure(call: string, error: unknown): void {
    const code = error instanceof TaskwireError ? error.code : "internal";
    const expected = ["unavailable", "unknown_outcome", "not_found", "conflict"];
    if (!expected.includes(code))
      this.#stage.context.problems.push(`${call} failed with ${(error as Error).stack ?? error}`);
  }
}
