import { defaultLimits } from "@taskwire/core";
import { expect, test } from "vitest";
import { TestServer } from "./server.ts";

const links = { url: "https://app.example/vote" };
const bearer = { mode: "bearer", confirm: "code" } as const;

/** A request of limo, and what the mail to ada has. */
async function startMailed(core: Parameters<typeof TestServer.start>[0] = {}) {
  const server = await TestServer.start({ ...core, core: { links, ...core.core } });
  const boardId = await server.board("limo");
  const make = async (title: string, how: object = bearer) => {
    const { task } = await server.taskwire.as({ userId: "limo" }).tasks.create({ boardId, title });
    const on = { boardId, taskId: task.id };
    const input = { ...on, userId: "ada", actions: ["approve", "reject"], ...how };
    const { url, code = "" } = await server.taskwire.system.links.make(input);
    return { on, token: url.split("#")[1] ?? "", code, version: task.version };
  };
  const ask = (what: "show" | "use", body: object, as: string | null = null) =>
    server.ask(`POST /links/${what}`, { as, body });
  const stateOf = async (on: { boardId: string; taskId: string }) =>
    (await server.taskwire.system.tasks.get(on)).task.state;
  return { server, make, ask, stateOf, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test("a bearer link shows and decides without a session, and no other route does", async () => {
  await using mailed = await startMailed();
  const { make, ask, server, stateOf } = mailed;
  const { token, code, on, version } = await make("Sell");
  expect(await ask("show", { token })).toMatchObject({ json: { outcome: "needs_code" } });
  const shown = await ask("show", { token, code });
  expect(shown).toMatchObject({
    status: 200,
    json: { link: { title: "Sell", userId: "ada", needsCode: true, changed: [] } },
  });
  expect(shown.headers.get("Cache-Control")).toBe("no-store");
  expect(await ask("use", { token, version, action: "approve" })).toMatchObject({
    status: 200,
    json: { outcome: "wrong_code", left: 4 },
  });
  expect(await stateOf(on)).toBe("pending");
  const first = await ask("use", { token, code, version, action: "approve" });
  expect(first).toMatchObject({ status: 200, json: { outcome: "done", action: "approve" } });
  expect(await stateOf(on)).toBe("approved");
  expect((await ask("use", { token, code, version, action: "reject", reason: "No" })).text).toBe(
    first.text,
  );
  for (const route of ["GET /boards", `POST /boards/${on.boardId}/tasks/${on.taskId}/cancel`])
    expect(await server.ask(route, { as: null })).toMatchObject({ status: 401 });
});

test("a link for the signed-in person needs their session", async () => {
  await using mailed = await startMailed();
  const { make, ask } = mailed;
  const { token, version } = await make("Sell", {});
  const dead = [await ask("show", { token }), await ask("show", { token }, "lila")];
  expect(await ask("show", { token }, "ada")).toMatchObject({ status: 200 });
  const use = await ask("use", { token, version, action: "approve" }, "ada");
  expect(use).toMatchObject({ status: 200, json: { outcome: "done" } });
  dead.push(await ask("show", { token }, "ada"), await ask("show", { token: "unknown" }));
  expect(new Set(dead.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(dead[0]).toMatchObject({ status: 404, json: { code: "not_found" } });
});

test("only a POST with JSON reaches a link, and no address can have its token", async () => {
  await using mailed = await startMailed();
  const { make, server, stateOf } = mailed;
  const { token, code, on } = await make("Sell");
  const form = new URLSearchParams({ token, code, action: "approve" }).toString();
  for (const path of ["/links/show", "/links/use"]) {
    for (const method of ["GET", "HEAD", "PUT", "DELETE"])
      expect(await server.ask(`${method} ${path}?${form}`, { as: null })).toMatchObject({
        status: 405,
      });
    expect(await server.ask(`OPTIONS ${path}`, { as: null })).toMatchObject({ status: 204 });
    expect(await server.ask(`POST ${path}?${form}`, { as: null, body: {} })).toMatchObject({
      status: 400,
    });
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
      const headers = { "Content-Type": type };
      expect(await server.ask(`POST ${path}`, { as: null, body: form, headers })).toMatchObject({
        status: 415,
      });
    }
  }
  expect(await stateOf(on)).toBe("pending");
});

test("calls without a session are limited by address, and calls about one link everywhere", async () => {
  const limits = { ...defaultLimits, callsPerSecond: 0.01, callBurst: 3 };
  let address = 1;
  await using mailed = await startMailed({
    core: { limits },
    addressOf: () => `192.0.2.${address}`,
  });
  const { make, ask } = mailed;
  const [one, other] = [await make("Sell"), await make("Buy")];
  const show = async (token: string) => (await ask("show", { token })).status;
  const seen = [await show(one.token), await show(one.token), await show(one.token)];
  expect(seen).toEqual([200, 200, 200]);
  expect(await show(other.token)).toBe(429);
  address = 2;
  expect([await show(one.token), await show(other.token)]).toEqual([429, 200]);
});
