import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { type RunningServer, startServer } from "../../src/server.ts";
import { filesIn, type Settings } from "../../src/settings.ts";
import { temporaryDirectory } from "./directory.ts";

export const testSecret = "a secret of the tests, long enough to be one";

/** What tests start with, on files of a directory. */
export const settingsFor = (directory: string): Settings => ({
  isProduction: false,
  host: "127.0.0.1",
  port: 0,
  origins: [],
  trustedProxies: 0,
  files: filesIn(directory),
  secret: testSecret,
});

const template = mkdtempSync(join(tmpdir(), "taskwire-example-"));
afterAll(() => rmSync(template, { recursive: true, force: true }));
let seeded: Promise<void> | undefined;

/** A data directory as a first start leaves it, made once a file. */
export async function seededDirectory(): Promise<string> {
  seeded ??= startServer(settingsFor(template)).then(({ close }) => close());
  await seeded;
  const directory = temporaryDirectory();
  cpSync(template, directory, { recursive: true });
  return directory;
}

/** The server inside this process, on a free port, with the demo's people. */
export async function runServer(
  settings: Partial<Settings> = {},
): Promise<RunningServer & { readonly ask: Ask }> {
  const server = await startServer({ ...settingsFor(await seededDirectory()), ...settings });
  onTestFinished(() => server.close());
  return { ...server, ask: askOf(server.url) };
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the server answers is what is being tested
  readonly body: any;
  readonly headers: Headers;
}

export type Ask = (
  path: string,
  options?: { method?: string; body?: unknown; token?: string; headers?: Record<string, string> },
) => Promise<Answer>;

/** Asks a server over HTTP; `POST` when there is a body. */
export const askOf =
  (url: string): Ask =>
  async (path, { method, body, token, headers } = {}) => {
    const response = await fetch(url + path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };

/** Logs in as one of the demo's people. */
export const logIn = (ask: Ask, login: string, password = "taskwire-demo"): Promise<Answer> =>
  ask("/auth/login", { body: { login, password } });
