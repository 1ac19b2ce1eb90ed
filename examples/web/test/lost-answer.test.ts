import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../test/support/free-port.ts";
import { TcpProxy } from "../../../test/support/tcp-proxy.ts";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { inProcess, openAs, press, rowOf } from "./support/app.ts";

test("F2: a form whose answer gets lost makes one request, and opens it", async () => {
  const port = await freePort();
  const proxy = await TcpProxy.to(port);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${proxy.port}`;
  const server = await runDealer(undefined, port, [url]);
  const { page } = await openAs(url, "lek", { path: "/requests" });
  await rowOf(page, "Isuzu").waitFor();
  await press(page, "New request");
  const form = page.getByRole("dialog");
  await form.getByLabel("Vehicle", { exact: true }).fill("Mazda 2");
  await form.getByLabel("Customer", { exact: true }).fill("Khun Wipa");

  // The answer is still in the network when the connection breaks.
  proxy.slow(500);
  const isLost = new Promise<void>((resolve) => {
    const stop = server.taskwire.on("task.created", () => {
      stop();
      proxy.cut();
      proxy.slow(0);
      resolve();
    });
  });
  await press(form, "Ask for approval");
  await isLost;
  await page.locator("#request-title", { hasText: "Mazda 2" }).waitFor();
  await form.waitFor({ state: "hidden" });
  const { tasks } = await inProcess(server, "dao").tasks.list({ boardId });
  expect(tasks.filter(({ title }) => title.startsWith("Mazda 2"))).toHaveLength(1);
}, 240_000);
