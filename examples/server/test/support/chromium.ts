import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { launchChromium } from "./launch-chromium.ts";

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** A page until the test ends: in a profile of its own, in the one browser that a file starts. */
export async function openTab(options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= launchChromium();
  const context = await (await browser).newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}
