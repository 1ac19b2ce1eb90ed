import { isFull } from "../../src/approvals/assign-votes.ts";
import { contentOf } from "../../src/approvals/content.ts";
import type { ApprovalChange, Proceeding, Voter } from "../../src/approvals/draft.ts";
import { judge } from "../../src/approvals/judge.ts";
import { startRound } from "../../src/approvals/round.ts";
import { addVoter, editContent, reviewPeople, withdrawVote } from "../../src/approvals/void.ts";
import { castVote } from "../../src/approvals/vote.ts";
import { runningApproval, stepOfVote } from "../../src/approvals/vote-steps.ts";
import type { TaskApproval, Vote } from "../../src/model/approval.ts";
import type { ApprovalData, StepData } from "../../src/model/approval-data.ts";
import type { Definitions, Facts } from "../../src/model/facts.ts";
import type { Task } from "../../src/model/task.ts";
import { randomFrom } from "../../src/testing/random.ts";
import type { ApprovalDefinition } from "../../src/workflow/approval-definition.ts";
import { transition } from "../../src/workflow/transition.ts";
import { purchaseWith, rolesFor, spend } from "./purchase.ts";

interface Member {
  readonly userId: string;
  role: string;
  disabled: boolean;
}

const parallel: ApprovalDefinition = {
  carryOver: "unchanged",
  rounds: 4,
  steps: {
    first: { by: { role: "LEGAL" }, required: "all", covers: ["data.supplier"] },
    second: {
      by: { any: [{ is: ["actor.role", "FINANCE"] }, { is: ["actor.role", "LEGAL"] }] },
      against: 2,
      covers: ["title"],
    },
    third: {
      after: ["first"],
      when: { atLeast: ["task.data.amount", 1_000] },
      by: { role: "DIRECTOR" },
    },
    last: { after: ["second", "third"], by: { role: "CHIEF" }, covers: ["title"] },
  },
};

/** The approvals that are played. */
const played: readonly ApprovalDefinition[] = [
  spend,
  { ...spend, carryOver: "unchanged", distinct: true, rounds: 3 },
  { ...spend, edits: "lock" },
  parallel,
  { ...parallel, distinct: true },
  {
    carryOver: "unchanged",
    steps: {
      both: {
        groups: {
          a: {
            by: { any: [{ is: ["actor.role", "LEGAL"] }, { is: ["actor.role", "CHIEF"] }] },
            required: 2,
          },
          b: { by: { any: [{ is: ["actor.role", "CHIEF"] }, { is: ["actor.role", "FINANCE"] }] } },
        },
        against: 2,
      },
      end: { after: ["both"], by: { role: "DIRECTOR" }, covers: ["data.amount"] },
    },
  },
];

const definitionsOf = played.map((approval) => {
  const workflow = purchaseWith(approval);
  return { workflow: workflow.data, roles: rolesFor(workflow).data };
});

/** The fields that a vote must be about: those of its step, and all that select steps and voters. */
const votedOn = (approval: ApprovalData, { covers }: StepData): string[] => {
  const selecting = JSON.stringify(approval.steps).matchAll(/"task\.([^"]+)"/g);
  return [...new Set([...covers, ...[...selecting].map(([, field = ""]) => field)])].sort();
};

const usual = [
  "STAFF",
  "MANAGER",
  "LEGAL",
  "FINANCE",
  "DIRECTOR",
  "CHIEF",
  "FINANCE",
  "CHIEF",
  "LEGAL",
  "DIRECTOR",
];
const roleNames = ["STAFF", "MANAGER", "LEGAL", "FINANCE", "DIRECTOR", "CHIEF"];

const keyOf = ({ step, seat, round, version }: Vote) => `${step} ${seat} ${round} ${version}`;

/** The data that selects steps and people, as the approval is written. */
function selectingOf({ data }: Task, definition: ApprovalData): string {
  const written = JSON.stringify(definition.steps);
  const selecting = Object.entries(data as object).filter(([field]) =>
    written.includes(`"task.data.${field}"`),
  );
  return JSON.stringify(selecting);
}

/** One task with random people, played without a server. Every act keeps the promises of approvals, or throws. */
class World {
  readonly #random: () => number;
  readonly #definitions: Definitions;
  readonly #people: Member[];
  #task: Task;
  /** The people who vote for others, by the person who is away. */
  readonly #delegates = new Map<string, readonly string[]>();
  /** The data that selected steps and people when a vote was cast. */
  readonly #selected = new Map<string, string>();
  /** How often each act has happened. */
  readonly counts: { [act: string]: number } = {};

  constructor(random: () => number) {
    this.#random = random;
    this.#definitions = this.#pick(definitionsOf);
    // Most steps have somebody at first, and many lose them later.
    this.#people = Array.from({ length: 5 + this.#below(5) }, (_, i) => ({
      userId: `p${i}`,
      role: this.#random() < 0.8 ? (usual[i] as string) : this.#pick(roleNames),
      disabled: false,
    }));
    const task = {
      ...newTask,
      data: { amount: this.#pick([500, 5_000, 200_000]), supplier: "s0", managerId: "p1" },
    };
    this.#task = this.#enter(undefined, task);
    this.#check();
  }

  play(acts: number): void {
    for (let i = 0; i < acts && this.#task.kind !== "working"; i++) {
      const before = this.#task;
      const act = this.#pick(this.#acts);
      const changed = act();
      if (!changed && this.#task !== before) throw new Error("a refusal changed something");
      if (changed) this.#check();
    }
  }

  readonly #acts = [
    () => this.#approve(),
    () => this.#approve(),
    () => this.#approve(),
    () => this.#approve(),
    () => this.#approve(),
    () => this.#approve(),
    () => this.#approve(),
    () => this.#approve(),
    () => this.#vote("reject"),
    () => this.#vote("revise"),
    () => this.#edit(),
    () => this.#resubmit(),
    () => this.#resubmit(),
    () => this.#withdraw(),
    () => this.#add(),
    () => this.#changePerson(),
    () => this.#goAway(),
  ];

  #below = (n: number) => Math.floor(this.#random() * n);
  #pick<T>(all: readonly T[]): T {
    return all[this.#below(all.length)] as T;
  }

  #count(act: string): true {
    this.counts[act] = (this.counts[act] ?? 0) + 1;
    return true;
  }

  #voters(): Voter[] {
    const { roles } = this.#definitions.roles;
    const people = new Map(this.#people.map((one) => [one.userId, one]));
    const delegatesOf = (userId: string) =>
      (this.#delegates.get(userId) ?? []).flatMap((id) => {
        const one = people.get(id);
        return one && !one.disabled && id !== newTask.requesterId ? one : [];
      });
    return this.#people.map(({ userId, role, disabled }) => ({
      delegates: delegatesOf(userId),
      userId,
      role,
      disabled,
      able: !disabled && userId !== newTask.requesterId && roles[role]?.["task.approve"] === true,
    }));
  }

  #proceeding(task: Task): Proceeding {
    const definition = this.#definitions.workflow.approvals?.spend as Proceeding["definition"];
    return { definition, task, voters: this.#voters(), now: task.updatedAt };
  }

  #enter(before: Task | undefined, task: Task): Task {
    if (task.state !== "asked") return task;
    const last =
      before?.decision && this.#definitions.workflow.actions[before.decision.action]?.vote;
    const wasTurnedDown = last === "against" || last === "return";
    const start = { name: "spend", version: 1, before: task.approval, wasTurnedDown };
    const change = startRound(start, this.#proceeding(task));
    if (change.outcome) throw new Error("a round began with its decision");
    if (change.events.some(({ type }) => type === "approval.carried")) this.#count("carried");
    return { ...task, approval: change.approval };
  }

  /** The facts of a person who acts for themselves, or as the delegate of somebody. */
  #facts(person: Member, caster: Member = person): Facts {
    const isDelegate = this.#delegates.get(person.userId)?.includes(caster.userId) === true;
    return {
      actor: { userId: person.userId, role: person.role },
      task: this.#task,
      ...(caster !== person && {
        caster: { userId: caster.userId, role: caster.role, isDelegate },
      }),
    };
  }

  #next(task: Task): void {
    this.#task = { ...task, version: this.#task.version + 1 };
  }

  /** Several people try, until one may. */
  #approve(): boolean {
    for (let i = 0; i < 4; i++) if (this.#vote("approve")) return true;
    return false;
  }

  #vote(action: "approve" | "reject" | "revise"): boolean {
    const caster = this.#pick(this.#people);
    const away = this.#people.filter(({ userId }) =>
      this.#delegates.get(userId)?.includes(caster.userId),
    );
    const person = away.length > 0 && this.#random() < 0.5 ? this.#pick(away) : caster;
    const running = runningApproval(this.#task, this.#definitions);
    const step =
      this.#random() < 0.3 ? this.#pick(Object.keys(this.#task.approval?.steps ?? {})) : undefined;
    const version = this.#random() < 0.5 ? this.#task.version - this.#below(6) : undefined;
    const facts = { ...this.#facts(person, caster), vote: { step, version } };
    const verdict = judge(`task.${action}`, facts, this.#definitions);
    if (verdict.allowed !== true || person.disabled || caster.disabled || !running) return false;
    if (action === "revise") return this.#decide(action, this.#task, caster);
    const kind = action === "approve" ? "for" : "against";
    const seat = stepOfVote(kind, running, facts);
    if (!seat) throw new Error("a vote was allowed in no step");
    const ballot = {
      step: seat.name,
      seat: facts.actor,
      castBy: caster.userId,
      vote: kind,
      version,
    } as const;
    const change = castVote(running.approval, ballot, this.#proceeding(this.#task));
    this.#count(kind);
    if (caster !== person) this.#count("delegate");
    for (const vote of change.approval.votes)
      if (vote.seat === person.userId && vote.step === seat.name)
        this.#selected.set(keyOf(vote), selectingOf(this.#task, running.definition));
    if (change.events.some(({ type }) => type === "approval.carried")) this.#count("carried");
    const task = { ...this.#task, approval: change.approval };
    if (!change.outcome) this.#next(task);
    else {
      if (change.outcome !== kind) throw new Error(`a vote ${kind} decided ${change.outcome}`);
      this.#decide(action, task, caster);
    }
    return true;
  }

  #decide(action: string, task: Task, { userId }: Member): true {
    const { workflow } = this.#definitions;
    this.#checkDecision(action, task.approval as TaskApproval, task);
    this.#next(transition(task, action, { workflow, actorId: userId, now: task.updatedAt }));
    return this.#count(action);
  }

  #checkDecision(action: string, { steps, votes }: TaskApproval, task: Task): void {
    if (action !== "approve") return;
    for (const [name, step] of Object.entries(steps)) {
      if (step.state === "skipped") continue;
      const data = this.#proceeding(task).definition.steps[name];
      const groups = votes
        .filter((one) => one.step === name && one.vote === "for")
        .map((one) => one.groups);
      if (step.state !== "passed" || !isFull(groups, step.required) || !data)
        throw new Error(`decided while ${name} was ${step.state}`);
      const content = contentOf(task, votedOn(this.#proceeding(task).definition, data));
      if (votes.some((one) => one.step === name && one.content !== content))
        throw new Error("decided by a vote about something else");
    }
    if (!votes.some(({ round }) => round === task.approval?.round))
      throw new Error("decided without a vote of this round");
  }

  #edit(): boolean {
    const requester = { userId: "p0", role: "CHIEF", disabled: false };
    const verdict = judge("task.edit", this.#facts(requester), this.#definitions);
    if (verdict.allowed !== true) return false;
    const before = this.#task;
    const data = before.data as { amount: number; supplier: string; managerId: string };
    const change = this.#pick([
      { title: `t${this.#below(4)}` },
      { data: { ...data, amount: this.#pick([500, 5_000, 200_000]) } },
      { data: { ...data, supplier: `s${this.#below(3)}` } },
      { data: { ...data, managerId: `p${this.#below(4)}` } },
      { description: `d${this.#below(3)}` },
    ]);
    const task = { ...before, ...change };
    if (JSON.stringify(task) === JSON.stringify(before)) return false;
    const edited = { ...task, contentSince: before.version };
    const running = runningApproval(before, this.#definitions);
    if (!running) this.#next(edited);
    else {
      const after = editContent(running.approval, before, this.#proceeding(edited));
      this.#undecided("an edit", running.approval, after);
      this.#next({ ...edited, approval: after.approval });
    }
    return this.#count("edit");
  }

  #undecided(act: string, before: TaskApproval, change: ApprovalChange): void {
    if (change.outcome) throw new Error(`${act} decided`);
    if (change.events.some(({ type }) => type === "approval.passed" || type === "approval.carried"))
      throw new Error(`${act} passed a step`);
    for (const [name, step] of Object.entries(change.approval.steps))
      if (step.state === "passed" && before.steps[name]?.state !== "passed")
        throw new Error(`${act} passed ${name}`);
  }

  #resubmit(): boolean {
    const requester = { userId: "p0", role: "STAFF", disabled: false };
    const verdict = judge("task.resubmit", this.#facts(requester), this.#definitions);
    if (verdict.allowed !== true) return false;
    const before = this.#task;
    const { workflow } = this.#definitions;
    const context = { workflow, actorId: "p0", now: before.updatedAt };
    const task = this.#enter(before, transition(before, "resubmit", context));
    for (const [name, { state }] of Object.entries(before.approval?.steps ?? {}))
      if (state === "open" && task.approval?.steps[name]?.state === "passed")
        throw new Error(`the step ${name} that turned the task down was not asked again`);
    for (const vote of task.approval?.votes ?? []) {
      if (before.approval?.steps[vote.step]?.state !== "passed")
        throw new Error(`a vote of ${vote.step} carried over, which had not passed`);
      if (this.#selected.get(keyOf(vote)) !== selectingOf(task, this.#proceeding(task).definition))
        throw new Error("a vote carried over to another choice of steps and people");
    }
    if (task.approval?.votes.length) this.#count("kept");
    this.#next(task);
    return this.#count("resubmit");
  }

  #withdraw(): boolean {
    const running = runningApproval(this.#task, this.#definitions);
    const vote = running && this.#pick(running.approval.votes);
    if (!vote || running.approval.steps[vote.step]?.state !== "open") return false;
    const out = { step: vote.step, seat: vote.seat, by: vote.seat };
    const change = withdrawVote(running.approval, out, this.#proceeding(this.#task));
    this.#undecided("a withdrawal", running.approval, change);
    this.#next({ ...this.#task, approval: change.approval });
    return this.#count("withdraw");
  }

  #add(): boolean {
    if (this.#random() < 0.7) return false;
    const running = runningApproval(this.#task, this.#definitions);
    const open = Object.entries(running?.approval.steps ?? {}).filter(
      ([, { state }]) => state === "open",
    );
    const voter = this.#pick(this.#voters().filter(({ able }) => able));
    if (!running || open.length === 0 || !voter) return false;
    const [step] = this.#pick(open);
    const group = this.#pick(Object.keys(running.definition.steps[step]?.groups ?? {}));
    const added = { step, group, userId: voter.userId, by: "p0" };
    const change = addVoter(running.approval, added, this.#proceeding(this.#task));
    this.#undecided("a voter", running.approval, change);
    this.#next({ ...this.#task, approval: change.approval });
    return this.#count("addVoter");
  }

  #changePerson(): boolean {
    const person = this.#pick(this.#people);
    if (this.#random() < 0.3) person.disabled = !person.disabled;
    else person.role = this.#pick(roleNames);
    const running = runningApproval(this.#task, this.#definitions);
    if (!running) return false;
    const change = reviewPeople(running.approval, this.#proceeding(this.#task));
    this.#undecided("a change of people", running.approval, change);
    this.#next({ ...this.#task, approval: change.approval });
    return this.#count("person");
  }

  /** A person goes away, or comes back. */
  #goAway(): boolean {
    const person = this.#pick(this.#people);
    const to = [this.#pick(this.#people), this.#pick(this.#people)].filter((one) => one !== person);
    this.#delegates.set(person.userId, this.#random() < 0.3 ? [] : to.map(({ userId }) => userId));
    const running = runningApproval(this.#task, this.#definitions);
    if (!running) return false;
    const change = reviewPeople(running.approval, this.#proceeding(this.#task));
    this.#undecided("an absence", running.approval, change);
    this.#next({ ...this.#task, approval: change.approval });
    return this.#count("away");
  }

  #check(): void {
    const task = this.#task;
    const running = runningApproval(task, this.#definitions);
    if (!running) return;
    const { steps, votes } = running.approval;
    const problem = (text: string) => new Error(`${text}: ${JSON.stringify(task)}`);
    for (const vote of votes) {
      if (vote.seat === task.requesterId || vote.castBy === task.requesterId)
        throw problem("a vote of the requester counts");
      const same = votes.filter(
        (one) => one.step === vote.step && (one.seat === vote.seat || one.castBy === vote.castBy),
      );
      if (same.length > 1) throw problem("a person votes twice in a step");
    }
    for (const [name, step] of Object.entries(steps)) {
      const inStep = votes.filter((one) => one.step === name);
      if (inStep.some(({ content }) => content !== step.content))
        throw problem("a vote is about something else");
      const groups = inStep.filter(({ vote }) => vote === "for").map((one) => one.groups);
      const full = step.state !== "waiting" && isFull(groups, step.required);
      if (step.state === "passed" && !full) throw problem(`${name} passed without its votes`);
      if (step.state === "open" && full) throw problem(`${name} is full and open`);
    }
    this.#checkSomebody(problem);
  }

  #checkSomebody(problem: (text: string) => Error): void {
    // It takes longer than everything else.
    if (this.#random() < 0.8) return;
    const { steps = {} } = this.#task.approval ?? {};
    const open = Object.values(steps).filter(({ state }) => state === "open");
    if (open.length === 0) throw problem("no step is open");
    for (const [step, { state, stalled }] of Object.entries(steps)) {
      if (state !== "open" || stalled) continue;
      const canVote = this.#people.some((person) => {
        const may = (action: string) =>
          this.#people.some((caster) => {
            const facts = { ...this.#facts(person, caster), vote: { step } };
            return !caster.disabled && judge(action, facts, this.#definitions).allowed === true;
          });
        return !person.disabled && (may("task.approve") || may("task.reject"));
      });
      if (!canVote) throw problem(`nobody can act in ${step}, and it is not stalled`);
    }
  }
}

/** Plays tasks one after the other. Returns how often each act happened. */
export function playWorlds(worlds: number, acts: number, seed: number): { [act: string]: number } {
  const random = randomFrom(seed);
  const counts: { [act: string]: number } = {};
  for (let i = 0; i < worlds; i++) {
    const world = new World(random);
    world.play(acts);
    for (const [act, count] of Object.entries(world.counts))
      counts[act] = (counts[act] ?? 0) + count;
  }
  return counts;
}

const newTask: Task = {
  id: "t1",
  version: 10,
  boardId: "b1",
  type: "purchase",
  title: "t0",
  description: "",
  data: null,
  state: "asked",
  kind: "waiting",
  requesterId: "p0",
  decision: null,
  decisions: [],
  template: null,
  involved: ["p0"],
  done: 0,
  total: 0,
  cancelled: 0,
  contentSince: 0,
  locked: [],
  again: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};
