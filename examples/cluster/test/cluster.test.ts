import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { runFile } from "../../server/test/support/child.ts";
import { openTab } from "../../server/test/support/chromium.ts";

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("the two sides of the page, each on its own server, see each other's work, also after one server was killed; Ctrl-C stops everything", {
  timeout: 120_000,
}, async () => {
  const cluster = runFile(new URL("../src/main.ts", import.meta.url), [], { PORT: "0" });
  const [, url = ""] = await cluster.printed(/running at (\S+)/);
  const pids = [...cluster.output().matchAll(/is process (\d+)/g)].map(([, pid]) => Number(pid));
  expect(pids).toHaveLength(2);

  const page = await openTab({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${url}/vanilla`);
  const left = page.getByRole("region", { name: "Sales" });
  const right = page.getByRole("region", { name: "Approvals" });
  const isLive = (side: Locator) => side.getByRole("status").filter({ hasText: "Live" }).waitFor();
  const ask = async (vehicle: string) => {
    await left.locator("input[name=vehicle]").fill(vehicle);
    await left.locator("input[name=customer]").fill("Khun Wipa");
    await left.getByRole("button", { name: "Ask for approval", exact: true }).click();
    await right.getByText(`${vehicle} — Khun Wipa`).first().waitFor();
  };
  await left.getByRole("button", { name: "Lek เล็ก" }).click();
  await right.getByRole("button", { name: "Dao ดาว" }).click();
  await Promise.all([isLive(left), isLive(right)]);
  await cluster.printed(/server 1: 1, server 2: 1 connected/);
  await ask("Mazda 2");

  process.kill(pids[1] ?? 0, "SIGKILL");
  await cluster.printed(/server 2 has ended; it is started again\n[\s\S]*server 2 is process/);
  await Promise.all([isLive(left), isLive(right)]);
  await ask("Honda Jazz");

  const all = [...cluster.output().matchAll(/is process (\d+)/g)].map(([, pid]) => Number(pid));
  cluster.kill("SIGINT");
  expect(await cluster.ended).toBe(0);
  expect(all.filter(isRunning)).toEqual([]);
});
