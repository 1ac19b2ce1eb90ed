import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ChannelMessage, TaskwireError } from "@taskwire/core";
import { decisionPage, expressAdapter } from "@taskwire/express-adapter";
import express from "express";
import type { Dice } from "./dice.ts";
import type { DrawnStep } from "./reference/approvals.ts";
import type { LinkCall, MailedLink, Moment, PlayedLinks } from "./reference/links.ts";

type Answer = { readonly allowed: unknown };
/** A request that asks for a vote. */
interface Asked {
  readonly step: string | null;
  /** The people whose votes it asks for. Null: the recipient's own. */
  readonly for: readonly string[] | null;
}
type Ask = (input: object) => Promise<unknown>;

/** A server, as far as links need it. */
export interface LinkNode {
  readonly system: {
    readonly links: {
      make(input: object): Promise<{ url: string; code?: string; expiresAt: string }>;
    };
  };
  as(actor: { readonly userId: string }): {
    readonly links: { readonly show: Ask; readonly use: Ask };
    readonly tasks: { why(input: object): Promise<Answer> };
  };
  admitStranger(address: string): { call(operation: string, input: object): Promise<string> };
}

/** The part of a run that links use. */
export interface LinkParts {
  readonly on: { readonly boardId: string; readonly taskId: string };
  readonly steps: { readonly [step: string]: DrawnStep };
  readonly nodes: () => readonly LinkNode[];
  /** The time of a server, in ms. */
  readonly now: (node: LinkNode) => number;
  readonly task: () => Promise<Moment["task"]>;
  readonly delegatesOf: (userId: string) => Promise<readonly string[]>;
  readonly people: () => Moment["people"];
}

/** The HTTP server of all runs, with the app of the run that is playing. */
let served: Promise<{ origin: string; show: (app: express.Express) => void }> | undefined;

async function serve() {
  let app = express();
  const server = createServer((request, response) => void app(request, response));
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const show = (next: express.Express) => {
    app = next;
  };
  return { origin: `http://127.0.0.1:${port}`, show };
}

/** The host that mails decision links, and everybody who opens them. */
export class Links implements Omit<PlayedLinks, "events"> {
  readonly links: MailedLink[] = [];
  readonly refused: Omit<MailedLink, "token" | "code" | "expiresAt">[] = [];
  readonly calls: LinkCall[] = [];
  readonly direct: { by: string; for?: string; action: string }[] = [];
  readonly visits: { page: boolean; text: string }[] = [];
  readonly #dice: Dice;
  readonly #parts: LinkParts;
  #moments = 0;

  constructor(dice: Dice, parts: LinkParts) {
    this.#dice = dice;
    this.#parts = parts;
  }

  async #moment(
    {
      userId,
      principalId,
      step,
      actions,
    }: Pick<MailedLink, "userId" | "principalId" | "step" | "actions">,
    node: LinkNode,
  ): Promise<Moment> {
    const { on, now, task, people } = this.#parts;
    const input = { ...on, step, ...(principalId !== null && { for: principalId }) };
    const allowed: string[] = [];
    for (const action of actions) {
      const verdict = await node
        .as({ userId })
        .tasks.why({ ...input, action })
        .catch(() => undefined);
      if (verdict?.allowed === true) allowed.push(action);
    }
    const number = this.#moments++;
    return {
      number,
      now: now(node),
      task: await task(),
      allowed,
      people: structuredClone(people()),
    };
  }

  /** Makes the links of a mail, as an app's channel does. */
  async mail(userId: string, notifications: ChannelMessage["notifications"]): Promise<void> {
    for (const one of notifications) {
      const { step, for: seats } = one as typeof one & Asked;
      if (one.reason !== "approval.requested" || !step || !this.#dice.chance(0.7)) continue;
      for (const seat of seats ?? [userId]) await this.#make(userId, step, seat);
    }
  }

  /** Makes a link, mostly for somebody who can vote. */
  async #makeAny(): Promise<void> {
    const { chance, pick } = this.#dice;
    const { steps, people, task } = this.#parts;
    const { approval } = await task();
    const open = Object.keys(steps).filter((one) => approval?.steps[one]?.state === "open");
    if (open.length === 0) return;
    const step = pick(open);
    const roles = Object.values(steps[step]?.groups ?? {}).map(({ role }) => role);
    const fitting = people().filter(({ role }) => roles.includes(role));
    const isAny = chance(0.1) || fitting.length === 0;
    const seat = pick(isAny ? people() : fitting).userId;
    const delegates = chance(0.6) ? await this.#parts.delegatesOf(seat) : [];
    const userId =
      delegates.length > 0 ? pick(delegates) : chance(0.1) ? pick(people()).userId : seat;
    await this.#make(userId, step, seat);
  }

  async #make(userId: string, step: string, seat: string): Promise<void> {
    const { chance, pick } = this.#dice;
    const mode = chance(0.5) ? "bearer" : "signIn";
    const all = pick([["approve"], ["approve", "reject"], ["reject", "approve", "revise"]]);
    const principalId = seat === userId ? null : seat;
    const about = { userId, principalId, step, mode, actions: all } as const;
    const node = pick(this.#parts.nodes());
    const from = await this.#moment(about, node);
    const made = await node.system.links
      .make({
        ...{ ...this.#parts.on, userId, step, actions: all, mode },
        ...(principalId !== null && { for: principalId }),
        ...((mode === "bearer" || chance(0.2)) && { confirm: "code" }),
      })
      .catch((error: unknown) => {
        if (!(error instanceof TaskwireError)) throw error;
        return error.code;
      });
    const until = await this.#moment(about, node);
    if (typeof made === "object") {
      const { url, code, expiresAt } = made;
      this.links.push({ ...about, token: url.split("#")[1] ?? "", code, expiresAt, from, until });
    } else if (made !== "unavailable") this.refused.push({ ...about, from, until });
  }

  /** Somebody mails a link, opens one, presses a button of it, or a program checks a mail. */
  async act(): Promise<unknown> {
    const { chance, between } = this.#dice;
    const link = chance(0.7) ? this.links.at(-1) : this.links[between(0, this.links.length - 1)];
    if (!link || chance(0.3)) return this.#makeAny();
    if (chance(0.05)) return this.#visit(link);
    if (chance(0.4)) return this.#call(link, "show");
    const clicks = chance(0.3) ? 3 : 1;
    return Promise.all(Array.from({ length: clicks }, () => this.#call(link, "use")));
  }

  async #call(link: MailedLink, operation: "show" | "use"): Promise<void> {
    const { chance, pick } = this.#dice;
    const node = pick(this.#parts.nodes());
    const others = [null, ...this.#parts.people().map(({ userId }) => userId)];
    const caller = chance(0.75) ? link.userId : pick(others);
    const code = chance(0.7)
      ? link.code
      : chance(0.4)
        ? undefined
        : link.code === "007"
          ? "008"
          : "007";
    const token = chance(0.03) ? "0".repeat(64) : link.token;
    const from = await this.#moment(link, node);
    const action = chance(0.1) ? "revise" : pick(link.actions);
    const version = chance(0.85) ? from.task.version : link.from.task.version;
    const hasReason = operation === "use" && action === "revise" && chance(0.9);
    const input = {
      ...{ token, ...(code !== undefined && { code }) },
      ...(operation === "use" && { action, version }),
      ...(hasReason && { reason: "Why" }),
    };
    const started = this.#parts.now(node);
    const asked =
      caller === null
        ? node.admitStranger("192.0.2.1").call(`links.${operation}`, input)
        : node
            .as({ userId: caller })
            .links[operation](input)
            .then((one) => JSON.stringify(one));
    const answer = await asked.catch((error: unknown) => {
      if (!(error instanceof TaskwireError)) throw error;
      const { code: name, message, details } = error;
      return JSON.stringify({ code: name, message, details });
    });
    const tookMs = this.#parts.now(node) - started;
    const until = await this.#moment(link, node);
    const asks = operation === "use" ? { action, version, hasReason } : {};
    this.calls.push({ operation, token, caller, code, ...asks, from, until, tookMs, answer });
  }

  /** A program that checks mails: it opens the address and sends forms, and it can't read the code. */
  async #visit({ token }: MailedLink): Promise<void> {
    served ??= serve();
    const { origin, show } = await served;
    const app = express();
    const taskwire = this.#parts.nodes()[0] as never;
    const authenticate = async () => {
      throw new TaskwireError("unauthenticated", "There is no session.");
    };
    app.use("/api", expressAdapter({ taskwire, authenticate }));
    app.use("/vote", decisionPage({}));
    show(app);
    const form = new URLSearchParams({ token, action: "approve", version: "1" });
    const use = `${origin}/api/links/use`;
    const page = await fetch(`${origin}/vote#${token}`);
    this.visits.push({ page: true, text: await page.text() });
    const rest = [
      fetch(`${origin}/vote?${token}`, { method: "HEAD" }),
      fetch(`${use}?${form}`),
      fetch(use, { method: "POST", body: form }),
      fetch(`${origin}/vote`, { method: "POST", body: form }),
    ];
    for (const answer of await Promise.all(rest))
      this.visits.push({ page: false, text: await answer.text() });
  }
}
