import type { ErrorContext } from "../../src/model/error-context.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import type { WebhookAnswer, WebhookRequest } from "../../src/webhooks/sender.ts";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
export const secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];

export interface Body {
  readonly type: string;
  readonly timestamp: string;
  readonly topic: string;
  readonly number: number;
  readonly id: string;
  readonly previous: number;
  readonly data: { readonly task?: { readonly title: string } };
}

/** A node with a board of Dao and Lek, and a receiver that a test controls. */
export async function startSending() {
  const fake = fakeRuntime();
  let skipped = 0;
  const runtime = { ...fake, now: () => fake.now() + skipped };
  /** Lets time pass. Most of each minute is skipped: a node looks at its webhooks every second. */
  const advance = async (ms: number) => {
    for (let left = ms; left > 0; left -= minute) {
      await fake.advance(second);
      skipped += minute - second;
    }
  };
  const storage = memoryStorage();
  const errors: { readonly error: unknown; readonly context: ErrorContext }[] = [];
  const got: (WebhookRequest & { readonly at: number })[] = [];
  const receiver = {
    answer: (_: WebhookRequest): WebhookAnswer | Promise<WebhookAnswer> => ({ status: 200 }),
  };
  const startNode = async () => {
    const node = createTaskwire({
      storage: { ...storage, close: async () => {} },
      runtime,
      onError: (error, context) => errors.push({ error, context }),
      webhooks: {
        timeoutMs: 20 * second,
        async send(request) {
          got.push({ ...request, at: runtime.now() });
          return receiver.answer(request);
        },
      },
    });
    await node.open();
    return node;
  };
  const node = await startNode();
  const { users, boards, members, webhooks } = node.system;
  await users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  await users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await members.add({ boardId, userId });
  const as = (userId: string) => node.as({ userId });
  const ask = async (title: string, on = boardId) =>
    (await as("lek").tasks.create({ boardId: on, title })).task;
  const put = (more: object = {}) =>
    webhooks.put({ id: "crm", url: "https://crm.example/", secrets, boardId, ...more });
  const bodies = () => got.map(({ body }) => JSON.parse(body) as Body);
  const titles = () => bodies().map(({ data }) => data.task?.title);
  const one = async () => (await webhooks.list({})).webhooks[0];
  const rows = async (collection: string) =>
    (await storage.list(collection, { index: "board", equals: {}, limit: 100 })).records;
  // A webhook gets the events from its own time on.
  await fake.advance(second);
  return {
    ...{ node, startNode, storage, runtime, advance, got, receiver, boardId, as, ask, put },
    ...{ bodies, titles, one, rows, errors, webhooks },
    skip: (ms: number) => {
      skipped += ms;
    },
  };
}

/** A receiver that answers with a status. */
export const fails = (status: number) => () => ({ status });
