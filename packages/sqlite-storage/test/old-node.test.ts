import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

// The flag removes node:sqlite, which Node 20 does not have.
const withoutSqlite = (...args: string[]) =>
  promisify(execFile)(process.execPath, [
    "--no-experimental-sqlite",
    "--conditions=@taskwire/source",
    ...args,
  ]);
const cure = "@taskwire/sqlite-storage needs Node >= 22.16, which has node:sqlite. This is Node v";

test("on a Node without node:sqlite, import and require say which Node is needed (K3)", async () => {
  for (const load of ["await import", "require"]) {
    const code = `${load}("@taskwire/sqlite-storage")`;
    await expect(withoutSqlite("-e", code)).rejects.toThrow(cure);
  }
});

test("on a Node without node:sqlite, the command says which Node is needed, in one line", async () => {
  await expect(withoutSqlite("packages/cli/src/main.ts", "--help")).rejects.toMatchObject({
    code: 3,
    stderr: expect.stringMatching(new RegExp(`^${cure}\\S+: install a newer one\\.\\n$`)),
  });
});
