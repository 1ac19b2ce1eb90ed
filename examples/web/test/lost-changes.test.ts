import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, inProcess, openAs, stopTime } from "./support/app.ts";
import { startOffice } from "./support/office.ts";

test.each([
  ["en", "This was not sent: "],
  ["th", "รายการนี้ยังไม่ถูกส่ง: "],
] as const)(
  "the browser asks before a page with unsent changes closes, and the next page says what is missing, in the language %s",
  async (language, said) => {
    const server = await runDealer();
    const task = await ask(server, "lek", "Mazda 2");
    const path = `/requests/${task.id}`;
    const { page, problems } = await openAs(server.url, "dao", { language, path });
    const approve = page.locator(".decision .button-primary");
    await approve.waitFor();
    // With nothing to lose, nobody is asked.
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
    });
    await page.reload();
    expect(asked).toEqual([]);

    await approve.waitFor();
    // A timer that was started before would go on, and the page could connect to the next server.
    await stopTime(page);
    await server.close();
    const offline = page.locator(".connection");
    await expect
      .poll(async () => {
        await page.clock.runFor(1_000);
        return offline.count();
      })
      .toBe(1);
    await approve.click();
    await page.locator(".toast").waitFor();
    // After the time in which it can be undone, the decision waits for a connection.
    await page.clock.runFor(8_000);
    await page.locator(".connection").filter({ hasText: "Mazda 2" }).waitFor();
    // A person who stays loses nothing.
    await page.evaluate(() => void Promise.resolve().then(() => location.reload()));
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await page.locator(".connection").waitFor();

    // The time of the page stands still, so it does not connect again before it is left.
    const again = await server.restart();
    await page.goto(`${again.url}/requests`);
    await page.clock.resume();
    await page
      .locator(".toast")
      .filter({ hasText: `${said}` })
      .waitFor();
    expect(problems.filter((text) => !/ERR_|WebSocket/.test(text))).toEqual([]);
    const { task: now } = await inProcess(again, "dao").tasks.get({ boardId, taskId: task.id });
    expect(now.state).toBe("pending");
  },
  240_000,
);

test("a decision that can still be undone is sent when the page is left, also if its socket sends nothing more", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const { page } = await openAs(server.url, "dao", { path: `/requests/${task.id}` });
  const approve = page.locator(".decision .button-primary");
  await approve.waitFor();
  await page.evaluate(() => {
    WebSocket.prototype.send = () => {};
  });
  // On a slow machine, the time in which it can be undone could be over.
  await stopTime(page);
  await approve.click();
  await page.locator(".toast").waitFor();
  await page.goto("about:blank");
  const state = async () => {
    const { task: now } = await inProcess(server, "dao").tasks.get({ boardId, taskId: task.id });
    return now.state;
  };
  await expect.poll(state).toBe("approved");
}, 240_000);

test.each([
  ["en", "Your decision on “Mazda 2 — Khun Wipa” may not have arrived.", "Send again"],
  ["th", "ผลการพิจารณา “Mazda 2 — Khun Wipa” ของคุณอาจยังส่งไม่ถึง", "ส่งอีกครั้ง"],
] as const)(
  "a decision that got lost when its page was left is asked about at the next visit, in the language %s",
  async (language, said, again) => {
    const server = await runDealer();
    const task = await ask(server, "lek", "Mazda 2");
    const other = await ask(server, "lek", "Nissan Leaf");
    const { page } = await openAs(server.url, "dao", { language, path: `/requests/${task.id}` });
    const stateOf = async (taskId: string) =>
      (await inProcess(server, "nok").tasks.get({ boardId, taskId })).task.state;
    const left = () =>
      page.evaluate(() => Object.keys(localStorage).filter((key) => /^taskwire.left/.test(key)));
    const decideAndLeave = async () => {
      const approve = page.locator(".decision .button-primary");
      await approve.waitFor();
      await page.evaluate(() => {
        WebSocket.prototype.send = () => {};
        const { fetch } = globalThis;
        globalThis.fetch = (url, init) =>
          `${url}`.includes("/approve") ? new Promise(() => {}) : fetch(url, init);
      });
      await stopTime(page);
      await approve.click();
      await page.locator(".toast").waitFor();
      await page.goto(`${server.url}/icon.svg`);
      expect(await left()).toHaveLength(1);
      // Somebody comes back an hour later.
      await page.evaluate(() => {
        for (const key of Object.keys(localStorage).filter((one) => /^taskwire.left/.test(one))) {
          const one = JSON.parse(localStorage.getItem(key) ?? "{}");
          localStorage.setItem(key, JSON.stringify({ ...one, at: one.at - 3_600_000 }));
        }
      });
      await page.clock.resume();
    };

    await decideAndLeave();
    await page.goto(`${server.url}/requests/${other.id}`);
    const toast = page.locator(".toast", { hasText: said });
    await toast.waitFor();
    expect(await stateOf(task.id)).toBe("pending");
    await toast.getByRole("button", { name: again }).click();
    await expect.poll(() => stateOf(task.id)).toBe("approved");

    // If somebody else has decided meanwhile, nobody is asked.
    await decideAndLeave();
    const { version } = other;
    await inProcess(server, "nok").tasks.reject({
      ...{ boardId, taskId: other.id, version },
      reason: "No",
    });
    await page.goto(`${server.url}/requests`);
    await expect.poll(left).toEqual([]);
    expect(await page.locator(".toast").count()).toBe(0);
    expect(await stateOf(other.id)).toBe("rejected");
  },
  240_000,
);

const keyOf = (userId: string) => `taskwire.left.${userId}`;
const leftIn = (page: Page, userId: string) =>
  page.evaluate((key) => localStorage.getItem(key), keyOf(userId));
/** Keeps a decision as a page does that was left an hour ago. */
const leave = (page: Page, userId: string, left: object) =>
  page.evaluate(([key, text]) => localStorage.setItem(key, text), [
    keyOf(userId),
    JSON.stringify({ action: "approve", key: "first", at: Date.now() - 3_600_000, ...left }),
  ] as const);

test("a decision that may be lost is kept if the server can't say how its request is, or if it is a later one", async () => {
  const server = await runDealer();
  const dao = server.idOf("dao");
  const { id: taskId, title, state, version } = await ask(server, "lek", "Mazda 2");
  const { page } = await openAs(server.url, "dao", { path: "/requests" });
  await page.addInitScript(
    ([key, id]) => {
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) {
        const text = `${data}`;
        const mode = sessionStorage.getItem("mode");
        if (!text.includes("tasks.get") || !text.includes(id)) return send.call(this, data);
        // A later decision is left while the page waits for the answer.
        const left = localStorage.getItem(key);
        if (mode === "later" && left) localStorage.setItem(key, left.replace("first", "later"));
        send.call(this, mode === "error" ? text.replace(id, "") : data);
      };
    },
    [keyOf(dao), taskId] as const,
  );
  const visitWhen = async (mode: string) => {
    await page.evaluate((one) => sessionStorage.setItem("mode", one), mode);
    await page.goto(`${server.url}/requests`);
  };
  const toast = page.locator(".toast", { hasText: "may not have arrived" });
  await leave(page, dao, { taskId, title, state, version });
  const isRefused = new Promise<void>((resolve) =>
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => `${payload}`.includes("invalid") && resolve()),
    ),
  );
  await visitWhen("error");
  await isRefused;
  // The page has also heard of it then.
  await page.locator(".rail").waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(await toast.count()).toBe(0);
  expect(await leftIn(page, dao)).toContain("first");

  await visitWhen("later");
  await toast.waitFor();
  expect(await leftIn(page, dao)).toContain("later");

  // Nobody can decide on a request that is gone.
  await leave(page, dao, { taskId: taskId.replace(/.$/, "x"), title, state, version });
  await page.goto(`${server.url}/requests`);
  await expect.poll(() => leftIn(page, dao)).toBe(null);
  expect(await toast.count()).toBe(0);
}, 240_000);

test("nobody is asked about a vote that arrived while others have to vote too", async () => {
  const office = await startOffice();
  onTestFinished(() => office.close());
  const dao = office.idOf("dao");
  const on = await office.ask("Whiteboard", "dao");
  const { taskId } = on;
  const get = async () => (await office.as("lek").tasks.get({ boardId: "expenses", taskId })).task;
  const { title, state } = await get();
  const { page } = await openAs(office.url, "dao", { path: "/requests" });
  const toast = page.locator(".toast", { hasText: "may not have arrived" });
  const comeBack = async () => {
    await leave(page, dao, { ...on, title, state, input: { step: "line" } });
    await page.reload();
    await expect.poll(() => leftIn(page, dao)).toBe(null);
    await page.locator(".rail").waitFor();
  };
  await comeBack();
  await toast.waitFor();
  await office.as("dao").tasks.approve(on);
  expect((await get()).state).toBe(state);
  await comeBack();
  expect(await toast.count()).toBe(0);
}, 240_000);
