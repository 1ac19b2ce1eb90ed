import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createClient, TaskwireError } from "@taskwire/client";
import { boardStore } from "@taskwire/client/board";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import { blocksOf } from "./docs/blocks.ts";
import { appWith } from "./support/app.ts";
import { freePort } from "./support/free-port.ts";

test("E7: the guide's server exchanges the session's cookie for a token, and a logout ends the connection, until the next login", async () => {
  const [block] = blocksOf("docs/sign-in.md");
  const directory = appWith({ "server.ts": block?.code ?? "" });
  const port = await freePort();
  const server = spawn(
    process.execPath,
    ["--conditions=@taskwire/source", resolve(directory, "server.ts")],
    { env: { ...process.env, PORT: String(port) }, stdio: ["ignore", "inherit", "inherit"] },
  );
  onTestFinished(async () => {
    server.kill();
    await once(server, "exit");
  });

  const origin = `http://127.0.0.1:${port}`;
  let cookie = "";
  const post = (path: string) => fetch(origin + path, { method: "POST", headers: { cookie } });
  const logIn = async () => {
    const [set = ""] = (await post("/login")).headers.getSetCookie();
    expect(set).toContain("HttpOnly");
    cookie = set.split(";")[0] ?? "";
  };
  await vi.waitUntil(
    () =>
      post("/session/token").then(
        () => true,
        () => false,
      ),
    15_000,
  );
  expect((await post("/session/token")).status).toBe(401);
  await logIn();

  const client = createClient({
    url: `${origin.replace("http", "ws")}/taskwire`,
    // A browser sends its Origin and, as `ws` does here, its cookies.
    WebSocket: class extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers: { origin, cookie } });
      }
    },
    // As in the page's part of the guide.
    async token() {
      const response = await post("/session/token");
      if (response.status === 401) throw new TaskwireError("unauthenticated", "Log in again.");
      return response.text();
    },
  });
  onTestFinished(() => client.close());
  const board = (await client.call("boards.create", { name: "Sales" })) as { id: string };
  const store = boardStore(client, board.id);
  store.subscribe(() => {});
  await vi.waitUntil(
    () => client.status === "live" && store.getSnapshot().status === "ready",
    10_000,
  );

  const url = `${origin.replace("http", "ws")}/taskwire`;
  const headers = { origin: "https://other.example", cookie };
  const elsewhere = new WebSocket(url, "taskwire.v1", { headers });
  elsewhere.on("error", () => {});
  const [, refusal] = await once(elsewhere, "unexpected-response");
  expect(refusal.statusCode).toBe(403);

  await post("/logout");
  await vi.waitUntil(() => client.status === "signed out", 30_000);
  expect(store.getSnapshot().status).toBe("ready");
  const created = client.call("tasks.create", { boardId: board.id, title: "Written signed out" });
  await logIn();
  client.reconnect();
  await created;
  await vi.waitUntil(() => store.getSnapshot().tasks.length === 1, 30_000);
}, 60_000);
