import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../src/settings.ts";
import { authenticator, tokenFor } from "../src/tokens.ts";

const folder = join(import.meta.dirname, "..");
const text = (name: string) => readFileSync(join(folder, name), "utf8");

/** The instructions of a Dockerfile, without comments. */
const instructions = text("Dockerfile")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [name = "", ...rest] = line.split(" ");
    return [name, rest.join(" ")] as const;
  });
const of = (wanted: string) =>
  instructions.filter(([name]) => name === wanted).map(([, rest]) => rest);

test("the image is made in two steps, runs as a user without rights, and gets signals itself", () => {
  expect(of("FROM")).toEqual(["node:24-slim AS packages", "node:24-slim"]);
  expect(of("USER")).toEqual(["node"]);
  expect(of("CMD")).toEqual(['["node", "src/main.ts"]']);
  const last = instructions.map(([name]) => name).lastIndexOf("COPY");
  expect(instructions.findIndex(([name]) => name === "USER")).toBeGreaterThan(last);
  const known = /^(FROM|ENV|WORKDIR|COPY|RUN|USER|EXPOSE|STOPSIGNAL|HEALTHCHECK|CMD)$/;
  expect(instructions.filter(([name]) => !known.test(name))).toEqual([]);
});

test("each file that the image copies is one that Docker is given, and is there", () => {
  const given = text(".dockerignore")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  const copied = of("COPY")
    .filter((line) => !line.startsWith("--from"))
    .flatMap((line) => line.split(" ").slice(0, -1));
  expect(new Set(copied)).toEqual(new Set(given));
  // The lock file is that of your app.
  const ours = copied.filter((name) => name !== "package-lock.json");
  expect(ours.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
});

test("every variable of compose is one that the servers or its own services read", () => {
  const compose = text("compose.yaml");
  const names = [...compose.matchAll(/^ {4}([A-Z_]+): /gm)].map(([, name]) => name);
  expect(names).toEqual(["DATABASE_URL", "REDIS_URL", "SECRET", "ORIGIN", "METRICS_TOKEN"]);
  const asked = new Set([...compose.matchAll(/\$\{([A-Z_]+):\?\}/g)].map(([, name = ""]) => name));
  for (const name of asked) expect(text("README.md")).toContain(`${name}=`);
});

test("a server says which settings are missing, and refuses a short secret", () => {
  expect(() => readSettings({ REDIS_URL: "redis://x" })).toThrow(
    /^DATABASE_URL, SECRET, ORIGIN is missing/,
  );
  const all = { DATABASE_URL: "x", REDIS_URL: "x", SECRET: "short", ORIGIN: "x" };
  expect(() => readSettings(all)).toThrow(/SECRET is too short/);
  const example = Object.fromEntries(
    text("app.env.example")
      .trim()
      .split("\n")
      .map((line) => line.split("=", 2) as [string, string]),
  );
  // The example has to be filled in: nobody runs with a secret that is printed here.
  expect(() => readSettings(example)).toThrow(/SECRET is too short/);
  const filled = { ...example, SECRET: "a".repeat(64) };
  expect(readSettings(filled)).toMatchObject({ host: "127.0.0.1", port: 3000 });
});

test("a token of another secret and an old token are refused", async () => {
  const [secret, other] = ["a".repeat(32), "b".repeat(32)];
  await expect(authenticator(secret)(tokenFor("dao", secret))).resolves.toMatchObject({
    userId: "dao",
  });
  await expect(authenticator(secret)(tokenFor("dao", other))).rejects.toThrow("Log in again.");
  await expect(authenticator(secret)(tokenFor("dao", secret, -1))).rejects.toThrow("Log in again.");
});

test("a server whose settings are missing ends with the reason", () => {
  const args = ["--conditions=@taskwire/source", join(folder, "src/main.ts")];
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { PATH: process.env.PATH },
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toContain("See app.env.example.");
});
