import { createTaskwire, defaultLimits } from "@taskwire/core";
import { expect, test } from "vitest";
import { fakeTaskwire, TestServer } from "./server.ts";

test("openapi.json is compressed if the client can read it, and sent again only if it changed (G3)", async () => {
  await using server = await TestServer.start();
  const ask = (headers: { [name: string]: string }) =>
    server.ask("GET /openapi.json", { as: null, headers });
  const plain = await ask({ "Accept-Encoding": "identity" });
  const tags = new Set([plain.headers.get("ETag")]);
  for (const encoding of ["br", "gzip"]) {
    const answer = await ask({ "Accept-Encoding": encoding });
    expect(answer.headers.get("Content-Encoding")).toBe(encoding);
    expect(Number(answer.headers.get("Content-Length"))).toBeLessThan(plain.text.length / 4);
    expect(answer.headers.get("Vary")).toBe("Accept-Encoding");
    expect(answer.headers.get("Cache-Control")).toContain("max-age");
    expect(answer.json).toEqual(plain.json);
    const etag = answer.headers.get("ETag") ?? "";
    tags.add(etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await ask({ "Accept-Encoding": encoding, "If-None-Match": known });
      expect([again.status, again.text, again.headers.get("ETag")]).toEqual([304, "", etag]);
    }
    expect((await ask({ "Accept-Encoding": encoding, "If-None-Match": '"other"' })).status).toBe(
      200,
    );
  }
  // A strong tag stands for the same bytes.
  expect(tags.size).toBe(3);
});

test("requests for openapi.json are limited per address", async () => {
  const limits = { ...defaultLimits, callsPerSecond: 0.001, callBurst: 2 };
  const stub = fakeTaskwire(createTaskwire().operations);
  const taskwire = { ...stub, sessions: { ...stub.sessions, limits } };
  await using server = await TestServer.start({ taskwire });
  const statuses = [];
  for (let i = 0; i < 3; i++)
    statuses.push((await server.ask("GET /openapi.json", { as: null })).status);
  expect(statuses).toEqual([200, 200, 429]);
  // The calls of people have their own limit.
  expect((await server.ask("GET /me")).status).toBe(200);
});
