import { execFile } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "./support/app.ts";
import { npmEnvironment, packedPackages } from "./support/registry.ts";

const run = promisify(execFile);
const manifests = globSync("packages/*/package.json").map((path) =>
  JSON.parse(readFileSync(path, "utf8")),
);
const names: readonly string[] = manifests.map(({ name }) => name);
/** Every entry point of every package. */
const specifiers: readonly string[] = manifests.flatMap(({ name, exports }) =>
  Object.keys(exports).map((path) => join(name, path)),
);

/** Installs packages from tarballs into an empty project, as `npm install …` does. */
async function installed(...packages: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const packed = await packedPackages();
  const tarballs = packed.map(({ tarball }) => tarball);
  await run("npm", ["install", ...tarballs, ...packages], { cwd: folder, env: npmEnvironment() });
  return folder;
}

beforeAll(async () => {
  await packedPackages();
}, 300_000);

const program = `
import { createTaskwire } from "@taskwire/core";
import { sqliteStorage } from "@taskwire/sqlite-storage";
const taskwire = createTaskwire({ storage: sqliteStorage("app.db") });
await taskwire.open();
await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
await taskwire.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })];
const { id: boardId } = await dao.boards.create({ name: "Sales" });
await dao.members.add({ boardId, userId: "lek" });
const { task } = await lek.tasks.create({ boardId, title: "Sell the blue one" });
console.log((await dao.tasks.approve({ boardId, taskId: task.id, version: task.version })).task.state);
await taskwire.close();
`;

/** The libraries that some packages use, and that the app installs if it uses these packages. */
const peers = ["express@5", "react@19", "@opentelemetry/api@1"];
const node = `node-linux-${process.arch}`;

test.each(["22.16.0", "24", "26"])(
  "Node %s loads every entry point with import and with require, and runs an approval on SQLite",
  async (version) => {
    const folder = await installed(...peers, `${node}@${version}`);
    const inFolder = { cwd: folder, env: npmEnvironment() };
    const path = join(folder, "node_modules", node, "bin", "node");
    const [major] = version.split(".");
    expect((await run(path, ["--version"])).stdout).toMatch(new RegExp(`^v${major}\\.`));
    const list = JSON.stringify(specifiers);
    writeFileSync(
      join(folder, "all.mjs"),
      `for (const name of ${list}) if (Object.keys(await import(name)).length === 0 && !/react-/.test(name)) console.log(name);`,
    );
    writeFileSync(join(folder, "all.cjs"), `for (const name of ${list}) require(name);`);
    writeFileSync(join(folder, "program.mjs"), program);
    await run(path, ["all.cjs"], inFolder);
    await run(path, ["all.mjs"], inFolder);
    expect((await run(path, ["program.mjs"], inFolder)).stdout).toBe("approved\n");
  },
);

test("TypeScript 5.9, 6 and 7 compile an app against all types, without skipLibCheck", async () => {
  const compilers = ["5.9", "6", "7"].map((version) => [version, `ts${parseInt(version, 10)}`]);
  const folder = await installed(
    ...compilers.map(([version, alias]) => `${alias}@npm:typescript@~${version}`),
    ...peers,
    ...["@types/express@5", "@types/node@24", "@types/pg@8", "@types/ws@8", "@types/react@19"],
  );
  const uses = specifiers.map(
    (name, i) => `import * as part${i} from "${name}";\nconsole.log(part${i});\n`,
  );
  writeFileSync(join(folder, "app.ts"), uses.join(""));
  writeFileSync(join(folder, "program.ts"), program);
  expect(names.length).toBeGreaterThanOrEqual(10);
  for (const [version, alias = ""] of compilers) {
    const tsc = join(folder, "node_modules", alias, "bin", "tsc");
    expect((await run(process.execPath, [tsc, "--version"])).stdout).toContain(` ${version}`);
    for (const [module, resolution] of [
      ["nodenext", "nodenext"],
      ["esnext", "bundler"],
    ] as const) {
      const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--target", "es2022"];
      const more = ["--module", module, "--moduleResolution", resolution, "--types", "node"];
      const lib = ["--lib", "es2024,dom,dom.iterable"];
      const compiling = run(
        process.execPath,
        [tsc, ...options, ...more, ...lib, "app.ts", "program.ts"],
        { cwd: folder },
      );
      await compiling.catch(({ stdout }: { stdout: string }) =>
        expect.fail(`TypeScript ${version}: ${stdout}`),
      );
    }
  }
});
