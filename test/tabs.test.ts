import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { wsAdapter } from "@taskwire/ws-adapter";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openTab } from "../examples/server/test/support/chromium.ts";
import { faultPlugins } from "./faults/esbuild-plugin.ts";
import type { TestTab } from "./tabs/page.ts";

declare const tab: TestTab;

const taskwire = createTaskwire();
const server = createServer();
/** The open connections of pages to the server. */
const sockets = new Set<Duplex>();
/** The logins that have ended: their tokens are refused. */
const endedLogins = new Set<string>();
let origin: string;
let boardId: string;
let roomId: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["test/tabs/page.ts"],
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["@taskwire/source"],
    plugins: faultPlugins(),
  });
  const script = outputFiles[0]?.text ?? "";
  server.on("request", (request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    const without = request.url?.includes("without")
      ? "<script>delete globalThis.BroadcastChannel</script>"
      : "";
    response.end(
      isScript
        ? script
        : `<!doctype html><title>Tab</title>${without}<script src="/page.js"></script>`,
    );
  });
  server.on("upgrade", (_request, socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  wsAdapter({
    taskwire,
    server,
    origins: "same-origin",
    async authenticate(token) {
      const [userId = "", sessionId] = token.split("/");
      if (sessionId === undefined) return { userId };
      if (endedLogins.has(sessionId)) throw new TaskwireError("unauthenticated", "Logged out.");
      return { userId, sessionId };
    },
  });
  await taskwire.open();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const id of ["dao", "lek"]) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  ({ id: boardId } = await taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" }));
  await taskwire.as({ userId: "dao" }).members.add({ boardId, userId: "lek" });
}, 60_000);

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await taskwire.close();
});

beforeEach(async () => {
  await vi.waitFor(() => expect(sockets.size).toBe(0), 30_000);
  const as = taskwire.as({ userId: "dao" });
  ({ id: roomId } = await as.rooms.create({ boardId, name: "Hall", memberIds: ["lek"] }));
});

const isLive = (page: Page) => page.waitForFunction(() => tab.status === "live");
const shows = (page: Page, texts: readonly string[]) =>
  page.waitForFunction((wanted) => tab.sent && tab.texts().join() === wanted, texts.join());
const posts = (page: Page, text: string) => page.evaluate((one) => tab.post(one), text);
const haveConnections = (count: number) =>
  vi.waitFor(() => expect(sockets.size).toBe(count), 30_000);

/** Opens a page of a person in a browser. */
async function open(context: BrowserContext, me: string, more = "") {
  const page = await context.newPage();
  const place = new URLSearchParams({ boardId, roomId, me });
  await page.goto(`${origin}/?${place}${more}`);
  await isLive(page);
  return page;
}

async function browser(): Promise<BrowserContext> {
  return (await openTab()).context();
}

/** The texts that the server has. */
async function stored() {
  const { messages } = await taskwire.as({ userId: "dao" }).rooms.history({ boardId, roomId });
  return messages.map(({ text }) => text).reverse();
}

test("E9: three tabs of a person have one connection, and each does what it would do alone", async () => {
  const context = await browser();
  const first = await open(context, "dao");
  const second = await open(context, "dao");
  const third = await open(context, "dao");
  const pages = [first, second, third];
  await haveConnections(1);
  const lek = await open(await browser(), "lek");
  await haveConnections(2);
  for (const [i, page] of pages.entries()) await posts(page, `from tab ${i}`);
  await vi.waitFor(async () => expect(await stored()).toHaveLength(3), 30_000);
  const texts = await stored();
  for (const page of [...pages, lek]) await shows(page, texts);
  for (const page of pages) await page.waitForFunction(() => tab.present.join() === "dao,lek");
  await lek.evaluate(() => tab.type());
  for (const page of pages) await page.waitForFunction(() => tab.typing.join() === "lek");
  // Refusals reach the tab that asked.
  const refused = await second.evaluate(() =>
    tab.call("boards.open", { boardId: "nope" }).catch(({ code }) => code),
  );
  expect(refused).toBe("not_found");
}, 60_000);

test("when the tab with the connection is closed or crashes, another one goes on: nothing is lost or sent twice", async () => {
  const context = await browser();
  const pages = [await open(context, "dao")];
  for (let i = 0; i < 3; i++) pages.push(await open(context, "dao"));
  await haveConnections(1);
  const said: string[] = [];
  const [first, second, third, last] = pages as [Page, Page, Page, Page];
  for (const page of [second, third, last]) {
    for (let i = 0; i < 4; i++) {
      said.push(`message ${said.length}`);
      await posts(page, said.at(-1) ?? "");
    }
  }
  await first.close();
  await taskwire.as({ userId: "lek" }).messages.post({ boardId, roomId, text: "meanwhile" });
  said.push("meanwhile");
  await vi.waitFor(async () => expect((await stored()).sort()).toEqual([...said].sort()), 30_000);
  const texts = await stored();
  for (const page of [second, third, last]) await shows(page, texts);
  await haveConnections(1);

  // Whichever has the connection now: two of the three crash, and the last one goes on.
  await posts(last, "before the crash");
  for (const page of [second, third]) {
    const session = await context.newCDPSession(page);
    session.send("Page.crash").catch(() => {});
  }
  await posts(last, "after the crash");
  await shows(last, [...texts, "before the crash", "after the crash"]);
  expect(await stored()).toEqual([...texts, "before the crash", "after the crash"]);
  await haveConnections(1);
}, 90_000);

test("tabs of different persons never share", async () => {
  const context = await browser();
  const dao = await open(context, "dao");
  const lek = await open(context, "lek");
  await haveConnections(2);
  await posts(dao, "I am Dao");
  await posts(lek, "I am Lek");
  await vi.waitFor(async () => expect(await stored()).toHaveLength(2), 30_000);
  const { messages } = await taskwire.as({ userId: "dao" }).rooms.history({ boardId, roomId });
  expect(new Map(messages.map(({ text, authorId }) => [text, authorId]))).toEqual(
    new Map([
      ["I am Dao", "dao"],
      ["I am Lek", "lek"],
    ]),
  );
}, 60_000);

test("E9: a tab shares only with tabs of the same login, and ends with it", async () => {
  const context = await browser();
  const [first, second] = [await open(context, "dao/work"), await open(context, "dao/work")];
  await haveConnections(1);
  const [third, last] = [await open(context, "dao/home"), await open(context, "dao/home")];
  await haveConnections(2);
  endedLogins.add("home");
  await taskwire.sessions.end({ sessionId: "home" });
  for (const page of [third, last]) await page.waitForFunction(() => tab.status !== "live");
  await posts(second, "still here");
  for (const page of [first, second]) await shows(page, ["still here"]);
}, 60_000);

test("a tab that closes its client leaves the others alone, whoever has the connection", async () => {
  const context = await browser();
  const pages = [await open(context, "dao")];
  for (let i = 0; i < 3; i++) pages.push(await open(context, "dao"));
  const [first, second, third, last] = pages as [Page, Page, Page, Page];
  await second.evaluate(() => tab.close());
  await posts(third, "one");
  await shows(first, ["one"]);
  await first.evaluate(() => tab.close());
  await posts(third, "two");
  for (const page of [third, last]) await shows(page, ["one", "two"]);
  await haveConnections(1);
  expect(await stored()).toEqual(["one", "two"]);
}, 60_000);

test("when the server drops the connection, all tabs come back and share one again", async () => {
  const context = await browser();
  const pages = [await open(context, "dao"), await open(context, "dao")];
  await haveConnections(1);
  for (const socket of sockets) socket.destroy();
  await taskwire.as({ userId: "lek" }).messages.post({ boardId, roomId, text: "meanwhile" });
  for (const page of pages) await shows(page, ["meanwhile"]);
  for (const page of pages) await isLive(page);
  await haveConnections(1);
}, 60_000);

test("a browser without BroadcastChannel has a connection for each tab", async () => {
  const context = await browser();
  const pages = [await open(context, "dao", "&without"), await open(context, "dao", "&without")];
  await haveConnections(2);
  const [first, second] = pages as [Page, Page];
  await posts(first, "hello");
  await shows(second, ["hello"]);
}, 60_000);
