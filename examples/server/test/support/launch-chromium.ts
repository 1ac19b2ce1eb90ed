import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const flags =
  "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update";
// The build without windows starts in half the time.
const commands = ["chromium-headless-shell", "chromium"];

/** Starts the machine's own Chromium, or that of `CHROMIUM=/path`. Playwright's own copy is never downloaded. */
export function launchChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = commands
    .flatMap((command) => folders.map((folder) => join(folder, command)))
    .find((path) => existsSync(path));
  const executablePath = process.env.CHROMIUM ?? found;
  if (!executablePath) {
    throw new Error(
      "Chromium is not installed. On Debian: sudo apt-get install chromium-headless-shell. Or pass CHROMIUM=/path/to/one.",
    );
  }
  return chromium.launch({ executablePath, args: [...flags.split(" "), "--disable-sync"] });
}
