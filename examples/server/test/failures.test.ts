import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, onTestFinished, test, vi } from "vitest";
import { atomically, openDatabase } from "../src/accounts/database.ts";
import { answerProblem } from "../src/problems.ts";
import { startServer } from "../src/server.ts";
import { filesIn, SettingsError } from "../src/settings.ts";
import { requestsTo, runServer, seededDirectory, settingsFor } from "./support/server.ts";

test("answers a full disk with 503 unavailable and a wrong SQL statement with 500 internal", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  const database = openDatabase(":memory:");
  onTestFinished(() => database.close());
  database.exec("PRAGMA max_page_count = 1");
  const insert =
    "INSERT INTO accounts (id, login, name, role, password) VALUES ('a', 'a', ?, 'ADMIN', '')";
  const app = express()
    .get(
      "/full",
      () => void atomically(database, () => database.prepare(insert).run("A".repeat(100_000))),
    )
    .get("/mistake", () => database.exec("SELECT nothing"))
    .use(answerProblem);
  const request = requestsTo(await listen(createServer(app)));
  expect(await request("/full")).toMatchObject({ status: 503, body: { code: "unavailable" } });
  expect(await request("/mistake")).toMatchObject({ status: 500, body: { code: "internal" } });
});

test("answers an address that can't be decoded with 400, and does not log it", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  const { request } = await runServer();
  for (const path of ["/requests", "/people", "/assets", "/docs", "/client", "/api/boards", ""])
    for (const end of ["%E0%A4%A", "%", "%ff", "%zz"]) {
      const { status } = await request(`${path}/${end}`);
      // Without a token, some routes answer 401 or 404 before they look at the rest of the address.
      expect.soft([400, 401, 404], `${path}/${end}`).toContain(status);
    }
  expect((await request("/requests/%E0%A4%A")).status).toBe(400);
  expect(logged).not.toHaveBeenCalled();
});

test("leaves no file open if the port is taken", async () => {
  const { port } = new URL(await listen(createServer()));
  const directory = await seededDirectory();
  const start = startServer({ ...settingsFor(directory), port: Number(port) });
  await expect(start).rejects.toThrow(SettingsError);
  // SQLite removes its log when the last connection closes.
  for (const file of Object.values(filesIn(directory)))
    expect.soft(existsSync(`${file}-wal`), file).toBe(false);
});

test("names a HOST that is not of this machine, and what to write instead", async () => {
  // 192.0.2.0/24 is reserved for documentation, so no machine has this address.
  const start = startServer({
    ...settingsFor(await seededDirectory()),
    host: "192.0.2.1",
    port: 0,
  });
  await expect(start).rejects.toThrow(
    /HOST=192\.0\.2\.1 is not an address of this machine.*HOST=0\.0\.0\.0/,
  );
});

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
