import { type ErrorCode, TaskwireError } from "@taskwire/core";
import { boardId, userIds } from "./cast.ts";
import { type Ground, type Node, startNode } from "./nodes.ts";
import type { Reference } from "./reference.ts";
import type { Answer, Watcher } from "./watcher.ts";

interface Parts {
  readonly ground: Ground;
  readonly nodes: Node[];
  readonly stable: Node;
  readonly goers: readonly Watcher[];
  readonly reference: Reference;
}

/** What a person may run into without anybody being wrong. */
const usual: readonly ErrorCode[] = [
  "forbidden",
  "not_found",
  "refused",
  "invalid",
  "rate_limited",
  "unavailable",
  "unknown_outcome",
];

/** The things that happen in a schedule, by chance. */
export class Actions {
  readonly problems: string[] = [];
  /** What was read without a connection, as an HTTP adapter does. */
  readonly answers: (Answer & { readonly userId: string })[] = [];
  readonly #parts: Parts;
  #titles = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.ground.lookedUp = (memberId) => this.#removeSoon(memberId.slice(memberId.indexOf("/") + 1));
  }

  async step(): Promise<void> {
    const { dice } = this.#parts.ground;
    const roll = dice.next();
    if (roll < 0.07) this.#dropLine();
    else if (roll < 0.13) this.#stallLine();
    else if (roll < 0.18) await this.#restart();
    else if (roll < 0.3) this.#ask();
    else if (roll < 0.4) this.#changeMembers();
    else {
      // Several at once: some of them meet on the same record.
      for (let more = dice.between(1, 4); more > 0; more--) this.#command();
    }
    for (const goer of this.#parts.goers) if (dice.chance(0.3)) goer.comeBack();
  }

  #dropLine(): void {
    const { dice } = this.#parts.ground;
    dice.pick(this.#parts.goers).line.drop();
  }

  #stallLine(): void {
    const { dice, runtime } = this.#parts.ground;
    const { line } = dice.pick(this.#parts.goers);
    line.stall(true);
    runtime.timer(dice.between(50, 9_000), () => line.stall(false));
  }

  /** A node dies, or says goodbye; another one takes its place. */
  async #restart(): Promise<void> {
    const { ground, nodes, goers, stable } = this.#parts;
    const { dice } = ground;
    const node = nodes.find((one) => one !== stable && !one.isDead);
    if (!node) return;
    ground.counts.restarts++;
    nodes.splice(nodes.indexOf(node), 1, await startNode(ground));
    if (dice.chance(0.5)) {
      node.kill();
      for (const { line } of goers) line.lost(node);
    } else {
      this.#watch(node.taskwire.close({ deadlineMs: dice.pick([0, 500]) }));
    }
  }

  /** Between the look-up of their right and the end of their catching up. */
  #removeSoon(userId: string): void {
    const { dice, runtime } = this.#parts.ground;
    if (userId === "chief" || !dice.chance(0.12)) return;
    runtime.timer(dice.between(0, 80), () => {
      this.#run("chief", "members.remove", { boardId, userId });
      runtime.timer(dice.between(50, 3_000), () => this.#run("chief", "members.add", { boardId, userId }));
    });
  }

  #changeMembers(): void {
    const { ground } = this.#parts;
    const { dice } = ground;
    const userId = dice.pick(userIds.slice(1));
    const roll = dice.next();
    const remove = () => this.#run("chief", "members.remove", { boardId, userId });
    const add = () => this.#run("chief", "members.add", { boardId, userId });
    if (roll < 0.3) remove();
    else if (roll < 0.45) {
      remove();
      ground.runtime.timer(dice.between(0, 200), add);
    } else if (roll < 0.65) add();
    else if (roll < 0.85) {
      const role = dice.pick(["ADMIN", "ADMIN_LIMITED", "ADMIN_LIMITED", null]);
      this.#run("chief", "members.change", { boardId, userId, role });
    } else {
      const role = dice.pick(["ADMIN", "ADMIN_LIMITED", "ADMIN_LIMITED"]);
      this.#watch(this.#node().taskwire.system.users.put({ id: userId, name: userId, role }));
    }
  }

  #command(): void {
    const { dice } = this.#parts.ground;
    const userId = dice.pick(userIds);
    const { taskIds } = this.#parts.reference;
    if (taskIds.length === 0 || dice.chance(0.2)) {
      const title = `#t${++this.#titles}# ${dice.pick(["routine", "special"])}`;
      return this.#run(userId, "tasks.create", { boardId, title });
    }
    // The newest ones are fought over.
    const taskId = dice.pick(taskIds.slice(-4));
    const [mark = ""] = [...this.#parts.reference.marks].find(([, id]) => id === taskId) ?? [];
    const onTask = { boardId, taskId };
    const roll = dice.next();
    if (roll < 0.25) return this.#run(dice.chance(0.7) ? "boss" : userId, "tasks.approve", onTask);
    if (roll < 0.3) return this.#run(userId, "tasks.reject", { ...onTask, reason: `no ${mark}` });
    if (roll < 0.34) return this.#run(userId, "tasks.resubmit", onTask);
    if (roll < 0.37) return this.#run(userId, "tasks.cancel", onTask);
    if (roll < 0.41) return this.#run(userId, "tasks.edit", { ...onTask, title: `${mark} routine again` });
    if (roll < 0.5) {
      const assigneeId = dice.pick([...userIds, null]);
      return this.#run("chief", "subtasks.create", { ...onTask, title: `part of ${mark}`, assigneeId });
    }
    const subtaskId = this.#subtaskOf(taskId);
    if (!subtaskId) return this.#run("chief", "tasks.approve", onTask);
    const onSubtask = { ...onTask, subtaskId };
    if (roll < 0.75)
      return this.#run("chief", "subtasks.assign", { ...onSubtask, assigneeId: dice.pick([...userIds, null]) });
    if (roll < 0.93) return this.#run(dice.pick([userId, "chief"]), "subtasks.complete", onSubtask);
    return this.#run(userId, "subtasks.reopen", onSubtask);
  }

  #subtaskOf(taskId: string): string | undefined {
    const { dice } = this.#parts.ground;
    const ids = this.#parts.reference.subtaskIds(taskId);
    return ids.length > 0 ? dice.pick(ids) : undefined;
  }

  /** Reads by all ways at once: over the person's connection, and through a node as an HTTP adapter does. */
  #ask(): void {
    const { ground, goers, reference } = this.#parts;
    const { dice } = ground;
    const goer = dice.pick(goers);
    const { userId } = goer;
    const tasks = dice.chance(0.7) ? reference.visible(userId) : reference.taskIds;
    const taskId = tasks.length > 0 ? dice.pick(tasks.slice(-5)) : "none";
    const [operation, input] = dice.pick<[string, object]>([
      ["boards.open", { boardId }],
      ["tasks.list", { boardId, limit: dice.between(1, 5) }],
      ["tasks.get", { boardId, taskId }],
      ["tasks.history", { boardId, taskId }],
      ["tasks.history", { boardId, taskId, limit: 3 }],
    ]);
    this.#watch(goer.ask(operation, input));
    const answer = { operation, asked: reference.head };
    const direct = this.#node().taskwire.call(userId, operation, input);
    this.#watch(
      direct.then((text) => {
        this.answers.push({ ...answer, userId, result: JSON.parse(text), answered: reference.head });
      }),
    );
  }

  /** Sends a command, over the person's connection or straight to a node; now and then the same one twice. */
  #run(userId: string, operation: string, input: object): void {
    const { ground, goers } = this.#parts;
    const { dice, runtime } = ground;
    const key = runtime.id();
    const goer = goers.find((one) => one.userId === userId);
    const once = () =>
      goer && dice.chance(0.6)
        ? goer.client.call(operation, input, { key, timeoutMs: 30_000 })
        : this.#node()
            .taskwire.call(userId, operation, input, key)
            .then((text) => JSON.parse(text));
    const results = dice.chance(0.15) ? [once(), once()] : [once()];
    for (const result of results) this.#watch(result);
    void Promise.allSettled(results).then((outcomes) => {
      const texts = new Set(outcomes.flatMap((one) => (one.status === "fulfilled" ? JSON.stringify(one.value) : [])));
      if (texts.size > 1) this.problems.push(`${operation} with one key had two results: ${[...texts].join(" and ")}`);
    });
  }

  #node(): Node {
    return this.#parts.ground.dice.pick(this.#parts.nodes.filter(({ isDead }) => !isDead));
  }

  #watch(outcome: Promise<unknown>): void {
    outcome.catch((error) => {
      if (error instanceof TaskwireError && usual.includes(error.code)) return;
      this.problems.push(`A call failed with ${error}`);
    });
  }
}
