import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, inProcess, openApp, openAs, press, rowOf } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

/** The caches with a state, whether there is one, whether the app is kept, and the keys of the storages. */
const kept = () =>
  Promise.resolve().then(async () => {
    const names = await caches.keys();
    return {
      states: names.filter((name) => name.startsWith("taskwire.state")),
      hasState: (await caches.match("/saved-state")) !== undefined,
      hasApp: (await (await caches.open("taskwire.app")).match("/")) !== undefined,
      stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort(),
    };
  });

test.each([
  ["en", "You see what this device kept", "Ask for approval", "Sent when there is a connection"],
  ["th", "คุณกำลังดูข้อมูลที่เครื่องนี้เก็บไว้", "ขออนุมัติ", "จะส่งเมื่อเชื่อมต่อได้"],
] as const)(
  "without a connection the app starts with what was seen last, says so, and sends once when it is back, in the language %s",
  async (language, words, submit, waiting) => {
    const server = await runDealer();
    const dao = inProcess(server, "dao");
    await dao.messages.post({ boardId, roomId, text: "before the tunnel" });
    const { page } = await openAs(server.url, "lek", { language, path: "/requests" });
    await rowOf(page, "Isuzu").waitFor();
    await expect
      .poll(() => page.evaluate(kept), { timeout: 30_000 })
      .toMatchObject({ states: ["taskwire.state.main"], hasState: true, hasApp: true });

    const context = page.context();
    await context.setOffline(true);
    await page.reload();
    await rowOf(page, "Isuzu").waitFor();
    await page.locator(".connection", { hasText: words }).waitFor();
    expect(await axeProblems(page)).toEqual([]);
    await rowOf(page, "Isuzu").click();
    await page.locator("#request-title", { hasText: "Isuzu" }).waitFor();
    await page.goto(`${server.url}/rooms/${roomId}`);
    await page.locator(".post", { hasText: "before the tunnel" }).waitFor();
    await page.locator(".composer textarea").fill("from the tunnel");
    await page.keyboard.press("Enter");
    await page.locator(".post-sending", { hasText: "from the tunnel" }).waitFor();
    await page.getByText(waiting).waitFor();
    await page.locator('.rail-link[href="/requests"]').click();
    await page.locator(".board-head .button-primary").click();
    await page.locator("[name=vehicle]").fill("MG 4");
    await page.locator("[name=customer]").fill("Khun Wipa");
    await page.getByRole("dialog").getByRole("button", { name: submit, exact: true }).click();
    await page.locator(".connection", { hasText: "MG 4" }).waitFor();

    // Meanwhile the others go on.
    await ask(server, "lek", "Mazda 2");
    await context.setOffline(false);
    await page.locator("#request-title", { hasText: "MG 4" }).waitFor();
    await rowOf(page, "Mazda 2").waitFor();
    await page.locator(".connection").waitFor({ state: "detached" });
    const sent = async () => {
      const { messages } = await dao.rooms.history({ boardId, roomId });
      return messages.filter(({ text }) => text === "from the tunnel").length;
    };
    await expect.poll(sent, { timeout: 30_000 }).toBe(1);
    const { tasks } = await dao.tasks.list({ boardId });
    expect(tasks.filter(({ title }) => title.startsWith("MG 4"))).toHaveLength(1);
  },
  180_000,
);

test("on a shared computer, the next person finds nothing of the one before", async () => {
  const server = await runDealer();
  const { page } = await openAs(server.url, "lek", { path: `/rooms/${roomId}` });
  await page.locator(".composer textarea").fill("half a thought");
  await expect
    .poll(() => page.evaluate(kept), { timeout: 30_000 })
    .toMatchObject({ states: ["taskwire.state.main"], hasState: true, hasApp: true });
  await page.locator(".account-button").click();
  await press(page, "Sign out");
  await page.locator("[data-login=dao]").waitFor();
  await expect
    .poll(() => page.evaluate(kept))
    .toEqual({ states: [], hasState: false, hasApp: true, stored: ["taskwire.language"] });

  // Also without a connection.
  await page.context().setOffline(true);
  await page.goto(`${server.url}/requests`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await page.getByText("Isuzu").count()).toBe(0);
}, 180_000);

test("browsers can install the app: it has a complete manifest, and icons of the sizes that it names", async () => {
  const server = await runDealer();
  const { page } = await openApp(server.url);
  const session = await page.context().newCDPSession(page);
  const { url, errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(url).toBe(`${server.url}/manifest.webmanifest`);
  const manifest = JSON.parse(data ?? "{}");
  expect(manifest).toMatchObject({ name: "taskwire", start_url: "/", display: "standalone" });
  const sizes = await page.evaluate(
    (icons: readonly { readonly src: string }[]) =>
      Promise.all(
        icons.map(async ({ src }) => {
          const image = new Image();
          image.src = src;
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }),
      ),
    manifest.icons,
  );
  expect(sizes.slice(-2)).toEqual(["192x192", "512x512"]);
  // Without a connection, it starts from its files.
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(({ active }) => !!active));
}, 180_000);
