import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownOrigins, readSettings, SettingsError } from "../src/settings.ts";
import { temporaryDirectory } from "./support/directory.ts";

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const secret = "thirty-two characters or more of it";

test("without an environment the server listens on this machine alone", () => {
  const settings = readSettings({ DATA_DIR: temporaryDirectory() });
  expect(settings).toMatchObject({
    isProduction: false,
    host: "127.0.0.1",
    port: 3000,
    origins: [],
    trustedProxies: 0,
  });
});

test("a first start makes a secret that nobody else can read, and the next one takes the same", () => {
  const directory = join(temporaryDirectory(), "new", "data");
  const first = readSettings({ DATA_DIR: directory });
  expect(modeOf(directory)).toBe("700");
  expect(modeOf(join(directory, "secret"))).toBe("600");
  expect(Buffer.from(first.secret, "base64url")).toHaveLength(32);
  expect(readSettings({ DATA_DIR: directory }).secret).toBe(first.secret);
});

test("a secret that others could read is closed to them", () => {
  const directory = temporaryDirectory();
  const path = join(directory, "secret");
  writeFileSync(path, secret);
  chmodSync(path, 0o644);
  expect(readSettings({ DATA_DIR: directory }).secret).toBe(secret);
  expect(modeOf(path)).toBe("600");
});

test("a relative DATA_DIR means where the command was typed, not where npm runs it", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "typed"));
  const { files } = readSettings({ DATA_DIR: "./kept", INIT_CWD: join(directory, "typed") });
  expect(files.tasks).toBe(join(directory, "typed", "kept", "taskwire.db"));
});

test("production wants its secret and its origins from outside, and writes no secret", () => {
  const directory = temporaryDirectory();
  const production = { NODE_ENV: "production", DATA_DIR: directory };
  const origins = { ORIGINS: "https://tasks.example.com, https://www.example.com" };
  expect(() => readSettings({ ...production, ...origins })).toThrow(/TASKWIRE_SECRET/);
  expect(() => readSettings({ ...production, TASKWIRE_SECRET: secret })).toThrow(/ORIGINS/);
  const settings = readSettings({ ...production, ...origins, TASKWIRE_SECRET: secret });
  expect(settings.origins).toEqual(["https://tasks.example.com", "https://www.example.com"]);
  expect(() => readFileSync(join(directory, "secret"))).toThrow(/ENOENT/);
});

test.each([
  [{ PORT: "http" }, /PORT=http/],
  [{ PORT: "70000" }, /PORT=70000/],
  [{ TASKWIRE_SECRET: "short" }, /at least 32/],
  [{ ORIGINS: "https://example.com/" }, /“https:\/\/example.com\/”/],
  [{ ORIGINS: "*" }, /“\*”/],
  [{ TRUSTED_PROXIES: "yes" }, /TRUSTED_PROXIES=yes/],
])("%o is refused with a word on the cure", (env, message) => {
  const read = () => readSettings({ DATA_DIR: temporaryDirectory(), ...env });
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(message);
});

test("a data directory that can't be made is refused with its name and the reason", () => {
  const file = join(temporaryDirectory(), "a-file");
  writeFileSync(file, "");
  for (const DATA_DIR of [file, join(file, "below")]) {
    expect(() => readSettings({ DATA_DIR })).toThrow(SettingsError);
    expect(() => readSettings({ DATA_DIR })).toThrow(`DATA_DIR: ${DATA_DIR} can't be made`);
  }
});

test("the page's own origins go by the names of this machine", () => {
  expect(ownOrigins("127.0.0.1", 3000)).toEqual(["http://127.0.0.1:3000", "http://localhost:3000"]);
  expect(ownOrigins("192.168.1.5", 80)).toContain("http://192.168.1.5");
  expect(ownOrigins("::1", 3000)).toContain("http://[::1]:3000");
});
