import { expect, onTestFinished, test } from "vitest";
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
  expect((await request("/api/boards", { token: lek.accessToken })).status).toBe(403);
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

test("ends all logins when the password changes", async () => {
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
});

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
