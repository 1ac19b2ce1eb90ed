import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { webhookSecret, webhookSender } from "@taskwire/webhooks";
import { Webhook } from "standardwebhooks";
import { describe, expect, onTestFinished, test } from "vitest";
import { opened } from "../packages/core/src/testing/engine/opened.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

const secret = webhookSecret();

/** A receiver that checks each request with the library of the standard, and fails now and then. */
async function startReceiver(stack: AsyncDisposableStack, isEnough: (count: number) => boolean) {
  const got: { readonly id: string; readonly title: string }[] = [];
  const most = { open: 0, atOnce: 0 };
  const done = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    most.open += 1;
    most.atOnce = Math.max(most.atOnce, most.open);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    const { id, data } = new Webhook(secret).verify(body, headers) as {
      id: string;
      data: { task: { title: string } };
    };
    got.push({ id, title: data.task.title });
    most.open -= 1;
    response.writeHead(204).end();
    if (isEnough(new Set(got.map((one) => one.id)).size)) done.resolve();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, got, most, done: done.promise };
}

describe.each(["memory", "SQLite", "PostgreSQL"])("%s sends webhooks", (kind) => {
  test("of two nodes in order, one at a time, with signatures of the standard", async () => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const storage = storagesIn(stack, await postgresUrl())[kind] as Storage;
    const titles = Array.from({ length: 12 }, (_, i) => `T${i}`);
    const receiver = await startReceiver(stack, (count) => count === titles.length);
    const webhooks = webhookSender({ http: true, allowPrivate: () => true });
    const open = (collections: Parameters<Storage["open"]>[0]) => storage.open(collections);
    const first = createTaskwire({ storage: { ...opened(storage), open }, webhooks });
    const second = createTaskwire({ storage: opened(storage), webhooks });
    for (const node of [first, second]) {
      await node.open();
      stack.defer(() => node.close());
    }
    const { users, boards, members } = first.system;
    await users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
    const { id: boardId } = await boards.create({ name: "Sales" });
    await members.add({ boardId, userId: "lek" });
    const hook = {
      id: "crm",
      url: receiver.url,
      secrets: [secret],
      types: ["task.created"] as const,
    };
    await first.system.webhooks.put(hook);
    for (const [i, title] of titles.entries())
      await [first, second][i % 2]?.as({ userId: "lek" }).tasks.create({ boardId, title });
    await receiver.done;
    const distinct = [...new Map(receiver.got.map((one) => [one.id, one.title])).values()];
    expect(distinct).toEqual(titles);
    expect(receiver.most.atOnce).toBe(1);
  });
});
