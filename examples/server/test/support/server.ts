import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { type RunningServer, startServer } from "../../src/server.ts";
import { filesIn, type Settings } from "../../src/settings.ts";
import { temporaryDirectory } from "./directory.ts";

export const testSecret = "a secret of the tests, long enough to be one";

/** Returns the settings of tests, with files in a directory. */
export const settingsFor = (directory: string): Settings => ({
  isProduction: false,
  host: "127.0.0.1",
  port: 0,
  origins: [],
  hosts: [],
  trustedProxies: 0,
  files: filesIn(directory),
  secret: testSecret,
  metricsToken: undefined,
});

const template = mkdtempSync(join(tmpdir(), "taskwire-example-"));
afterAll(() => rmSync(template, { recursive: true, force: true }));
let seeded: Promise<void> | undefined;

/** Returns a copy of the data directory after a first start, which each test file makes once. */
export async function seededDirectory(): Promise<string> {
  seeded ??= startServer(settingsFor(template)).then(({ close }) => close());
  await seeded;
  const directory = temporaryDirectory();
  cpSync(template, directory, { recursive: true });
  return directory;
}

/** Starts the server in this process, on a free port, with the demo accounts. */
export async function runServer(
  settings: Partial<Settings> = {},
): Promise<RunningServer & { readonly request: SendRequest }> {
  const server = await startServer({ ...settingsFor(await seededDirectory()), ...settings });
  onTestFinished(() => server.close());
  return { ...server, request: requestsTo(server.url) };
}

export interface TestResponse {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tests check the server's response
  readonly body: any;
  readonly headers: Headers;
}

export type SendRequest = (
  path: string,
  options?: { method?: string; body?: unknown; token?: string; headers?: Record<string, string> },
) => Promise<TestResponse>;

/** Returns a function that sends requests to a server: `POST` if there is a body, else `GET`. */
export const requestsTo =
  (url: string): SendRequest =>
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

/** Logs in with a demo account. */
export const logIn = (
  request: SendRequest,
  login: string,
  password = "taskwire-demo",
): Promise<TestResponse> => request("/auth/login", { body: { login, password } });
