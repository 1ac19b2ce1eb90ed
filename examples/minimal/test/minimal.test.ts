import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runFile } from "../../server/test/support/child.ts";
import { openTab } from "../../server/test/support/chromium.ts";

function start() {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-minimal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const main = new URL("../src/main.ts", import.meta.url);
  return runFile(main, [], { DB: join(folder, "minimal.db"), PORT: "0" });
}

test("Lek asks on one page, and Dao approves on another", { timeout: 60_000 }, async () => {
  const app = start();
  const [, daoUrl = ""] = await app.printed(/dao: (\S+)/);
  const [, lekUrl = ""] = await app.printed(/lek: (\S+)\n/);
  const [dao, lek] = [await openTab(), await openTab()];
  await dao.goto(daoUrl);
  await lek.goto(lekUrl);
  await lek.getByRole("textbox").fill("Sell the blue one");
  await lek.getByRole("button", { name: "Ask" }).click();
  await dao.getByRole("button", { name: "Approve" }).click();
  await lek.getByText("Sell the blue one: approved").waitFor();
  expect(await lek.getByRole("button", { name: "Approve" }).count()).toBe(0);
});

test("the server gives away no file but the client's modules", { timeout: 60_000 }, async () => {
  const app = start();
  const [, url = ""] = await app.printed(/dao: (\S+)\/#/);
  const status = async (path: string) => (await fetch(url + path)).status;
  expect(await status("/client/index.js")).toBe(200);
  for (const path of [
    "/client/../package.json",
    "/client/%2e%2e/package.json",
    "/client/no.js",
    "/minimal.db",
  ])
    expect(await status(path)).toBe(404);
});
