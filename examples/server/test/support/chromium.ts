import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";

const flags =
  "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update";
// The build without windows starts in half the time.
const commands = ["chromium-headless-shell", "chromium"];

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** The machine's own Chromium. Playwright would bring one; the tests do without. */
function launch(): Promise<Browser> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = commands
    .flatMap((command) => folders.map((folder) => join(folder, command)))
    .find((path) => existsSync(path));
  const executablePath = process.env.CHROMIUM ?? found;
  if (!executablePath) {
    throw new Error(
      "The tests need Chromium: apt-get install chromium-headless-shell, or CHROMIUM=/path/to/one",
    );
  }
  return chromium.launch({ executablePath, args: [...flags.split(" "), "--disable-sync"] });
}

/** A page until the test ends: in a profile of its own, in the one browser that a file starts. */
export async function openTab(options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= launch();
  const context = await (await browser).newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}
