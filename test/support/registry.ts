import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { temporaryFolder } from "./app.ts";
import type { Packed } from "./registry-service.ts";

/** The packages of this repository as npm would publish them. They are built and packed first. */
export async function packedPackages(): Promise<readonly Packed[]> {
  const response = await fetch(`${inject("registry")}/-/packed`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text);
}

/**
 * The environment in which npm installs `@taskwire/…` from this repository, and all other packages
 * from its cache where it can. Nothing of the npm that runs the tests reaches it.
 */
export function npmEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_OPTIONS$|NODE_COMPILE_CACHE$)/i.test(name),
  );
  // A file, because shells drop environment variables with an at-sign in their name.
  const settings = join(temporaryFolder(), "npmrc");
  const usual = process.env.npm_config_userconfig ?? join(homedir(), ".npmrc");
  const before = existsSync(usual) ? readFileSync(usual, "utf8") : "";
  const ours = `@taskwire:registry=${inject("registry")}\n`;
  writeFileSync(settings, `${before}\n${ours}`, { mode: 0o600 });
  return {
    ...Object.fromEntries(own),
    npm_config_userconfig: settings,
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
}
