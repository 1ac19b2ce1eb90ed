import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { logIn, runServer } from "./support/server.ts";

test("forbids foreign scripts, styles and sockets, inline code and HTML made from text, in every response", async () => {
  const { request } = await runServer();
  for (const path of ["/", "/vanilla/main.js", "/auth/demo", "/api/health", "/nothing"]) {
    const policy = (await request(path)).headers.get("Content-Security-Policy")?.split(";");
    expect.soft(policy, path).toContain("default-src 'self'");
    expect.soft(policy, path).toContain("require-trusted-types-for 'script'");
    expect.soft(policy?.join(), path).not.toContain("unsafe");
  }
});

test("lets only pages of listed origins read responses", async () => {
  const { request } = await runServer({ origins: ["http://localhost:5173"] });
  const allowed = (origin: string) =>
    request("/auth/demo", { headers: { Origin: origin } }).then(({ headers }) =>
      headers.get("Access-Control-Allow-Origin"),
    );
  expect(await allowed("http://localhost:5173")).toBe("http://localhost:5173");
  expect(await allowed("http://localhost:5174")).toBeNull();
  expect(await allowed("null")).toBeNull();
  expect((await request("/auth/demo")).headers.get("Access-Control-Allow-Credentials")).toBeNull();
});

test("has no demo accounts in production, and refuses their passwords", async () => {
  const { request } = await runServer({ isProduction: true });
  expect((await request("/auth/demo")).status).toBe(404);
  expect((await logIn(request, "dao")).status).toBe(401);
});

test("answers the first address with the app, and unknown addresses with it only to browsers", async () => {
  const { request } = await runServer();
  const asked = async (path: string, accept: string) => {
    const { status, headers } = await request(path, { headers: { Accept: accept } });
    return [status, headers.get("Content-Type")?.split(";")[0]];
  };
  expect(await asked("/", "*/*")).toEqual([200, "text/html"]);
  expect(await asked("/board/1", "text/html,*/*;q=0.8")).toEqual([200, "text/html"]);
  expect(await asked("/board/1", "*/*")).toEqual([404, "application/problem+json"]);
});

test("answers an upgrade at an address that has no WebSocket", async () => {
  const { url } = await runServer();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(
    "GET /other HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  );
  expect(await text(socket)).toContain("404");
});
