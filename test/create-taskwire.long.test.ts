import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runCommand } from "../examples/server/test/support/child.ts";
import { openTab } from "../examples/server/test/support/chromium.ts";
import { temporaryFolder } from "./support/app.ts";
import { npmEnvironment, packedPackages } from "./support/registry.ts";

const run = promisify(execFile);

test.each([
  ["express", "react"],
  ["express", "plain"],
  ["node", "react"],
  ["node", "plain"],
])(
  "npm makes an app with the server %s and the page %s: it passes its tests, and two people use it",
  async (server, page) => {
    const folder = temporaryFolder();
    const env = npmEnvironment();
    const packed = await packedPackages();
    const { tarball = "" } = packed.find(({ name }) => name === "create-taskwire") ?? {};
    // As `npm create taskwire my-app -- …` does, with the package from a file.
    const command = ["exec", "--yes", `--package=${tarball}`, "--", "create-taskwire", "my-app"];
    const options = ["--server", server, "--page", page, "--language", "en"];
    const made = await run("npm", [...command, ...options], { cwd: folder, env });
    expect(made.stdout).toMatch(/Next:\n {2}cd my-app\n {2}npm start/);

    const app = join(folder, "my-app");
    await run("npm", ["test"], { cwd: app, env });
    await run("npm", ["run", "typecheck"], { cwd: app, env });
    const { dependencies } = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
    expect("react" in dependencies && "@taskwire/react" in dependencies).toBe(page === "react");
    expect("express" in dependencies).toBe(server === "express");

    // Node itself, because npm would not pass the end of the test on to it.
    const started = runCommand(process.execPath, ["src/main.ts"], {
      cwd: app,
      env: { ...env, PORT: "0" },
    });
    const [, url = ""] = await started.printed(/Open (http:\S+)/);
    const [lek, dao] = [await openTab({ locale: "th-TH" }), await openTab({ locale: "en-GB" })];
    const errors: Error[] = [];
    for (const [tab, name] of [
      [lek, "Lek เล็ก"],
      [dao, "Dao ดาว"],
    ] as const) {
      tab.on("pageerror", (error) => errors.push(error));
      await tab.goto(url);
      await tab.getByRole("button", { name }).click();
    }
    await lek.getByRole("textbox", { name: "ต้องการอะไร" }).fill("A new chair");
    await lek.getByRole("button", { name: "ขออนุมัติ" }).click();
    const request = dao.getByRole("article", { name: "A new chair" });
    await request.getByRole("button", { name: "Approve" }).click();
    for (const step of ["Prepare it", "Hand it over"]) {
      const line = lek.getByRole("listitem").filter({ hasText: step });
      await line.getByRole("button", { name: "เสร็จแล้ว" }).click();
    }
    await request.getByText("completed").waitFor();
    await dao.getByRole("textbox", { name: /Write a message/ }).fill("ขอให้@เล็กเตรียมกุญแจครับ");
    await dao.getByRole("button", { name: "Send" }).click();
    await lek.locator("mark", { hasText: "@เล็ก" }).waitFor();
    expect(errors).toEqual([]);
    started.kill("SIGTERM");
    expect(await started.ended).toBe(0);
  },
);
