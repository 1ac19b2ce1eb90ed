// `npm run picture` draws docs/images/taskwire.webp: the example's page after a short scene, as a browser shows it.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { startServer } from "../examples/server/src/server.ts";
import { filesIn } from "../examples/server/src/settings.ts";
import { launchChromium } from "../examples/server/test/support/launch-chromium.ts";
import { asWebp } from "./screens/as-webp.ts";

const folder = join(import.meta.dirname, "..", "docs", "images");
const file = join(folder, "taskwire.webp");
const title = "Mazda 2 — Khun Wipa";

/** Everything is found by its role and the words that a person reads, so the page's markup can change. */
async function play(page: Page): Promise<void> {
  await page.getByRole("button", { name: "EN", exact: true }).click();
  const sales = page.getByRole("region", { name: "Sales" });
  const approvals = page.getByRole("region", { name: "Approvals" });
  await sales.getByRole("button", { name: /^Lek/ }).click();
  await approvals.getByRole("button", { name: /^Dao/ }).click();

  // Lek asks, Dao approves, and Lek does the first of the steps that this creates.
  await sales.getByRole("combobox", { name: "Vehicle" }).fill("Mazda 2");
  await sales.getByRole("textbox", { name: "Customer" }).fill("Khun Wipa");
  await sales.getByRole("button", { name: "Ask for approval" }).click();
  const decided = approvals.getByRole("article", { name: title });
  await decided.getByRole("button", { name: "Approve", exact: true }).click();
  const asked = sales.getByRole("article", { name: title });
  await asked.getByRole("button", { name: "Done" }).first().click();

  // They talk about it, by name.
  await say(approvals, "Approved! The papers are complete,", "Lek");
  await say(sales, "ขอบคุณครับ", "Dao", "The car is washed, I register it now.");
  await say(approvals, "ดีมากเลย", "Lek", "Khun Wipa comes at four.");
  await sales.getByText("Khun Wipa comes at four.").first().waitFor();

  // One side shows what was said and the events, the other one the steps and what else waits for a decision.
  await open(approvals, "Requests");
  await approvals.getByText("Live events").click();
  await decided.getByText("1 of 3 steps done").waitFor();
}

const open = (side: Locator, view: string) =>
  side.getByRole("button", { name: new RegExp(`^${view}`) }).click();

/** Writes a message with a mention, which is completed from the list of people. */
async function say(side: Locator, words: string, name: string, more = ""): Promise<void> {
  await open(side, "Chat");
  const field = side.getByRole("combobox", { name: /message/i });
  await field.pressSequentially(`${words} @${name.slice(0, 2).toLowerCase()}`);
  await side.getByRole("option", { name }).click();
  await field.pressSequentially(more.trimStart());
  await field.press("Enter");
}

// Without a font for it, Thai would be drawn as empty boxes.
const fonts = spawnSync("fc-list", [":lang=th"], { encoding: "utf8" });
if (fonts.status === 0 && fonts.stdout === "")
  throw new Error("No font for Thai is installed. On Debian: sudo apt-get install fonts-noto-core");

await using stack = new AsyncDisposableStack();
const data = mkdtempSync(join(tmpdir(), "taskwire-picture-"));
stack.defer(() => rmSync(data, { recursive: true, force: true }));
const server = await startServer({
  isProduction: false,
  host: "127.0.0.1",
  port: 0,
  origins: [],
  hosts: [],
  trustedProxies: 0,
  files: filesIn(data),
  secret: "only for this picture, and gone with it",
});
stack.defer(() => server.close());
const browser = await launchChromium();
stack.defer(() => browser.close());

const page = await browser.newPage({
  viewport: { width: 1280, height: 960 },
  locale: "en-GB",
  timezoneId: "Asia/Bangkok",
  colorScheme: "light",
});
page.setDefaultTimeout(15_000);
await page.goto(`${server.url}/vanilla`);
await play(page);
// Without the marks of keyboard and mouse.
await page.mouse.move(0, 0);
await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
await page.evaluate(() => document.fonts.ready);
mkdirSync(folder, { recursive: true });
const png = await page.screenshot({ animations: "disabled" });
writeFileSync(file, await asWebp(browser, png.toString("base64")));
console.log(`${file}: ${Math.round(statSync(file).size / 1024)} KB`);
