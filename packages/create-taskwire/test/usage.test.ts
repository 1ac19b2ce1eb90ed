import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { parse } from "../src/arguments.ts";
import { versions } from "../src/manifest.ts";
import { packageName } from "../src/new-folder.ts";
import { run } from "../src/run.ts";
import { languageOf } from "../src/words.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "create-taskwire-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function outcome(...args: string[]) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const code = await run(args, { out: write, err: write });
  return { code, text: lines.join("\n") };
}

test.each([
  [["app", "--server", "koa"], /--server is express or node, not koa\. See/],
  [["app", "--page", "vue"], /--page is react or plain, not vue\./],
  [["app", "other"], /One folder is enough: app, other\./],
  [["app", "--form"], /Unknown option '--form'\. See/],
])("%j is refused with the cure, and nothing is written", async (args, says) => {
  const { code, text } = await outcome(...args);
  expect(code).toBe(2);
  expect(text).toMatch(says);
});

test.each([
  ["v20.20.2", 3],
  ["v22.17.1", 3],
  ["v22.18.0", 0],
  ["v24.1.0", 0],
])(
  "with Node %s, the code is %i: an app that this Node can't run is not made (K3)",
  async (version, code) => {
    vi.stubGlobal("process", Object.create(process, { version: { value: version } }));
    onTestFinished(() => void vi.unstubAllGlobals());
    const folder = join(newFolder(), "app");
    const made = await outcome(folder, "--yes", "--no-install");
    expect([made.code, existsSync(folder)]).toEqual([code, code === 0]);
    if (code === 3)
      expect(made.text).toBe(
        `The app needs Node >= 22.18. This is Node ${version}: install a newer one.`,
      );
  },
);

test("a folder that has files stays as it is", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, "package.json"), "mine");
  const { code, text } = await outcome(folder, "--yes", "--no-install");
  expect({ code, files: readdirSync(folder) }).toEqual({ code: 2, files: ["package.json"] });
  expect(text).toContain("is not empty: it has package.json");
  expect(readFileSync(join(folder, "package.json"), "utf8")).toBe("mine");
});

test("a file is not a folder", async () => {
  const path = join(newFolder(), "app");
  writeFileSync(path, "");
  expect((await outcome(path, "--no-install")).text).toContain("is a file. Choose another name.");
});

test("an empty repository is a good place, and git ignores packages and databases", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, ".git"));
  const { code, text } = await outcome(folder, "--no-install", "--language", "en");
  expect(code).toBe(0);
  expect(text).toContain("npm install");
  expect(text).toContain("starts the app");
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("node_modules\n*.db*\n");
});

test("--language th speaks Thai", async () => {
  const { text } = await outcome(join(newFolder(), "app"), "--no-install", "--language", "th");
  expect(text).toContain("ขั้นต่อไป:");
});

test.each([
  [{ LANG: "th_TH.UTF-8" }, "th"],
  [{ LC_ALL: "en_US.UTF-8", LANG: "th_TH.UTF-8" }, "en"],
  [{}, "en"],
])("the language of a terminal with %j is %s", (env, language) => {
  expect(languageOf(env)).toBe(language);
});

test.each([
  ["My App", "my-app"],
  ["../.Hidden_thing", "hidden_thing"],
  ["แอป", "my-app"],
])("the package in the folder %j is called %s", (folder, name) => {
  expect(packageName(folder)).toBe(name);
});

test("an app names the versions that this repository is tested with", () => {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const tested = { ...devDependencies, typescript: devDependencies["@typescript/native"] };
  const versionOf = (range: string) => range.replace(/^(npm:\w+@|\^)/, "");
  for (const [name, range] of Object.entries(versions))
    if (name in tested)
      expect(`${name} ${versionOf(range)}`).toBe(`${name} ${versionOf(tested[name])}`);
});

test("--help names each option that the command knows", async () => {
  const { text } = await outcome("--help");
  for (const option of ["server", "page", "language", "yes", "no-install", "start"]) {
    expect(text).toContain(`--${option}`);
    const value = { server: ["node"], page: ["react"], language: ["th"] }[option] ?? [];
    expect(() => parse([`--${option}`, ...value])).not.toThrow();
  }
});
