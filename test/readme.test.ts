import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { blocksOf } from "./docs/blocks.ts";
import { appWith } from "./support/app.ts";

const codeOf = (path: string) => blocksOf(path).map(({ code }) => code);

const run = promisify(execFile);

const [firstCode = ""] = codeOf("README.md");
const [serverCode = "", board = "", conversationOfPage = "", expressCode = ""] =
  codeOf("docs/quick-start.md");
// The blocks for the page form one file.
const browserCode = `${board}\n${conversationOfPage}`;
const [firstUse = "", conversation = "", ownWorkflow = "", , ownOperation = ""] =
  codeOf("packages/core/README.md");

const openApi = `import { openApiDocument } from "@taskwire/express-adapter";
import { taskwire } from "./server.ts";
export const described = openApiDocument(taskwire.operations);`;

test("the READMEs' code compiles in a strict app that publishes its types", async () => {
  const directory = appWith({
    "first.ts": firstCode,
    "server.ts": serverCode,
    "browser.ts": browserCode,
    "express.ts": expressCode,
    "first-use.ts": firstUse,
    "own-workflow.ts": ownWorkflow,
    "conversation.ts": firstUse + conversation,
    "own-operation.ts": ownOperation,
    "openapi.ts": openApi,
    "tsconfig.json": JSON.stringify({
      extends: resolve("tsconfig.base.json"),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        outDir: "out",
        types: ["node"],
        lib: ["ES2024", "DOM"],
      },
    }),
  });
  await run("tsc", ["-p", directory]).catch(({ stdout }: { stdout: string }) =>
    expect.fail(stdout),
  );
  // Strict installations such as pnpm's can reach no other packages, and TypeScript rejects types
  // that need one.
  for (const name of ["server", "own-workflow", "own-operation", "openapi"]) {
    const types = readFileSync(join(directory, "out", `${name}.d.ts`), "utf8");
    expect(types).toContain("@taskwire/");
    expect(types).not.toMatch(/import\("(?!@taskwire\/)/);
  }
}, 60_000);

test("the README's first code is on the first screen and runs exactly as printed", async () => {
  const [first] = blocksOf("README.md");
  expect(first?.lastLine).toBeLessThanOrEqual(40);
  const directory = appWith({ "server.ts": firstCode });
  const { stdout, stderr } = await run(
    process.execPath,
    ["--conditions=@taskwire/source", "server.ts"],
    { cwd: directory },
  );
  expect(stderr).toBe("");
  expect(stdout.split("\n")).toEqual(
    expect.arrayContaining([
      "task.created by lek",
      "task.approved by dao",
      "task.completed by lek",
    ]),
  );
}, 60_000);

test("the core README's code notifies Lek of two mentions", async () => {
  const told = "for (const { reason, excerpt } of notifications) console.log(reason, excerpt);";
  const directory = appWith({
    "conversation.ts": `${firstUse}${conversation}${told}\nprocess.exit();`,
  });
  const mentions = /^mention ขอให้@เล็กเตรียมกุญแจครับ$/m;
  await printed(directory, "conversation.ts", mentions);
}, 60_000);

test("the quick start's server and page, and the protocol's first client, run as printed", async () => {
  const listen = "server.listen(3000);";
  expect(serverCode).toContain(listen);
  // Port 3000 may be taken.
  const anyPort =
    "server.listen(0, () => console.log('port', Object(server.address()).port, ';'));";
  const directory = appWith({ "server.ts": serverCode.replace(listen, anyPort) });
  const [, port = ""] = await printed(directory, "server.ts", /port (\d+) ;/);
  expect(browserCode).toContain(":3000/");
  writeFileSync(join(directory, "browser.ts"), browserCode.replace(":3000/", `:${port}/`));
  const cancelled = "title: 'Sell the blue one'.*state: 'cancelled'";
  const mentioned =
    "text: 'ขอให้@เล็กเตรียมกุญแจครับ',\\s+mentions: \\[ \\[Object\\] \\].*state: 'sent'";
  const told = "reason: 'approval.requested'.*state: 'resolved'";
  await printed(
    directory,
    "browser.ts",
    new RegExp(`^(?=.*${cancelled})(?=.*${mentioned})(?=.*${told})`, "s"),
  );
  const [socketCode = ""] = codeOf("docs/protocol.md");
  expect(socketCode).toContain(":3000/");
  writeFileSync(join(directory, "socket.ts"), socketCode.replace(":3000/", `:${port}/`));
  await printed(directory, "socket.ts", /type: 'result'.*boards: \[/s);
}, 60_000);

/** Runs a file with Node. Resolves when its output matches the pattern. */
async function printed(cwd: string, file: string, pattern: RegExp): Promise<RegExpMatchArray> {
  const child = spawn(process.execPath, ["--conditions=@taskwire/source", file], { cwd });
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let output = "";
  return new Promise((done, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text: Buffer) => {
        output += text;
        const match = output.match(pattern);
        if (match) done(match);
      });
    }
    void ended.then(() => reject(new Error(`${file} ended:\n${output}`)));
  });
}
