import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { createTaskwire } from "@taskwire/core";
import { wsAdapter } from "@taskwire/ws-adapter";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { openTab } from "../examples/server/test/support/chromium.ts";

declare const drawn: string[];

const modules = resolve("test/react-18/node_modules");

/** A server that serves the page with one version of React. */
async function serve(alias: { readonly [name: string]: string }) {
  const { outputFiles } = await build({
    entryPoints: ["test/react-versions/page.ts"],
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["@taskwire/source"],
    define: { "process.env.NODE_ENV": '"development"' },
    alias,
  });
  const script = outputFiles[0]?.text ?? "";
  const taskwire = createTaskwire();
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(
      isScript
        ? script
        : `<!doctype html><title>Page</title><body><script src="/page.js"></script>`,
    );
  });
  const authenticate = (userId: string) => Promise.resolve({ userId });
  wsAdapter({ taskwire, server, origins: "same-origin", authenticate });
  await taskwire.open();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await taskwire.close();
  });
  for (const [id, role] of [
    ["dao", "ADMIN"],
    ["lek", "ADMIN_LIMITED"],
  ] as const)
    await taskwire.system.users.put({ id, name: id, role, handle: id });
  const as = (userId: string) => taskwire.as({ userId });
  const { id: boardId } = await as("dao").boards.create({ name: "Sales" });
  await as("dao").members.add({ boardId, userId: "lek" });
  const { id: roomId } = await as("dao").rooms.create({
    boardId,
    name: "Hall",
    memberIds: ["lek"],
  });
  const place = new URLSearchParams({ boardId, roomId, me: "dao" });
  const { port } = server.address() as AddressInfo;
  return { as, boardId, roomId, address: `http://127.0.0.1:${port}/?${place}` };
}

test.each([
  ["18.3.1", { react: `${modules}/react`, "react-dom": `${modules}/react-dom` }],
  ["19.3.1", {}],
])(
  "the hooks show a live page with React %s, and draw only what has changed",
  async (version, alias) => {
    const { as, boardId, address } = await serve(alias);
    for (let i = 0; i < 8; i++) await as("lek").tasks.create({ boardId, title: `Task ${i}` });
    const page = await openTab();
    const errors: string[] = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(address);
    const numbers = page.locator("#numbers");
    await numbers.getByText(`React ${version}, live, 8 waiting,`).waitFor();
    await numbers.getByText("pending 8,").waitFor();
    await page.getByText("Task 3: pending, 0 comments").waitFor();

    const { tasks } = await as("dao").tasks.list({ boardId });
    const task = tasks.find(({ title }) => title === "Task 3");
    await page.evaluate(() => drawn.splice(0));
    await as("lek").comments.post({ boardId, taskId: task?.id ?? "", text: "Soon?" });
    await page.getByText("Task 3: pending, 1 comments").waitFor();
    expect(await page.evaluate(() => [...new Set(drawn)])).toEqual([task?.id]);

    await page.getByRole("listitem").filter({ hasText: "Task 3" }).getByRole("button").click();
    await page.getByText("Task 3: approved").waitFor();
    await numbers.getByText("7 waiting").waitFor();

    await page.getByRole("combobox", { name: "Message" }).focus();
    await page.keyboard.type("@le");
    await page.getByRole("option", { name: "lek" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("done");
    await page.keyboard.press("Enter");
    await page.getByText("@lek done [lek]").waitFor();
    expect(errors).toEqual([]);
  },
  60_000,
);
