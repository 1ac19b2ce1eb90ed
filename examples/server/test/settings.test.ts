import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownOrigins, readSettings, SettingsError } from "../src/settings.ts";
import { temporaryDirectory } from "./support/directory.ts";

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const secret = "thirty-two characters or more of it";

test("listens only on this machine by default", () => {
  const settings = readSettings({ DATA_DIR: temporaryDirectory() });
  expect(settings).toMatchObject({
    isProduction: false,
    host: "127.0.0.1",
    port: 3000,
    origins: [],
    trustedProxies: 0,
  });
});

test("creates a secret that only this user can read, and uses it again at the next start", () => {
  const directory = join(temporaryDirectory(), "new", "data");
  const first = readSettings({ DATA_DIR: directory });
  expect(modeOf(directory)).toBe("700");
  expect(modeOf(join(directory, "secret"))).toBe("600");
  expect(Buffer.from(first.secret, "base64url")).toHaveLength(32);
  expect(readSettings({ DATA_DIR: directory }).secret).toBe(first.secret);
});

test("makes a secret readable by this user only", () => {
  const directory = temporaryDirectory();
  const path = join(directory, "secret");
  writeFileSync(path, secret);
  chmodSync(path, 0o644);
  expect(readSettings({ DATA_DIR: directory }).secret).toBe(secret);
  expect(modeOf(path)).toBe("600");
});

test("resolves a relative DATA_DIR from the folder in which npm was called", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "typed"));
  const { files } = readSettings({ DATA_DIR: "./data", INIT_CWD: join(directory, "typed") });
  expect(files.tasks).toBe(join(directory, "typed", "data", "taskwire.db"));
});

test("requires the secret and the origins in production, and writes no secret", () => {
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
  [{ METRICS_TOKEN: "short" }, /at least 16/],
  [{ ORIGINS: "https://example.com/" }, /“https:\/\/example.com\/”/],
  [{ ORIGINS: "*" }, /“\*”/],
  [{ TRUSTED_PROXIES: "yes" }, /TRUSTED_PROXIES=yes/],
])("refuses %o and says how to fix it", (env, message) => {
  const read = () => readSettings({ DATA_DIR: temporaryDirectory(), ...env });
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(message);
});

test("refuses a data directory that can't be created, with its name and the reason", () => {
  const file = join(temporaryDirectory(), "a-file");
  writeFileSync(file, "");
  for (const DATA_DIR of [file, join(file, "below")]) {
    expect(() => readSettings({ DATA_DIR })).toThrow(SettingsError);
    expect(() => readSettings({ DATA_DIR })).toThrow(`DATA_DIR: ${DATA_DIR} can't be created`);
  }
});

test("accepts the server's own page under each name of this machine", () => {
  expect(ownOrigins("127.0.0.1", 3000)).toEqual(["http://127.0.0.1:3000", "http://localhost:3000"]);
  expect(ownOrigins("192.168.1.5", 80)).toContain("http://192.168.1.5");
  expect(ownOrigins("::1", 3000)).toContain("http://[::1]:3000");
});
