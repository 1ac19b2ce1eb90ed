import { type Browser, chromium } from "playwright-core";
import { onTestFinished } from "vitest";

const flags = "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update";

/** The machine's own Chromium, without a window. Playwright would bring one of its own; the tests do without. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: [...flags.split(" "), "--disable-sync"] });
  onTestFinished(() => browser.close());
  return browser;
}
