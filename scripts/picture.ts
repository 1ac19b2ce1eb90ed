// `npm run picture` draws two people's apps side by side: docs/images/taskwire.webp after a short scene, and
// docs/images/taskwire-moving.webp while they ask, approve and do the first step.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator, Page } from "playwright-core";
import { launchChromium } from "../examples/server/test/support/launch-chromium.ts";
import { animatedWebp } from "./picture/animated-webp.ts";
import { changedParts } from "./picture/changed-parts.ts";
import { recordScene } from "./picture/scene.ts";
import { asWebp } from "./screens/as-webp.ts";
import { startDealer } from "./screens/example.ts";

const folder = join(import.meta.dirname, "..", "docs", "images");
const still = join(folder, "taskwire.webp");
const moving = join(folder, "taskwire-moving.webp");
/** The apps are as narrow as on a phone, so that their texts can be read in a small picture. */
const movingSize = { width: 1_000, height: 600 };
const title = "Mazda 2 — Khun Wipa";

/** Everything is found by its role and the words that a person reads, so the page's markup can change. */
async function play(page: Page): Promise<void> {
  const [lek, dao] = [side(page, "taskwire-left"), side(page, "taskwire-right")];
  await lek.getByRole("button", { name: /^Lek/ }).click();
  await dao.getByRole("button", { name: /^Dao/ }).click();

  // Lek asks, Dao approves, and Lek does the first of the steps that this creates.
  await lek.getByRole("button", { name: "New request" }).click();
  await lek.getByRole("combobox", { name: "Vehicle" }).fill("Mazda 2");
  await lek.getByRole("textbox", { name: "Customer" }).fill("Khun Wipa");
  await lek.getByRole("button", { name: "Ask for approval" }).click();
  await dao.getByRole("link", { name: title }).click();
  await dao.getByRole("button", { name: "Approve", exact: true }).click();
  await lek.getByRole("checkbox").first().click();

  // They talk about it, by name.
  for (const one of [lek, dao]) {
    await one.getByRole("link", { name: /^Rooms/ }).click();
    await one.getByRole("link", { name: /^Showroom/ }).click();
  }
  await say(dao, "Approved! The papers are complete,", "Lek");
  await say(lek, "ขอบคุณครับ", "Dao", "The car is washed, I register it now.");
  await say(dao, "ดีมากเลย", "Lek", "Khun Wipa comes at four.");
  await lek.getByRole("feed").getByText("Khun Wipa comes at four.").waitFor();

  // One side shows what was said, the other one the steps.
  await dao.getByRole("link", { name: /^Requests/ }).click();
  await dao.getByRole("link", { name: title }).click();
  await dao.getByText("1 of 3 steps done").first().waitFor();
}

const side = (page: Page, name: string): FrameLocator => page.frameLocator(`iframe[name=${name}]`);

/** Writes a message with a mention, which is completed from the list of people. */
async function say(one: FrameLocator, words: string, name: string, more = ""): Promise<void> {
  const field = one.getByRole("combobox", { name: /message/i });
  await field.pressSequentially(`${words} @${name.slice(0, 2).toLowerCase()}`);
  await one.getByRole("option", { name }).click();
  await field.pressSequentially(more.trimStart());
  await field.press("Enter");
}

await using stack = new AsyncDisposableStack();
const browser = await launchChromium();
stack.defer(() => browser.close());

/** Opens both apps beside each other, on a server of their own. */
async function openBoth(viewport: { width: number; height: number }): Promise<Page> {
  const server = await startDealer();
  stack.defer(() => server.close());
  const page = await browser.newPage({
    viewport,
    locale: "en-GB",
    timezoneId: "Asia/Bangkok",
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  page.setDefaultTimeout(15_000);
  await page.goto(`${server.url}/split`);
  return page;
}

function save(file: string, bytes: Buffer): void {
  writeFileSync(file, bytes);
  console.log(`${file}: ${Math.round(bytes.length / 1024)} KB`);
}

mkdirSync(folder, { recursive: true });
const shots = await recordScene(await openBoth(movingSize));
const frames = await changedParts(browser, shots);
save(moving, animatedWebp(movingSize.width, movingSize.height, frames));

const page = await openBoth({ width: 1_560, height: 860 });
await play(page);
// Without the marks of keyboard and mouse.
await page.mouse.move(0, 0);
await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
await page.evaluate(() => document.fonts.ready);
const png = await page.screenshot({ animations: "disabled" });
save(still, await asWebp(browser, png.toString("base64")));
