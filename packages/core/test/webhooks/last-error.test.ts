import { expect, test } from "vitest";
import { byteLength } from "../../src/model/byte-length.ts";
import { day, fails, minute, second, secrets, startSending } from "./sending.ts";

test("the list says why the last attempt failed, until one succeeds", async () => {
  const { put, ask, advance, receiver, one, runtime, node } = await startSending();
  expect((await put()).webhook).toMatchObject({ lastError: null });
  await runtime.advance(second);
  receiver.answer = () => ({ status: 0, error: "The request failed: ECONNREFUSED." });
  await ask("A");
  await runtime.settle();
  expect(await one()).toMatchObject({ lastError: "The request failed: ECONNREFUSED." });
  receiver.answer = fails(503);
  await advance(2 * minute);
  expect(await one()).toMatchObject({ lastError: "The receiver answered with the status 503." });
  receiver.answer = fails(302);
  await advance(10 * minute);
  expect((await one())?.lastError).toBe(
    "The receiver answered with the status 302. Redirects are not followed.",
  );
  receiver.answer = fails(200);
  await advance(day);
  expect(await one()).toMatchObject({ lastError: null, failingSince: null });
  await node.close();
});

test("a failure without a reason, and one of a sender that never answers, have a text too", async () => {
  const { put, ask, receiver, one, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(0);
  await ask("A");
  await runtime.settle();
  expect(await one()).toMatchObject({ lastError: "There was no answer." });
  receiver.answer = () => new Promise(() => {});
  await runtime.advance(50 * second);
  expect((await one())?.lastError).toBe("The sender gave no answer within 40000 ms.");
  await node.close();
});

test("a resumed webhook, and one that is put again after 410, have no old reason", async () => {
  const { put, ask, advance, receiver, one, webhooks, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(503);
  await ask("A");
  await advance(6 * day);
  expect(await one()).toMatchObject({ state: "off", lastError: expect.stringContaining("503") });
  receiver.answer = () => new Promise(() => {});
  expect(await webhooks.resume({ id: "crm" })).toMatchObject({ webhook: { lastError: null } });
  receiver.answer = fails(410);
  await advance(3 * minute);
  expect(await one()).toMatchObject({ state: "gone", lastError: expect.stringContaining("410") });
  receiver.answer = fails(200);
  expect(await put()).toMatchObject({ webhook: { state: "on", lastError: null } });
  await node.close();
});

test("the reason is one short line that every storage keeps, and has no secret", async () => {
  const { put, ask, receiver, one, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  const [secret = ""] = secrets;
  const error = `\u0000\ud83d bad key ${secret} and ${secret.slice(6)}\nร้าน${"เ".repeat(5_000)}😀`;
  receiver.answer = () => ({ status: 0, error });
  await ask("A");
  await runtime.settle();
  const { lastError = null } = (await one()) ?? {};
  expect(lastError).toMatch(/^\S* bad key … and … ร้านเ/);
  expect(lastError).not.toContain(secret.slice(6));
  expect(byteLength(lastError ?? "")).toBeLessThanOrEqual(200);
  expect(lastError?.isWellFormed()).toBe(true);
  expect(lastError).toMatch(/^[^\p{Cc}]*$/u);
  receiver.answer = () => ({ status: 0, error: { toString: () => secret } as never });
  await put({ id: "other", types: ["task.created"] });
  await node.close();
});

test("`onError` hears of the first failure, and not of the later ones until one succeeds", async () => {
  const { put, ask, advance, receiver, errors, boardId, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(503);
  await ask("A");
  await runtime.settle();
  const first = {
    error: new Error(
      'The webhook "crm" fails: The receiver answered with the status 503. It is tried again; `webhooks.list` has the latest error.',
    ),
    context: { source: "webhook", ids: { webhookId: "crm", boardId } },
  };
  expect(errors).toEqual([first]);
  await advance(day);
  expect(errors).toHaveLength(1);
  receiver.answer = fails(200);
  await advance(day);
  receiver.answer = fails(503);
  await ask("B");
  await runtime.settle();
  expect(errors).toHaveLength(2);
  await node.close();
});

test("`onError` gets whole sentences, also if an app's sender gives an error without a full stop", async () => {
  const { put, ask, receiver, errors, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = () => ({ status: 0, error: "connect ECONNREFUSED" });
  await ask("A");
  await runtime.settle();
  expect(errors.map(({ error }) => (error as Error).message)).toEqual([
    'The webhook "crm" fails: connect ECONNREFUSED. It is tried again; `webhooks.list` has the latest error.',
  ]);
  await node.close();
});

test("`onError` hears that a receiver wants nothing more", async () => {
  const { put, ask, receiver, errors, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(410);
  await ask("A");
  await runtime.settle();
  expect(errors.map(({ error }) => (error as Error).message)).toEqual([
    'The webhook "crm" gets nothing more: The receiver answered with the status 410. Put it again if it has a new address.',
  ]);
  await node.close();
});
