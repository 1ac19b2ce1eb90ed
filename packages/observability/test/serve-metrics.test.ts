import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { prometheusMetrics, serveMetrics } from "../src/index.ts";
import { observedApp } from "./observed-app.ts";

const secret = "a token for this test";

async function serve(token?: string) {
  const metrics = prometheusMetrics();
  const taskwire = await observedApp([metrics]);
  const server = createServer(serveMetrics({ metrics, taskwire, token }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await taskwire.close();
  });
  const { port } = server.address() as AddressInfo;
  return async (headers: Record<string, string> = {}, method = "GET") => {
    const asked = request({ port, host: "127.0.0.1", path: "/metrics", method, headers }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    return {
      status: answer.statusCode,
      type: answer.headers["content-type"],
      body: await text(answer),
    };
  };
}

test("a program on the same machine gets the metrics, in the content type of Prometheus", async () => {
  const { status, type, body } = await (await serve())();
  expect({ status, type }).toEqual({
    status: 200,
    type: "text/plain; version=0.0.4; charset=utf-8",
  });
  expect(body).toContain("taskwire_calls_total{");
});

test.each([
  ["through a proxy", { "X-Forwarded-For": "127.0.0.1" }],
  ["through a proxy of another kind", { Forwarded: "for=127.0.0.1" }],
  ["under another name, as a page of another site could ask", { Host: "evil.example" }],
])("without a token, a request %s gets 404", async (_, headers) => {
  const { status, body } = await (await serve())(headers);
  expect(status).toBe(404);
  expect(body).not.toContain("taskwire_");
});

test("with a token, only the token counts", async () => {
  const ask = await serve(secret);
  expect(await ask()).toMatchObject({ status: 404 });
  expect(await ask({ Authorization: `Bearer ${secret}x` })).toMatchObject({ status: 404 });
  const proxied = { "X-Forwarded-For": "192.0.2.7", Host: "tasks.example" };
  expect(await ask({ Authorization: `Bearer ${secret}`, ...proxied })).toMatchObject({
    status: 200,
  });
  expect(await ask({ Authorization: `Bearer ${secret}` }, "POST")).toMatchObject({ status: 404 });
});

test("a short token is refused, with how to make one", () => {
  const metrics = prometheusMetrics();
  const taskwire = { stats: () => Promise.reject(new Error("not asked")) };
  expect(() => serveMetrics({ metrics, taskwire, token: "" })).toThrow("openssl rand -hex 32");
});
