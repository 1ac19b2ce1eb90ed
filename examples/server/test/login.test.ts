import { createSecretKey } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { createAccounts } from "../src/accounts/accounts.ts";
import { openDatabase } from "../src/accounts/database.ts";
import { createLogins } from "../src/accounts/logins.ts";
import { hashPassword, isPassword, makePassword } from "../src/accounts/passwords.ts";
import { logIn, runServer, testSecret } from "./support/server.ts";

test("the right password brings tokens and says who it is; a wrong one and an unknown login get one answer", async () => {
  const { ask } = await runServer();
  const right = await logIn(ask, "Lek ");
  expect(right.status).toBe(200);
  expect(right.body).toMatchObject({
    expiresIn: 900,
    user: { name: "Lek เล็ก", role: "ADMIN_LIMITED" },
  });
  expect(right.headers.get("Cache-Control")).toBe("no-store");
  const wrong = await logIn(ask, "lek", "wrong");
  const unknown = await logIn(ask, "nobody", "wrong");
  expect(wrong.status).toBe(401);
  expect(unknown).toMatchObject({ status: wrong.status, body: wrong.body });
});

test("an access token opens the API, and says nothing that has to be believed but whose it is", async () => {
  const { ask } = await runServer();
  const { body } = await logIn(ask, "dao");
  const me = await ask("/api/me", { token: body.accessToken });
  expect(me).toMatchObject({ status: 200, body: { id: body.user.id, role: "ADMIN" } });
  const claims = JSON.parse(Buffer.from(body.accessToken.split(".")[1], "base64url").toString());
  expect(Object.keys(claims).sort()).toEqual(["aud", "exp", "iat", "iss", "sub"]);
  expect(claims.exp - claims.iat).toBe(15 * 60);
});

test("a token of another algorithm, kind, issuer, audience or key, and one that is over or has no end, is refused", async () => {
  const { ask } = await runServer();
  const { body } = await logIn(ask, "dao");
  const key = createSecretKey(Buffer.from(testSecret));
  const token = (header = {}, claims = {}) =>
    new SignJWT({ sub: body.user.id, iss: "taskwire-example", aud: "taskwire-example", ...claims })
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...header })
      .setIssuedAt();
  const end = { exp: Math.floor(Date.now() / 1000) + 300 };
  const forged = {
    algorithm: await token({ alg: "HS512" }, end).sign(key),
    kind: await token({ typ: "JWT" }, end).sign(key),
    issuer: await token({}, { ...end, iss: "somebody" }).sign(key),
    audience: await token({}, { ...end, aud: "somebody" }).sign(key),
    key: await token({}, end).sign(createSecretKey(Buffer.from(`another ${testSecret}`))),
    over: await token({}, { exp: Math.floor(Date.now() / 1000) - 1 }).sign(key),
    endless: await token().sign(key),
    nobody: await token({}, { ...end, sub: undefined }).sign(key),
    unsigned: new UnsecuredJWT({
      sub: body.user.id,
      iss: "taskwire-example",
      aud: "taskwire-example",
      ...end,
    }).encode(),
    none: undefined,
  };
  expect((await ask("/api/me", { token: await token({}, end).sign(key) })).status).toBe(200);
  for (const [name, bad] of Object.entries(forged)) {
    const options = bad === undefined ? {} : { token: bad };
    expect.soft((await ask("/api/me", options)).status, name).toBe(401);
    expect.soft((await ask("/people", options)).status, name).toBe(401);
  }
});

test("a refresh token works once; used a second time it ends its whole family, and no other login", async () => {
  const { ask } = await runServer();
  const refresh = (refreshToken: string) => ask("/auth/refresh", { body: { refreshToken } });
  const { body: first } = await logIn(ask, "lek");
  const { body: elsewhere } = await logIn(ask, "lek");
  const second = await refresh(first.refreshToken);
  expect(second).toMatchObject({ status: 200, body: { user: { name: "Lek เล็ก" } } });
  expect((await ask("/api/me", { token: second.body.accessToken })).status).toBe(200);
  expect((await refresh(first.refreshToken)).status).toBe(401);
  expect((await refresh(second.body.refreshToken)).status).toBe(401);
  expect((await refresh(elsewhere.refreshToken)).status).toBe(200);
  expect((await refresh("made up")).status).toBe(401);
});

test("of two refreshes with one token at the same moment only one can win", async () => {
  const { ask } = await runServer();
  const { body } = await logIn(ask, "lek");
  const refresh = () => ask("/auth/refresh", { body: { refreshToken: body.refreshToken } });
  const answers = await Promise.all([refresh(), refresh()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
});

test("logging out ends the refresh token", async () => {
  const { ask } = await runServer();
  const { refreshToken } = (await logIn(ask, "lek")).body;
  expect((await ask("/auth/logout", { body: { refreshToken } })).status).toBe(204);
  expect((await ask("/auth/refresh", { body: { refreshToken } })).status).toBe(401);
});

test("refresh tokens end after 30 days, and only their hashes are stored", async () => {
  let now = Date.parse("2026-01-01");
  const database = openDatabase(":memory:");
  const account = await createAccounts(database).add({
    login: "a",
    name: "A",
    role: "ADMIN",
    password: "p",
  });
  const logins = createLogins(database, () => now);
  const token = logins.start(account?.id ?? "");
  expect(JSON.stringify(database.prepare("SELECT * FROM refresh_tokens").all())).not.toContain(
    token,
  );
  now += 29 * 86_400_000;
  const next = logins.rotate(token);
  expect(next?.accountId).toBe(account?.id);
  now += 2 * 86_400_000;
  expect(logins.rotate(next?.token ?? "")).toBeUndefined();
});

test("after ten failures a login is not looked at any more, from this address; others go on, and right ones never count", async () => {
  const { ask } = await runServer();
  // Without a password it fails before the dear part, and counts all the same.
  const fail = () => ask("/auth/login", { body: { login: "lek" } });
  for (let i = 0; i < 9; i++) expect((await fail()).status).toBe(400);
  expect((await logIn(ask, "lek")).status).toBe(200);
  expect((await logIn(ask, "lek")).status).toBe(200);
  expect((await logIn(ask, "lek", "wrong")).status).toBe(401);
  const limited = await logIn(ask, "LEK");
  expect(limited).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(limited.headers.get("Retry-After")).toMatch(/^\d+$/);
  expect((await logIn(ask, "dao")).status).toBe(200);
});

test("bad input is told by the field, and never as an error of the server", async () => {
  const { ask } = await runServer();
  const bodies = [
    {},
    { login: "a" },
    { login: 1, password: "x" },
    { login: { length: { toString: 1 } }, password: "x" },
    { login: "a", password: "x", admin: true },
    "text",
    null,
    [],
  ];
  for (const body of bodies)
    expect.soft((await ask("/auth/login", { body })).status, JSON.stringify(body)).toBe(400);
  expect(
    (await ask("/auth/login", { body: { login: "a", password: "x".repeat(10_000) } })).status,
  ).toBe(413);
});

test("a hash tells its own cost, and holds no password; the same password in another Unicode form fits", async () => {
  const hash = await hashPassword("café รหัส");
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await hashPassword("café รหัส")).not.toBe(hash);
  expect(await isPassword("café รหัส".normalize("NFD"), hash)).toBe(true);
  expect(await isPassword("cafe รหัส", hash)).toBe(false);
  // A hash that was made when guesses were cheaper.
  const old = "scrypt$1024$8$1$AAAAAAAAAAAAAAAAAAAAAA$I3pHC5g7H1CZ949mBRMmtv7VEB5bH5S4Jo4MQ8eOUm8";
  expect(await isPassword("old", old)).toBe(true);
  expect(await isPassword("nobody's", undefined)).toBe(false);
  expect(makePassword()).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}$/);
});

test("a login that was being checked while the password was reset, or the account disabled, doesn't come about", async () => {
  const database = openDatabase(":memory:");
  onTestFinished(() => database.close());
  const accounts = createAccounts(database);
  const account = await accounts.add({ login: "a", name: "A", role: "ADMIN", password: "old" });
  const id = account?.id ?? "";
  const enter = (password: string) => accounts.open("A", password, () => "entered");
  const next = await hashPassword("new");
  const changedMeanwhile = enter("old");
  database.prepare("UPDATE accounts SET password = ?").run(next);
  expect(await changedMeanwhile).toBeUndefined();
  const disabledMeanwhile = enter("new");
  accounts.setDisabled(id, true);
  expect(await disabledMeanwhile).toBeUndefined();
  accounts.setDisabled(id, false);
  expect(await enter("new")).toBe("entered");
});

test("a login spends the same attempts however it is typed, and what is no text at all is bad input", async () => {
  const { ask } = await runServer();
  const spellings = ["café", "CAFÉ", "café".normalize("NFD"), " café "];
  for (let i = 0; i < 10; i++) {
    const login = spellings[i % spellings.length];
    expect((await ask("/auth/login", { body: { login } })).status).toBe(400);
  }
  for (const login of spellings)
    expect.soft((await ask("/auth/login", { body: { login } })).status, login).toBe(429);
  expect(
    (await ask("/auth/login", { body: { login: { toString: 1 }, password: "x" } })).status,
  ).toBe(400);
});
