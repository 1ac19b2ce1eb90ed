import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { launchChromium } from "./launch-chromium.ts";

let browser: Promise<Browser> | undefined;
/** How many times slower the pages run. A test must pass on a slow machine too. */
const slowdown = Number(process.env.SLOWDOWN ?? 1);
afterAll(async () => (await browser)?.close());

/**
 * Opens a tab until the test ends. It has its own profile; all tabs of a test file share one
 * browser.
 */
export async function openTab(options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= launchChromium();
  const context = await (await browser).newContext(options);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail")
      for (const page of context.pages()) console.error(await contentsOf(page));
    await context.close();
  });
  if (slowdown > 1)
    context.on("page", async (page) => {
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

/** Returns the text of a page and its focus, so that the failure of a test can be understood. */
async function contentsOf(page: Page): Promise<string> {
  const seen = await Promise.all([
    page.locator("body").innerText(),
    page.locator(":focus").evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 200))),
  ]).catch((error: Error) => [error.message]);
  return [page.url(), ...seen].join("\n");
}
