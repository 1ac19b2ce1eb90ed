import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { runServer } from "../../server/test/support/server.ts";
import { inProcess, openAs, rowOf } from "./support/app.ts";

const dist = new URL("../dist/", import.meta.url);
const maxBytes = 150 * 1024;

test("the first load has at most 150 KB of compressed script", () => {
  const html = readFileSync(new URL("index.html", dist), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
    ([, path = ""]) => gzipSync(readFileSync(new URL(path, dist))).length,
  );
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(maxBytes);
});

test("files with a hash in their name are kept forever, and the page itself is asked for each time", async () => {
  const { request } = await runServer();
  const html = { headers: { Accept: "text/html,*/*;q=0.8" } };
  const [script = ""] = readdirSync(new URL("assets/", dist)).filter((name) =>
    name.endsWith(".js"),
  );
  const asset = await request(`/assets/${script}`);
  expect(asset.headers.get("Cache-Control")).toContain("immutable");
  for (const path of ["/", "/requests/x", "/messaging/notifications/", "/nothing"]) {
    const page = await request(path, html);
    expect([page.status, page.headers.get("Cache-Control")]).toEqual([200, "no-cache"]);
    expect(page.body).toContain('<div id="app">');
    expect(page.headers.get("Content-Security-Policy")).toContain("default-src 'self'");
  }
  // A file that is not there is not the page, and programs get an error that they understand.
  expect((await request("/assets/nothing.js")).status).toBe(404);
  expect((await request("/nothing")).status).toBe(404);
});

test("F13: a board with 2,000 requests and 60 people has at most 3,000 elements, and an event changes one row", async () => {
  const server = await runDealer();
  const { system } = server.taskwire;
  for (let i = 0; i < 55; i++) {
    const userId = `person-${i}`;
    await system.users.put({
      id: userId,
      name: `คนที่ ${i}`,
      role: "ADMIN_LIMITED",
      disabled: false,
      handle: null,
    });
    await system.members.add({ boardId, userId });
  }
  const people = Array.from({ length: 10 }, (_, i) =>
    server.taskwire.as({ userId: `person-${i}` }),
  );
  for (let i = 0; i < 2_000; i++)
    await people[i % people.length]?.tasks.create({
      boardId,
      type: "vehicle_sale",
      title: `Car ${i} — คุณวิภา`,
      data: { customer: "คุณวิภา", vehicle: `Car ${i}`, tradeIn: false },
    });
  const dao = await openAs(server.url, "dao", { path: "/requests" });
  const { page } = dao;
  await rowOf(page, "Car 1999").waitFor();
  const older = page.locator(".older button:not([aria-busy=true])");
  for (let i = 0; i < 2; i++) {
    const said = await page.locator(".older p").innerText();
    await older.click();
    await page.waitForFunction(
      (before) => document.querySelector(".older p")?.textContent !== before,
      said,
    );
  }
  expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(3_000);

  // Somebody edits a request: only its row is drawn again.
  await page.locator(".list-scroller").evaluate((element) => element.scrollTo({ top: 0 }));
  const row = rowOf(page, "Car 1999");
  await row.waitFor();
  await page.evaluate(() => {
    const changed = new Set<string>();
    Object.assign(globalThis, { changed });
    new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const id = element?.closest<HTMLElement>(".row")?.dataset.id;
        if (id) changed.add(id);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const id = (await row.getAttribute("data-id")) ?? "";
  const { task } = await inProcess(server, "dao").tasks.get({ boardId, taskId: id });
  await server.taskwire.as({ userId: task.requesterId }).tasks.edit({
    boardId,
    taskId: id,
    title: "Car 1999b — คุณวิภา",
    data: { customer: "คุณวิภา", vehicle: "Car 1999b", tradeIn: false },
  });
  await rowOf(page, "Car 1999b").waitFor();
  const changed = await page.evaluate(() => [
    ...(globalThis as unknown as { changed: Set<string> }).changed,
  ]);
  expect(changed).toEqual([id]);
  expect(dao.problems).toEqual([]);
}, 180_000);
