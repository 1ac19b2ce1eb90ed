import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { TestServer } from "./server.ts";

interface Raw {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: Buffer;
}

/** A request whose answer is not decompressed. */
const raw = (server: TestServer, path: string, encoding?: string): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const headers = {
      Authorization: "Bearer token-of-ada",
      ...(encoding !== undefined && { "Accept-Encoding": encoding }),
    };
    request(`http://127.0.0.1:${server.port}/api${path}`, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    })
      .on("error", reject)
      .end();
  });

async function boardWithTasks(server: TestServer, count: number): Promise<string> {
  const boardId = await server.board("limo");
  const api = server.taskwire.as({ userId: "limo" });
  for (let i = 0; i < count; i++) await api.tasks.create({ boardId, title: `ตรวจสอบข้อมูล ${i}` });
  return boardId;
}

test("a large answer is compressed if the client accepts gzip, and has the same text", async () => {
  await using server = await TestServer.start();
  const path = `/boards/${await boardWithTasks(server, 60)}/tasks?limit=60`;
  const plain = await raw(server, path, "identity");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.headers.vary).toBe("Accept-Encoding");
  expect(plain.body.length).toBeGreaterThan(20_000);
  for (const encoding of ["gzip", "br, gzip;q=0.5", "*"]) {
    const small = await raw(server, path, encoding);
    expect(small.headers["content-encoding"]).toBe("gzip");
    expect(small.headers.vary).toBe("Accept-Encoding");
    expect(small.headers["content-length"]).toBe(String(small.body.length));
    expect(small.headers["cache-control"]).toBe("no-store");
    expect(small.body.length).toBeLessThan(plain.body.length / 5);
    expect(gunzipSync(small.body).equals(plain.body)).toBe(true);
  }
  for (const encoding of [undefined, "br", "gzip;q=0"])
    expect((await raw(server, path, encoding)).headers["content-encoding"]).toBeUndefined();
});

test("a small answer is never compressed", async () => {
  await using server = await TestServer.start();
  const path = `/boards/${await boardWithTasks(server, 1)}/tasks`;
  const { headers } = await raw(server, path, "gzip");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(headers.vary).toBeUndefined();
});

test("a compressed answer has an entity tag of its own, which If-Match takes as the same version", async () => {
  await using server = await TestServer.start();
  const boardId = await server.board("limo");
  const ada = server.taskwire.as({ userId: "ada" });
  const limo = server.taskwire.as({ userId: "limo" });
  const description = "About forty words of a text that somebody wrote. ".repeat(160);
  const { task } = await limo.tasks.create({ boardId, title: "Sell", description });
  const path = `/boards/${boardId}/tasks/${task.id}`;
  const plain = await raw(server, path, "identity");
  const small = await raw(server, path, "gzip");
  expect(plain.headers.etag).toBe(`"${task.version}"`);
  expect(small.headers.etag).toBe(`"${task.version}-gzip"`);
  const approve = (tag: string) =>
    server.ask(`POST ${path}/approve`, { headers: { "If-Match": tag } });
  expect((await approve(`"${task.version + 1}-gzip"`)).status).toBe(412);
  expect((await approve(String(small.headers.etag))).status).toBe(200);
  expect(await ada.tasks.get({ boardId, taskId: task.id })).toMatchObject({
    task: { kind: "working" },
  });
});
