import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../test/support/free-port.ts";
import { TcpProxy } from "../../../test/support/tcp-proxy.ts";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { startChild } from "../../server/test/support/child.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { seededDirectory } from "../../server/test/support/server.ts";
import { inProcess, openAs } from "./support/app.ts";

const path = `/rooms/${roomId}`;
const hour = 60 * 60_000;

test("a server that is killed and started again while somebody types loses no word and posts once", async () => {
  const env = { DATA_DIR: await seededDirectory() };
  const first = await startChild({ ...env, PORT: "0" });
  const { page } = await openAs(first.url, "lek", { path });
  const field = page.locator(".composer textarea");
  await field.pressSequentially("Half a ");
  first.kill("SIGKILL");
  await first.ended;
  await page
    .getByText(/No connection for/)
    .first()
    .waitFor();
  await field.pressSequentially("sentence");
  expect(await field.inputValue()).toBe("Half a sentence");
  await field.press("Enter");
  await page.locator(".post-sending", { hasText: "Half a sentence" }).waitFor();
  await startChild({ ...env, PORT: new URL(first.url).port });
  await page.locator(".post-sent", { hasText: "Half a sentence" }).waitFor();
  await page.locator(".connection").waitFor({ state: "detached" });
  await page.reload();
  await page.locator(".post-sent", { hasText: "Half a sentence" }).waitFor();
  await expect.poll(() => page.locator(".post", { hasText: "Half a sentence" }).count()).toBe(1);
}, 180_000);

test("after an hour without a connection the page says so in words, and is right and live again", async () => {
  const server = await runDealer();
  const { page } = await openAs(server.url, "lek", { path: "/requests" });
  await page.clock.install();
  await page.goto(server.url + path);
  await page.locator(".composer textarea").waitFor();
  await page.context().setOffline(true);
  await page.clock.runFor(3_000);
  await page
    .getByText(/No connection for \d+ s/)
    .first()
    .waitFor();
  // The access token ends meanwhile.
  await page.clock.fastForward(hour);
  await page.getByText("No connection for 60 min").waitFor();
  await page.locator(".composer textarea").fill("an hour later");
  await page.keyboard.press("Enter");
  const dao = inProcess(server, "dao");
  await dao.messages.post({ boardId, roomId, text: "meanwhile" });
  await page.context().setOffline(false);
  await page.clock.resume();
  await page.locator(".post-sent", { hasText: "meanwhile" }).waitFor();
  await page.locator(".post-sent", { hasText: "an hour later" }).waitFor();
  await page.locator(".connection").waitFor({ state: "detached" });
  const { messages } = await dao.rooms.history({ boardId, roomId });
  expect(messages.map(({ text }) => text).sort()).toEqual(["an hour later", "meanwhile"]);
}, 180_000);

test("a laptop that slept for a night shows what happened, with the token exchanged", async () => {
  const server = await runDealer();
  const { page, problems } = await openAs(server.url, "lek", { path: "/requests" });
  await page.clock.install();
  await page.goto(server.url + path);
  await page.locator(".composer textarea").waitFor();
  // No timer runs while it sleeps, and the server ends the connection.
  await page.clock.pauseAt(Date.now() + 10_000);
  await server.close();
  const again = await server.restart();
  await inProcess(again, "dao").messages.post({ boardId, roomId, text: "in the night" });
  await page.clock.fastForward(8 * hour);
  await page.clock.resume();
  await page.locator(".post-sent", { hasText: "in the night" }).waitFor();
  await page.locator(".connection").waitFor({ state: "detached" });
  expect(problems.filter((text) => !/WebSocket|ERR_/.test(text))).toEqual([]);
}, 180_000);

test("a network that swallows everything is noticed within 12 s, and nothing is lost or sent twice", async () => {
  const port = await freePort();
  const proxy = await TcpProxy.to(port);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${proxy.port}`;
  const server = await runDealer(undefined, port, [url]);
  const { page } = await openAs(url, "lek", { path: "/requests" });
  await page.clock.install();
  let frames = 0;
  page.on("websocket", (socket) => socket.on("framereceived", () => frames++));
  await page.goto(url + path);
  const field = page.locator(".composer textarea");
  await field.fill("before");
  await field.press("Enter");
  await page.locator(".post-sent", { hasText: "before" }).waitFor();

  // Neither side notices that its data no longer arrives.
  await page.clock.pauseAt(Date.now() + 1_000);
  proxy.blackHole();
  const framesBefore = frames;
  await field.fill("into the void");
  await field.press("Enter");
  await page.locator(".post-sending", { hasText: "into the void" }).waitFor();
  const banner = page.getByText(/No connection for/).first();
  expect(await banner.isVisible()).toBe(false);
  await page.clock.runFor(12_000);
  // If a frame was still on its way, the 12 s began again when it arrived.
  if (frames > framesBefore) await page.clock.runFor(12_000);
  await banner.waitFor();
  await page.clock.resume();
  await field.fill("half a sentence");
  const dao = inProcess(server, "dao");
  await dao.messages.post({ boardId, roomId, text: "meanwhile" });
  proxy.heal();
  await page.locator(".post-sent", { hasText: "into the void" }).waitFor();
  await page.locator(".post-sent", { hasText: "meanwhile" }).waitFor();
  await page.locator(".connection").waitFor({ state: "detached" });
  expect(await field.inputValue()).toBe("half a sentence");
  const { messages } = await dao.rooms.history({ boardId, roomId });
  expect(messages.map(({ text }) => text).sort()).toEqual(["before", "into the void", "meanwhile"]);
}, 180_000);
