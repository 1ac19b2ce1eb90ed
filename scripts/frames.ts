// `npm run frames` prints how fast the app is with very much data, in Chromium: its start, the frames while a room with 100,000
// messages scrolls, what a typing signal changes, and the elements and the cost of an event on a board with 2,000
// requests and 60 people. Run it on a machine that does nothing else.
import type { CDPSession, Page } from "playwright-core";
import { boardId, roomId } from "../examples/server/src/dealer.ts";
import { launchChromium } from "../examples/server/test/support/launch-chromium.ts";
import { startDealer } from "./screens/example.ts";

const messages = Number(process.argv[2] ?? 100_000);
const requests = 2_000;
const people = 60;
/** How many times slower the processor is while the start of the app and the events of the board are measured. */
const slowdown = 4;

await using stack = new AsyncDisposableStack();
const dealer = await startDealer();
stack.defer(() => dealer.close());
const browser = await launchChromium();
stack.defer(() => browser.close());
const { system } = dealer.taskwire;
const as = (userId: string) => dealer.taskwire.as({ userId });
const ids = Array.from({ length: people - 5 }, (_, i) => `person-${i}`);

for (const id of ids) {
  await system.users.put({ id, name: id, role: "ADMIN_LIMITED", disabled: false, handle: null });
  await system.members.add({ boardId, userId: id });
}

/** Runs a step so many times, many at once. */
async function repeat(count: number, step: (i: number) => Promise<unknown>) {
  const atOnce = 50;
  for (let i = 0; i < count; i += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - i) }, (_, more) => step(i + more)),
    );
}

const words = "The customer would like to come on Friday afternoon. ขอบคุณครับ ".repeat(6);
const talkers = ["dao", "lek", "nok"].map((login) => as(dealer.idOf(login)));
await repeat(messages, async (i) => {
  const text = `No. ${i}: ${words.slice(0, (i * 37) % 320)}`;
  await talkers[i % talkers.length]?.messages.post({ boardId, roomId, text });
});
const tasks: { readonly id: string; readonly requester: string }[] = [];
await repeat(requests, async (i) => {
  const requester = ids[i % ids.length] ?? "";
  const data = { customer: "คุณวิภา", vehicle: `Car ${i}`, tradeIn: false };
  const title = `Car ${i} — คุณวิภา`;
  const input = { boardId, type: "vehicle_sale" as const, title, data };
  const { task } = await as(requester).tasks.create(input);
  tasks.push({ id: task.id, requester });
});

async function open(login: string, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(dealer.url + path);
  await page.locator(`[data-login=${login}]`).click();
  await page.locator(".rail").waitFor();
  return page;
}

const countOf = (page: Page, selector: string) =>
  page.evaluate((all) => document.querySelectorAll(all).length, selector);

/** Returns the times between frames while a step runs, in ms, sorted. */
async function frames(page: Page, step: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { times });
    let last = performance.now();
    const frame = (now: number) => {
      times.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await step();
  const times = await page.evaluate(() => (globalThis as unknown as { times: number[] }).times);
  return times.slice(2).sort((a, b) => a - b);
}

const at = (sorted: readonly number[], part: number) =>
  (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);

/** Returns the time that the page has worked so far, in ms. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  const names = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];
  return metrics
    .filter(({ name }) => names.includes(name))
    .reduce((sum, { value }) => sum + value * 1_000, 0);
}

async function measured(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  return session;
}

// The person is signed in already, and nothing is in the browser's memory.
const first = await open("lek", "/requests");
/** Returns how long scripts run until the first request shows, in ms, with nothing in the browser's memory. */
async function startOnce(): Promise<number> {
  const page = await first.context().newPage();
  const session = await measured(page);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  // A locator would look for the row in the page again and again, and its script would count.
  const drawn = page.waitForEvent("console", (message) => message.text() === "drawn");
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(".row")) return;
      observer.disconnect();
      console.log("drawn");
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${dealer.url}/requests`);
  await drawn;
  const { metrics } = await session.send("Performance.getMetrics");
  await page.close();
  return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1_000;
}

const starts: number[] = [];
while (starts.length < 9) starts.push(await startOnce());
starts.sort((a, b) => a - b);
console.log(
  `the app starts: median ${at(starts, 0.5)} ms of script until the first request, least ${at(starts, 0)}, most ${at(starts, 1)}, ${slowdown} × slower`,
);
await first.context().close();

const room = await open("lek", `/rooms/${roomId}`);
await room.locator(".post").last().waitFor();
await room.locator(".thread-scroller").hover();
const roomSession = await measured(room);
const before = await worked(roomSession);
const steps = 300;
const scrolled = await frames(room, async () => {
  for (let i = 0; i < steps; i++) {
    await room.mouse.wheel(0, -250);
    await room.evaluate(() => new Promise(requestAnimationFrame));
  }
});
const cost = ((await worked(roomSession)) - before) / scrolled.length;
console.log(`a room with ${messages} messages, scrolled up by ${steps * 250} px:`);
console.log(
  `  frames: median ${at(scrolled, 0.5)} ms, p95 ${at(scrolled, 0.95)}, longest ${at(scrolled, 1)}`,
);
console.log(`  work a frame: ${cost.toFixed(1)} ms of script, style and layout`);
console.log(
  `  posts drawn: ${await countOf(room, ".post")}, elements: ${await countOf(room, "*")}`,
);

for (const view of ["", "?view=columns"]) {
  const board = await open("dao", `/requests${view}`);
  await board.locator(".row").first().waitFor();
  const older = board.locator(".older button:not([aria-busy=true])");
  while ((await board.locator(".older").count()) > 0) {
    const said = await board.locator(".older p").innerText();
    await older.click();
    await board.waitForFunction(
      (last) => document.querySelector(".older p")?.textContent !== last,
      said,
    );
  }
  const session = await measured(board);
  // Four seconds after its start, the app saves its state once. That is no work of an event.
  await board.waitForTimeout(8_000);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const start = await worked(session);
  const edits = 50;
  for (const { id, requester } of tasks.slice(-edits)) {
    const data = { customer: "คุณวิภา", vehicle: `Car ${view}`, tradeIn: false };
    const title = `Car ${id.slice(-6)}${view.slice(0, 2)} — คุณวิภา`;
    await as(requester).tasks.edit({ boardId, taskId: id, title, data });
    await board.evaluate(() => new Promise(requestAnimationFrame));
  }
  await board.waitForTimeout(500);
  const each = ((await worked(session)) - start) / edits;
  console.log(`a board with ${requests} requests and ${people} people, ${view || "list"}:`);
  console.log(
    `  elements: ${await countOf(board, "*")}, rows drawn: ${await countOf(board, ".row")}`,
  );
  console.log(
    `  work an event: ${each.toFixed(1)} ms of script, style and layout, ${slowdown} × slower`,
  );
}
