import { expect, onTestFinished, test } from "vitest";
import { boardId, createDealer } from "../src/dealer.ts";
import { filesIn } from "../src/settings.ts";
import { logIn, runServer, seededDirectory } from "./support/server.ts";

test("only ADMIN sees and changes people, and a role that was taken away counts no more, whatever the token", async () => {
  const { ask } = await runServer();
  const { body: lek } = await logIn(ask, "lek");
  const { body: nok } = await logIn(ask, "nok");
  const { body: dao } = await logIn(ask, "dao");
  expect((await ask("/people", { token: lek.accessToken })).status).toBe(403);
  expect((await ask("/people", { token: nok.accessToken })).body.people).toHaveLength(5);
  const demoted = await ask(`/people/${nok.user.id}`, {
    method: "PATCH",
    body: { role: "ADMIN_LIMITED" },
    token: dao.accessToken,
  });
  expect(demoted).toMatchObject({ status: 200, body: { role: "ADMIN_LIMITED" } });
  expect((await ask("/people", { token: nok.accessToken })).status).toBe(403);
  expect((await ask("/api/me", { token: nok.accessToken })).body.role).toBe("ADMIN_LIMITED");
});

test("a role that only the board gave ends when the account's changes, and can't be given by the API", async () => {
  const files = filesIn(await seededDirectory());
  const { ask } = await runServer({ files });
  const { accessToken: token } = (await logIn(ask, "dao")).body;
  const { user: nok } = (await logIn(ask, "nok")).body;
  const members = `/api/boards/${boardId}/members`;
  const elsewhere = createDealer(files.tasks);
  await elsewhere.open();
  onTestFinished(() => elsewhere.close());
  await elsewhere.system.members.change({ boardId, userId: nok.id, role: "ADMIN" });

  await ask(`/people/${nok.id}`, { method: "PATCH", body: { role: "ADMIN_LIMITED" }, token });
  const { body } = await ask(members, { token });
  const found = body.members.find(({ userId }: { userId: string }) => userId === nok.id);
  expect(found).toMatchObject({ role: "ADMIN_LIMITED", override: null });
  const promotion = await ask(`${members}/${nok.id}`, {
    method: "PATCH",
    body: { role: "ADMIN" },
    token,
  });
  expect(promotion.status).toBe(403);
});

test("an ADMIN adds a person, who can log in at once with the password that is shown, and is on the board", async () => {
  const { ask } = await runServer();
  const { accessToken: token } = (await logIn(ask, "dao")).body;
  const person = { name: "Ploy พลอย", login: "Ploy", role: "ADMIN_LIMITED" };
  const added = await ask("/people", { body: person, token });
  expect(added).toMatchObject({
    status: 201,
    body: { account: { name: "Ploy พลอย", login: "ploy", demo: false } },
  });
  const { body } = await logIn(ask, "ploy", added.body.password);
  const boards = await ask("/api/boards", { token: body.accessToken });
  expect(boards.body.boards.map(({ id }: { id: string }) => id)).toEqual([boardId]);
  expect(await ask("/people", { body: person, token })).toMatchObject({
    status: 409,
    body: { code: "login_taken" },
  });
});

test("a disabled person can neither log in, nor refresh, nor do anything with the token they have", async () => {
  const { ask } = await runServer();
  const { accessToken: token } = (await logIn(ask, "dao")).body;
  const { body: lek } = await logIn(ask, "lek");
  const { body: elsewhere } = await logIn(ask, "lek");
  const change = (disabled: boolean) =>
    ask(`/people/${lek.user.id}`, { method: "PATCH", body: { disabled }, token });
  expect((await change(true)).body.disabled).toBe(true);
  expect((await logIn(ask, "lek")).status).toBe(401);
  expect((await ask("/auth/refresh", { body: { refreshToken: lek.refreshToken } })).status).toBe(
    401,
  );
  expect((await ask("/api/boards", { token: lek.accessToken })).status).toBe(403);
  await change(false);
  expect((await logIn(ask, "lek")).status).toBe(200);
  expect(
    (await ask("/auth/refresh", { body: { refreshToken: elsewhere.refreshToken } })).status,
  ).toBe(401);
});

test("nobody changes their own role or disables themselves, so there is always somebody who can undo it", async () => {
  const { ask } = await runServer();
  const { accessToken: token, user } = (await logIn(ask, "dao")).body;
  expect(
    (await ask(`/people/${user.id}`, { method: "PATCH", body: { disabled: true }, token })).status,
  ).toBe(409);
});

test("a new password ends the logins that the old one began", async () => {
  const { ask } = await runServer();
  const { accessToken: token } = (await logIn(ask, "dao")).body;
  const { body: lek } = await logIn(ask, "lek");
  const { password } = (await ask(`/people/${lek.user.id}/password`, { method: "POST", token }))
    .body;
  expect((await logIn(ask, "lek")).status).toBe(401);
  expect((await logIn(ask, "lek", password)).status).toBe(200);
  expect((await ask("/auth/refresh", { body: { refreshToken: lek.refreshToken } })).status).toBe(
    401,
  );
});

test("bad input about people is refused", async () => {
  const { ask } = await runServer();
  const { accessToken: token } = (await logIn(ask, "dao")).body;
  const good = { name: "A", login: "aa", role: "ADMIN" };
  for (const body of [
    { ...good, role: "OWNER" },
    { ...good, name: " " },
    { ...good, login: "a b" },
    { ...good, disabled: true },
  ]) {
    expect.soft((await ask("/people", { body, token })).status, JSON.stringify(body)).toBe(400);
  }
  expect(
    (await ask("/people/nobody", { method: "PATCH", body: { role: "ADMIN" }, token })).status,
  ).toBe(404);
});
