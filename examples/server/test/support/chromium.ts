import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";

const flags = "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update";
// The build without windows starts in half the time.
const places = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/**
 * A page in the machine's own Chromium, until the test ends: in a profile of its own, in the one browser that a file
 * starts. Playwright would bring a browser of its own; the tests do without.
 */
export async function openTab(options: BrowserContextOptions = {}): Promise<Page> {
  const executablePath = process.env.CHROMIUM ?? places.find(existsSync) ?? "chromium";
  browser ??= chromium.launch({ executablePath, args: [...flags.split(" "), "--disable-sync"] });
  const context = await (await browser).newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}
