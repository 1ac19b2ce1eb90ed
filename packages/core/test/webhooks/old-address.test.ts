import { expect, test } from "vitest";
import type { WebhookAnswer } from "../../src/webhooks/sender.ts";
import { fails, minute, second, startSending } from "./sending.ts";

test.each([
  [410, "that it wants nothing more"],
  [503, "with a failure"],
])(
  "a webhook with a new address is on, although the old address answers later %s",
  async (status) => {
    const { put, ask, advance, receiver, one, got, errors, runtime, node } = await startSending();
    await put();
    await runtime.advance(second);
    let answerLate = (_: WebhookAnswer) => {};
    receiver.answer = () => new Promise((resolve) => (answerLate = resolve));
    await ask("A");
    await runtime.settle();
    await put({ url: "https://new.example/" });
    answerLate({ status });
    receiver.answer = fails(200);
    await runtime.settle();
    expect(await one()).toMatchObject({ state: "on", failingSince: null, lastError: null });
    await advance(2 * minute);
    expect(got.at(-1)).toMatchObject({ url: "https://new.example/", id: got[0]?.id });
    expect(errors).toEqual([]);
    await node.close();
  },
);

test("a webhook with a new address starts without the failures of the old one", async () => {
  const { put, ask, receiver, one, runtime, node } = await startSending();
  await put();
  await runtime.advance(second);
  receiver.answer = fails(503);
  await ask("A");
  await runtime.settle();
  await put();
  const failing = { failingSince: expect.any(String), lastError: expect.stringContaining("503") };
  expect(await one()).toMatchObject(failing);
  await put({ url: "https://new.example/" });
  expect(await one()).toMatchObject({ state: "on", failingSince: null, lastError: null });
  await node.close();
});
