import { createClient } from "@taskwire/client";
import { roomStore } from "@taskwire/client/room";
import { expect, onTestFinished, test } from "vitest";
import { boardId, type Dealer, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { requestsTo } from "../../server/test/support/server.ts";
import { inProcess, openAs, visit } from "./support/app.ts";

const long = (length: number) => "ญ".repeat(length);

test("F5: words without spaces wrap everywhere, on three widths", async () => {
  const server = await runDealer();
  const dao = inProcess(server, "dao");
  const first = await dao.messages.post({ boardId, roomId, text: long(3_000) });
  await inProcess(server, "lek").messages.post({
    boardId,
    roomId,
    text: long(500),
    replyTo: first.id,
  });
  const { task } = await inProcess(server, "lek").tasks.create({
    boardId,
    type: "vehicle_sale",
    title: long(190),
    data: { customer: long(90), vehicle: long(90), tradeIn: true },
  });
  await dao.comments.post({ boardId, taskId: task.id, text: `${long(2_000)} @lek` });
  const { page, problems } = await openAs(server.url, "lek", { path: `/rooms/${roomId}` });
  for (const width of [1_440, 720, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [path, ready] of [
      [`/rooms/${roomId}`, ".post"],
      [`/requests/${task.id}`, "#request-title"],
      [`/requests/${task.id}?tab=comments`, ".post"],
      ["/inbox", ".inbox-item"],
      ["/requests", ".row"],
    ] as const) {
      await visit(page, path);
      await page.locator(ready).first().waitFor();
      const wide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll(".thread-scroller, .page, .detail")]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
          .map(({ className }) => className),
      );
      expect.soft(wide, `${path} at ${width}`).toEqual([]);
    }
  }
  expect(problems).toEqual([]);
}, 240_000);

test("F11: the names of many people take one line", async () => {
  const server = await runDealer();
  const { page } = await openAs(server.url, "dao", { path: `/rooms/${roomId}` });
  const head = page.locator(".room .detail-head");
  await head.locator(".face").first().waitFor();
  const height = async () => (await head.boundingBox())?.height;
  const before = await height();
  const password = "a password of the tests";
  for (let i = 0; i < 7; i++) {
    const login = `guest-${i}`;
    // Everybody who is added comes into the room.
    await server.people.add({ login, name: `${i} ${long(90)}`, role: "ADMIN_LIMITED", password });
    const { body } = await requestsTo(server.url)("/auth/login", {
      method: "POST",
      body: { login, password },
    });
    const client = createClient<Dealer>({
      url: `${server.url.replace("http", "ws")}/taskwire`,
      token: () => body.accessToken,
    });
    const room = roomStore(client, { boardId, roomId });
    room.subscribe(() => {});
    const timer = setInterval(room.typing, 500);
    onTestFinished(() => {
      clearInterval(timer);
      room.close();
      client.close();
    });
  }
  await head.getByText("+3").waitFor();
  expect(await height()).toBe(before);
  const typing = page.locator(".thread-typing", { hasText: "and 6 others are typing" });
  await typing.waitFor();
  const { scrollWidth, clientWidth } = await typing.evaluate((line) => ({
    scrollWidth: line.scrollWidth,
    clientWidth: line.clientWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}, 240_000);
