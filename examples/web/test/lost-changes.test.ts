import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, inProcess, openAs, stopTime } from "./support/app.ts";

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
