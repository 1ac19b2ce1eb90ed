import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const flags =
  "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update";
// The build without a window starts in half the time.
const commands = ["chromium-headless-shell", "chromium"];

/**
 * Starts the installed Chromium, or that of `CHROMIUM=/path`. Never downloads Playwright's own
 * copy.
 */
export function launchChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = commands
    .flatMap((command) => folders.map((folder) => join(folder, command)))
    .find((path) => existsSync(path));
  const executablePath = process.env.CHROMIUM ?? found;
  if (!executablePath) {
    throw new Error(
      "Chromium is not installed. On Debian: sudo apt-get install chromium-headless-shell. Or set CHROMIUM=/path/to/chromium.",
    );
  }
  return chromium.launch({ executablePath, args: [...flags.split(" "), "--disable-sync"] });
}
