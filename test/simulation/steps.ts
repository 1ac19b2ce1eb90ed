import { TaskwireError } from "@taskwire/core";
import { callAs } from "../../packages/core/test/support/call-as.ts";
import { boardId } from "./cast.ts";
import { type Command, Commands } from "./commands.ts";
import { type Dice, diceOf } from "./dice.ts";
import { ExtraSteps } from "./extra-steps.ts";
import type { Ledger } from "./ledger.ts";
import { type Node, startNode } from "./nodes.ts";
import { PageActions, type PostedText } from "./page-actions.ts";
import type { Step, StepKind } from "./plan.ts";
import { type Answer, noting } from "./recording.ts";
import { count, later, type RunContext } from "./run-context.ts";
import type { Watcher } from "./watcher.ts";

type MessageInput = { readonly roomId: string; readonly text: string };

interface Parts {
  readonly context: RunContext;
  readonly ledger: Ledger;
  readonly nodes: Node[];
  readonly people: readonly string[];
  readonly goers: readonly Watcher[];
  readonly stayers: readonly Watcher[];
  /** Number of commits before the first step. A restored copy has at least these. */
  readonly first: number;
}

/** Plays the steps of a plan: the people's actions and the faults. */
export class Steps {
  /** Results of queries that were called without a connection, as an HTTP adapter does. */
  readonly answers: Answer[] = [];
  readonly written: PostedText[] = [];
  readonly #parts: Parts;
  readonly #commands: Commands;
  readonly #page: PageActions;
  readonly #extra: ExtraSteps;
  /** Nodes that are closing. */
  readonly #leaving = new Set<Node>();
  #dice: Dice;

  constructor(parts: Parts) {
    const { context } = parts;
    this.#parts = parts;
    this.#commands = new Commands(parts.people);
    this.#page = new PageActions(context, () => this.#commands.mark("c"));
    this.#dice = context.dice;
    this.#extra = new ExtraSteps({
      ...parts,
      nodes: () => this.#alive,
      run: (command) => this.#run(command),
      in: (ms, run) => this.#in(ms, run),
      query: (goer, operation, input) => this.#query(goer, operation, input),
      note: (answer) => void this.answers.push(answer),
    });
    context.onMemberRead = (userId) => this.#removeSoon(userId);
  }

  async take({ kind, seed }: Step): Promise<void> {
    this.#dice = diceOf(seed);
    await this.#kinds[kind]();
    for (const goer of this.#parts.goers) if (this.#dice.chance(0.3)) goer.comeBack();
  }

  readonly #kinds: { readonly [kind in StepKind]: () => void | Promise<void> } = {
    work: () => {
      // Several at once, so that some of them conflict.
      for (let more = this.#dice.between(1, 3); more > 0; more--)
        this.#run(this.#commands.next(this.#dice, this.#parts.context.past.now));
    },
    people: () => this.#changePeople(),
    ask: () => this.#ask(),
    look: () => this.#look(),
    cut: () => {
      count(this.#parts.context, "cuts");
      this.#goer().line.drop();
    },
    hole: () => {
      count(this.#parts.context, "holes");
      this.#goer().line.hole();
    },
    stall: () => {
      const { line } = this.#goer();
      count(this.#parts.context, "stalls");
      line.stall(true);
      this.#in(this.#dice.between(50, 6_000), () => line.stall(false));
    },
    crash: () => {
      // While a command is running.
      this.#run(this.#commands.next(this.#dice, this.#parts.context.past.now));
      this.#in(this.#dice.between(0, 40), () => this.#end("crashes"));
    },
    goodbye: () => this.#end("goodbyes"),
    outage: () => {
      const { context } = this.#parts;
      context.storage = this.#dice.pick(["away", "silent"] as const);
      count(context, context.storage === "away" ? "outages" : "silences");
      this.#in(this.#dice.between(50, 4_000), () => {
        context.storage = "up";
      });
    },
    deaf: () => {
      const { context } = this.#parts;
      context.isDeaf = true;
      count(context, "deafness");
      this.#in(this.#dice.between(100, 8_000), () => {
        context.isDeaf = false;
      });
    },
    jump: () => {
      const ms = this.#dice.pick([-3_600_000, -5_000, -200, 200, 5_000, 3_600_000]);
      if (this.#dice.chance(0.6)) {
        for (const node of this.#alive.slice(0, 1)) node.skew += ms;
      } else {
        count(this.#parts.context, "jumps");
        this.#goer().life.skew += ms;
      }
    },
    restore: () => this.#putBack(),
    logout: () => this.#logOut(),
    delete: () => this.#extra.remove(this.#dice),
    archive: () => this.#extra.archive(this.#dice),
    endBoard: () => this.#extra.endBoard(),
    rename: () => this.#extra.rename(this.#dice),
    erase: () => this.#extra.erase(this.#dice),
    export: () => this.#extra.export(this.#dice),
    endSession: () => this.#extra.endSession(this.#dice),
    slow: () => this.#extra.slow(this.#dice),
    leave: () => this.#extra.leave(this.#dice),
    age: () => this.#extra.age(),
    read: () => this.#extra.read(this.#dice),
    trim: async () => {
      const { disk, past } = this.#parts.context;
      const topic = this.#dice.pick(past.now.topics);
      count(this.#parts.context, "trims");
      const upTo = this.#dice.between(0, past.now.head(topic));
      past.now.trim(topic, upTo);
      await disk.trim({ topic, upTo });
    },
  };

  /**
   * Posted texts that a store is still sending. On a dead connection that lasts until the client
   * notices.
   */
  get sending(): string[] {
    return this.written.flatMap(({ text, isSending }) => (isSending() ? [text] : []));
  }

  get #alive(): Node[] {
    return this.#parts.nodes.filter(({ isDead }) => !isDead);
  }

  #goer(): Watcher {
    return this.#dice.pick(this.#parts.goers);
  }

  /** Runs something later, unless the run has come to rest by then. */
  #in(ms: number, run: () => void): void {
    this.#parts.context.runtime.timer(ms, run);
  }

  /** A node dies or closes. Another one replaces it, at once or after a while. */
  #end(how: "crashes" | "goodbyes"): void {
    const { context, nodes } = this.#parts;
    const node = this.#alive[0];
    if (!node) return;
    count(context, how);
    nodes.splice(nodes.indexOf(node), 1);
    if (how === "crashes") this.#kill(node);
    else {
      this.#leaving.add(node);
      void node.taskwire.close({ deadlineMs: this.#dice.pick([0, 500]) }).then(() => {
        this.#leaving.delete(node);
        if (node.taskwire.sessions.size > 0)
          context.problems.push("a node was closed before its connections");
      });
    }
    this.#startIn(this.#dice.pick([0, 0, 500, 3_000]));
  }

  #kill(node: Node): void {
    node.kill();
    for (const { line } of [...this.#parts.goers, ...this.#parts.stayers]) line.lost(node);
  }

  #startIn(ms: number): void {
    const { context, nodes } = this.#parts;
    const start = () => void startNode(context).then((node) => nodes.push(node));
    if (ms === 0) start();
    else this.#in(ms, start);
  }

  /** Restores the storage to an older copy and replaces all nodes. */
  async #putBack(): Promise<void> {
    const { context, nodes, goers, stayers, first } = this.#parts;
    const { past, disk } = context;
    if ([...goers, ...stayers].some(({ mayBeAheadOfCursor }) => mayBeAheadOfCursor)) return;
    const length = Math.max(first, past.now.moment - this.#dice.between(1, 6));
    count(context, "restores");
    const ended = nodes.splice(0);
    // No node may continue from a log that no longer exists, not even to close.
    for (const node of [...ended, ...this.#leaving]) this.#kill(node);
    this.#leaving.clear();
    await disk.rewind(disk.moment().slice(0, length));
    past.rewind(length);
    context.times.length = length;
    for (const _ of ended) this.#startIn(0);
  }

  /** Ends all sessions of a user. Those that there were must be gone on every node in the end. */
  async #logOut(): Promise<void> {
    const { context } = this.#parts;
    const { userId } = this.#goer();
    const node = this.#alive[0];
    if (!node) return;
    const open = this.#alive.flatMap(({ taskwire }) => taskwire.sessions.list({ userId }));
    const end = async () => {
      await node.taskwire.sessions.end({ userId });
      count(context, "logouts");
      for (const { id } of open) context.endedSessions.add(id);
    };
    // The storage may be away, and the node may die meanwhile. Then nothing is promised.
    void end().catch(() => {});
  }

  /** Removes a user between the check of their right and the end of their replay. */
  #removeSoon(userId: string): void {
    const { context } = this.#parts;
    const { dice } = context;
    if (userId === "chief" || !dice.chance(0.12)) return;
    this.#in(dice.between(0, 80), () => {
      this.#member("remove", userId);
      this.#in(dice.between(50, 3_000), () => this.#member("add", userId));
    });
  }

  #member(verb: "remove" | "add", userId: string): void {
    if (verb === "remove") count(this.#parts.context, "removals");
    this.#run({ userId: "chief", operation: `members.${verb}`, input: { boardId, userId } });
  }

  #changePeople(): void {
    const { context, people } = this.#parts;
    const dice = this.#dice;
    const userId = dice.pick(people.slice(1));
    const roll = dice.next();
    if (roll < 0.3) this.#member("remove", userId);
    else if (roll < 0.45) {
      this.#member("remove", userId);
      this.#in(dice.between(0, 200), () => this.#member("add", userId));
    } else if (roll < 0.6) this.#member("add", userId);
    else if (roll < 0.75) {
      count(context, "roleChanges");
      const role = dice.pick(["ADMIN", "ADMIN_LIMITED", "ADMIN_LIMITED", null]);
      this.#run({ userId: "chief", operation: "members.change", input: { boardId, userId, role } });
    } else {
      const role = dice.pick(["ADMIN", "ADMIN_LIMITED", "ADMIN_LIMITED"]);
      const disabled = dice.chance(0.4);
      count(context, disabled ? "disabled" : "roleChanges");
      const put = (input: object) => this.#run({ userId: "system", operation: "users.put", input });
      put({ id: userId, name: dice.pick([userId, `${userId} II`]), role, disabled });
      if (disabled)
        this.#in(dice.between(100, 4_000), () =>
          put({ id: userId, name: userId, role, disabled: false }),
        );
    }
  }

  /** Runs a query twice: over the user's connection, and through a node as an HTTP adapter does. */
  #ask(): void {
    const dice = this.#dice;
    const goer = this.#goer();
    const { userId } = goer;
    const reference = this.#parts.context.past.now;
    const tasks = dice.chance(0.7) ? reference.visible(userId) : reference.taskIds;
    const taskId = tasks.length > 0 ? dice.pick(tasks.slice(-5)) : "none";
    const roomId = reference.roomIds.length > 0 ? dice.pick(reference.roomIds) : "none";
    const messageIds = reference.postsIn(roomId);
    const messageId = messageIds.length > 0 ? dice.pick(messageIds) : "none";
    const [operation, input] = dice.pick<[string, object]>([
      ["boards.open", { boardId }],
      ["tasks.list", { boardId, limit: dice.between(1, 5) }],
      ["tasks.get", { boardId, taskId }],
      ["tasks.history", { boardId, taskId }],
      ["tasks.history", { boardId, taskId, limit: 3 }],
      ["comments.list", { boardId, taskId }],
      ["rooms.list", { boardId }],
      ["rooms.open", { boardId, roomId }],
      ["rooms.history", { boardId, roomId, limit: dice.between(1, 5) }],
      ["rooms.around", { boardId, roomId, messageId, limit: dice.between(1, 5) }],
    ]);
    this.#query(goer, operation, input);
  }

  #look(): void {
    const dice = this.#dice;
    const goer = this.#goer();
    for (let more = dice.between(1, 2); more > 0; more--) {
      const written = this.#page.act(goer, dice);
      if (written) this.written.push(written);
    }
    if (dice.chance(0.5)) this.#query(goer, ...this.#page.question(goer.userId, dice));
    if (dice.chance(0.1))
      this.#run({
        userId: "chief",
        operation: "boards.edit",
        input: { boardId, name: `Sales ${dice.next()}` },
      });
    if (dice.chance(0.2)) this.#run(this.#page.quieter(goer.userId, dice));
    const { plan, past } = this.#parts.context;
    if (plan.hasNudges && past.now.taskIds.length > 0)
      this.#run({
        userId: goer.userId,
        operation: "tasks.nudge",
        input: { boardId, taskId: dice.pick(past.now.taskIds.slice(-3)) },
      });
  }

  #query(goer: Watcher, operation: string, input: object): void {
    const { past, problems } = this.#parts.context;
    const { userId } = goer;
    const ignore = (error: unknown) => {
      if (!(error instanceof TaskwireError) || error.code === "internal")
        problems.push(`${operation} failed with ${error}`);
    };
    goer.client.call(operation, input, { timeoutMs: 20_000 }).catch(ignore);
    const [node] = this.#alive;
    if (!node) return;
    const direct = async () => {
      const text = await node.taskwire.call(userId, operation, input);
      goer.noteMarks(text);
      return JSON.parse(text) as unknown;
    };
    noting({ past, answers: this.answers }, { userId, operation }, direct).catch(ignore);
  }

  /**
   * Sends a command over the user's connection or directly to a node. Sometimes sends it twice, or
   * reuses its key with another input.
   */
  #run({ userId, operation, input }: Command): void {
    const { context, goers, ledger } = this.#parts;
    const dice = this.#dice;
    if (
      operation === "messages.post" &&
      dice.chance(0.3) &&
      this.#write(userId, input as MessageInput)
    )
      return;
    const key = context.runtime.id();
    const send = (what: object) => {
      const goer = dice.chance(0.6) ? goers.find((one) => one.userId === userId) : undefined;
      return async () => {
        // If the client is closed for good, the app asks a node for the outcome instead.
        if (goer && !goer.client.closed)
          return goer.client.call(operation, what, { key, timeoutMs: 30_000 });
        const node = await this.#reach(dice);
        context.uncounted.add(`${userId} ${key}`);
        return JSON.parse(await callAs(node.taskwire, userId, operation, what, key)) as unknown;
      };
    };
    void ledger.run({ userId, operation, key, input }, send(input));
    if (dice.chance(0.15)) void ledger.run({ userId, operation, key, input }, send(input));
    else if (dice.chance(0.03) && "text" in input)
      void ledger.run(
        { userId, operation, key, input: { ...input, text: "other" }, isReused: true },
        send({ ...input, text: "other" }),
      );
  }

  /** Posts through the room's store, which sends until the text is posted, once. */
  #write(userId: string, { roomId, text }: MessageInput): boolean {
    const goer = this.#parts.goers.find((one) => one.userId === userId);
    const room = goer?.rooms.get(roomId);
    if (!goer || goer.client.closed || room?.getSnapshot().status !== "ready") return false;
    const id = room.post(text);
    this.written.push({
      text,
      isSending: () =>
        room
          .getSnapshot()
          .messages.some((message) => message.id === id && message.state === "sending"),
    });
    count(this.#parts.context, "written");
    return true;
  }

  async #reach(dice: Dice): Promise<Node> {
    while (this.#alive.length === 0) await later(this.#parts.context, 100);
    return dice.pick(this.#alive);
  }
}
