import { execFile } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "./support/app.ts";
import { packedPackages } from "./support/registry.ts";

const run = promisify(execFile);

beforeAll(async () => {
  // The apps below use the built packages, as apps of users do.
  await packedPackages();
}, 240_000);

// Together they have every file of the templates.
test.each([
  ["node", "plain"],
  ["express", "react"],
])(
  "an app with the server %s and the page %s compiles, and passes its own tests",
  {
    timeout: 120_000,
  },
  async (server, page) => {
    const app = join(temporaryFolder(), "app");
    const command = resolve("packages/create-taskwire/dist/main.js");
    const options = ["--server", server, "--page", page, "--no-install"];
    await run(process.execPath, [command, app, ...options]);
    symlinkSync(resolve("node_modules"), join(app, "node_modules"));

    const inApp = { cwd: app, env: { ...process.env, NODE_OPTIONS: "" } };
    await run("tsc", [], inApp).catch(({ stdout }: { stdout: string }) => expect.fail(stdout));
    const { stdout } = await run(process.execPath, ["--test"], inApp).catch((error) => error);
    expect(stdout).toMatch(/^# pass 4$|^ℹ pass 4$/m);
    expect(stdout).toMatch(/fail 0$/m);
    expect(existsSync(join(app, "app.db"))).toBe(false);
  },
);
