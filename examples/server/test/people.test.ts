import { once } from "node:events";
import { subprotocol } from "@taskwire/core/protocol";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { boardId, createDealer } from "../src/dealer.ts";
import { filesIn } from "../src/settings.ts";
import { logIn, runServer, seededDirectory } from "./support/server.ts";

test("lets only ADMIN see and change people, by their current role and not by that of the token's time", async () => {
  const { request } = await runServer();
  const { body: lek } = await logIn(request, "lek");
  const { body: nok } = await logIn(request, "nok");
  const { body: dao } = await logIn(request, "dao");
  expect((await request("/people", { token: lek.accessToken })).status).toBe(403);
  expect((await request("/people", { token: nok.accessToken })).body.people).toHaveLength(5);
  const demoted = await request(`/people/${nok.user.id}`, {
    method: "PATCH",
    body: { role: "ADMIN_LIMITED" },
    token: dao.accessToken,
  });
  expect(demoted).toMatchObject({ status: 200, body: { role: "ADMIN_LIMITED" } });
  expect((await request("/people", { token: nok.accessToken })).status).toBe(403);
  expect((await request("/api/me", { token: nok.accessToken })).body.role).toBe("ADMIN_LIMITED");
});

test("removes a role that only the board gave when the account's role changes, and refuses to give one by the API", async () => {
  const files = filesIn(await seededDirectory());
  const { request } = await runServer({ files });
  const { accessToken: token } = (await logIn(request, "dao")).body;
  const { user: nok } = (await logIn(request, "nok")).body;
  const members = `/api/boards/${boardId}/members`;
  const elsewhere = createDealer(files.tasks);
  await elsewhere.open();
  onTestFinished(() => elsewhere.close());
  await elsewhere.system.members.change({ boardId, userId: nok.id, role: "ADMIN" });

  await request(`/people/${nok.id}`, { method: "PATCH", body: { role: "ADMIN_LIMITED" }, token });
  const { body } = await request(members, { token });
  const found = body.members.find(({ userId }: { userId: string }) => userId === nok.id);
  expect(found).toMatchObject({ role: "ADMIN_LIMITED", override: null });
  const promotion = await request(`${members}/${nok.id}`, {
    method: "PATCH",
    body: { role: "ADMIN" },
    token,
  });
  expect(promotion.status).toBe(403);
});

test("lets an ADMIN add a person, who can log in with the returned password and is on the board", async () => {
  const { request } = await runServer();
  const { accessToken: token } = (await logIn(request, "dao")).body;
  const person = { name: "Ploy พลอย", login: "Ploy", role: "ADMIN_LIMITED" };
  const added = await request("/people", { body: person, token });
  expect(added).toMatchObject({
    status: 201,
    body: { account: { name: "Ploy พลอย", login: "ploy", demo: false } },
  });
  const { body } = await logIn(request, "ploy", added.body.password);
  const boards = await request("/api/boards", { token: body.accessToken });
  expect(boards.body.boards.map(({ id }: { id: string }) => id)).toEqual([boardId]);
  expect(await request("/people", { body: person, token })).toMatchObject({
    status: 409,
    body: { code: "login_taken" },
  });
});

test("no cache stores what an ADMIN reads about people, or the password of a new one", async () => {
  const { request } = await runServer();
  const { accessToken: token } = (await logIn(request, "dao")).body;
  const body = { name: "Ploy", login: "ploy", role: "ADMIN_LIMITED" };
  const answers = [
    await request("/people", { token }),
    await request("/people", { body, token }),
    await request("/people"),
  ];
  expect(answers.map(({ status, headers }) => [status, headers.get("Cache-Control")])).toEqual(
    [200, 201, 401].map((status) => [status, "no-store"]),
  );
});

test("a login that can't be a handle is still a login; others mention the person by name", async () => {
  const { request } = await runServer();
  const { accessToken: token } = (await logIn(request, "dao")).body;
  for (const login of ["everyone", "d\u0430o"]) {
    const person = { name: `Name of ${login}`, login, role: "ADMIN_LIMITED" };
    expect((await request("/people", { body: person, token })).status).toBe(201);
  }
  const { body } = await request(`/api/boards/${boardId}/members`, { token });
  const handles = body.members.flatMap(({ name, handle }: { name: string; handle: string }) =>
    name.startsWith("Name of") ? [handle] : [],
  );
  expect(handles).toEqual([null, null]);
});

test("refuses login, refresh and API calls of a disabled person", async () => {
  const { request } = await runServer();
  const { accessToken: token } = (await logIn(request, "dao")).body;
  const { body: lek } = await logIn(request, "lek");
  const { body: elsewhere } = await logIn(request, "lek");
  const change = (disabled: boolean) =>
    request(`/people/${lek.user.id}`, { method: "PATCH", body: { disabled }, token });
  expect((await change(true)).body.disabled).toBe(true);
  expect((await logIn(request, "lek")).status).toBe(401);
  expect(
    (await request("/auth/refresh", { body: { refreshToken: lek.refreshToken } })).status,
  ).toBe(401);
  expect((await request("/api/boards", { token: lek.accessToken })).status).toBe(401);
  await change(false);
  expect((await logIn(request, "lek")).status).toBe(200);
  expect(
    (await request("/auth/refresh", { body: { refreshToken: elsewhere.refreshToken } })).status,
  ).toBe(401);
});

test("refuses to let people change their own account, so an ADMIN is always left", async () => {
  const { request } = await runServer();
  const { accessToken: token, user } = (await logIn(request, "dao")).body;
  expect(
    (await request(`/people/${user.id}`, { method: "PATCH", body: { disabled: true }, token }))
      .status,
  ).toBe(409);
});

test("ends all logins when the password changes, with their access tokens (H12)", async () => {
  const { request } = await runServer();
  const { accessToken: token } = (await logIn(request, "dao")).body;
  const { body: lek } = await logIn(request, "lek");
  const { password } = (await request(`/people/${lek.user.id}/password`, { method: "POST", token }))
    .body;
  expect((await logIn(request, "lek")).status).toBe(401);
  expect((await logIn(request, "lek", password)).status).toBe(200);
  expect(
    (await request("/auth/refresh", { body: { refreshToken: lek.refreshToken } })).status,
  ).toBe(401);
  expect((await request("/api/me", { token: lek.accessToken })).status).toBe(401);
});

test("ends connections with their login: by a logout only its own, by a password or a disabled account all (H12)", async () => {
  const { request, url } = await runServer();
  const { accessToken: token } = (await logIn(request, "dao")).body;
  const [first, second] = [(await logIn(request, "lek")).body, (await logIn(request, "lek")).body];
  const alice = (await logIn(request, "alice")).body;
  const sockets = [];
  for (const { accessToken } of [first, first, second, alice])
    sockets.push(await connectedSocket(url, accessToken));
  const [tab, otherTab, phone, alices] = sockets as [WebSocket, WebSocket, WebSocket, WebSocket];
  const ends = [closeCodeOf(tab), closeCodeOf(otherTab)];
  await request("/auth/logout", { body: { refreshToken: first.refreshToken } });
  expect(await Promise.all(ends)).toEqual([4003, 4003]);
  expect(phone.readyState).toBe(WebSocket.OPEN);
  const end = closeCodeOf(phone);
  await request(`/people/${second.user.id}/password`, { method: "POST", token });
  expect(await end).toBe(4003);
  expect(alices.readyState).toBe(WebSocket.OPEN);
  const last = closeCodeOf(alices);
  const disable = { method: "PATCH", body: { disabled: true }, token };
  await request(`/people/${alice.user.id}`, disable);
  expect([4003, 4403]).toContain(await last);
});

/** Connects with an access token, and resolves when the person is welcome. */
async function connectedSocket(url: string, token: string): Promise<WebSocket> {
  const headers = { Authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${url.replace("http", "ws")}/taskwire`, subprotocol, { headers });
  onTestFinished(() => socket.terminate());
  const [welcome] = await once(socket, "message");
  expect(JSON.parse(String(welcome))).toMatchObject({ type: "welcome" });
  return socket;
}

const closeCodeOf = async (socket: WebSocket): Promise<number> =>
  (await once(socket, "close"))[0] as number;

test("refuses bad input about people", async () => {
  const { request } = await runServer();
  const { accessToken: token } = (await logIn(request, "dao")).body;
  const good = { name: "A", login: "aa", role: "ADMIN" };
  for (const body of [
    { ...good, role: "OWNER" },
    { ...good, name: " " },
    { ...good, login: "a b" },
    { ...good, disabled: true },
  ]) {
    expect.soft((await request("/people", { body, token })).status, JSON.stringify(body)).toBe(400);
  }
  expect(
    (await request("/people/nobody", { method: "PATCH", body: { role: "ADMIN" }, token })).status,
  ).toBe(404);
});
