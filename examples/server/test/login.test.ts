import { createSecretKey, randomUUID } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { createAccounts } from "../src/accounts/accounts.ts";
import { openDatabase } from "../src/accounts/database.ts";
import { createLogins } from "../src/accounts/logins.ts";
import { hashPassword, isPassword, makePassword } from "../src/accounts/passwords.ts";
import { logIn, runServer, testSecret } from "./support/server.ts";

test("returns tokens and the user for the right password, and the same error for a wrong password and an unknown login", async () => {
  const { request } = await runServer();
  const right = await logIn(request, "Lek ");
  expect(right.status).toBe(200);
  expect(right.body).toMatchObject({
    expiresIn: 900,
    user: { name: "Lek เล็ก", role: "ADMIN_LIMITED" },
  });
  expect(right.headers.get("Cache-Control")).toBe("no-store");
  const wrong = await logIn(request, "lek", "wrong");
  const unknown = await logIn(request, "nobody", "wrong");
  expect(wrong.status).toBe(401);
  expect(unknown).toMatchObject({ status: wrong.status, body: wrong.body });
});

test("accepts an access token at the API; the token contains the user's id but no role", async () => {
  const { request } = await runServer();
  const { body } = await logIn(request, "dao");
  const me = await request("/api/me", { token: body.accessToken });
  expect(me).toMatchObject({ status: 200, body: { id: body.user.id, role: "ADMIN" } });
  const claims = JSON.parse(Buffer.from(body.accessToken.split(".")[1], "base64url").toString());
  expect(Object.keys(claims).sort()).toEqual(["aud", "exp", "iat", "iss", "sid", "sub"]);
  expect(claims.exp - claims.iat).toBe(15 * 60);
});

test("refuses tokens with a wrong algorithm, type, issuer, audience or key, and expired or endless ones", async () => {
  const { request } = await runServer();
  const { body } = await logIn(request, "dao");
  const key = createSecretKey(Buffer.from(testSecret));
  const { sid } = JSON.parse(Buffer.from(body.accessToken.split(".")[1], "base64url").toString());
  const good = { sub: body.user.id, sid, iss: "taskwire-example", aud: "taskwire-example" };
  const token = (header = {}, claims = {}) =>
    new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...header })
      .setIssuedAt();
  const expiry = { exp: Math.floor(Date.now() / 1000) + 300 };
  const forged = {
    algorithm: await token({ alg: "HS512" }, expiry).sign(key),
    type: await token({ typ: "JWT" }, expiry).sign(key),
    issuer: await token({}, { ...expiry, iss: "somebody" }).sign(key),
    audience: await token({}, { ...expiry, aud: "somebody" }).sign(key),
    key: await token({}, expiry).sign(createSecretKey(Buffer.from(`another ${testSecret}`))),
    expired: await token({}, { exp: Math.floor(Date.now() / 1000) - 1 }).sign(key),
    endless: await token().sign(key),
    nobody: await token({}, { ...expiry, sub: undefined }).sign(key),
    "another login": await token({}, { ...expiry, sid: "made-up" }).sign(key),
    "no login": await token({}, { ...expiry, sid: undefined }).sign(key),
    unsigned: new UnsecuredJWT({ ...good, ...expiry }).encode(),
    none: undefined,
  };
  expect((await request("/api/me", { token: await token({}, expiry).sign(key) })).status).toBe(200);
  for (const [name, bad] of Object.entries(forged)) {
    const options = bad === undefined ? {} : { token: bad };
    expect.soft((await request("/api/me", options)).status, name).toBe(401);
    expect.soft((await request("/people", options)).status, name).toBe(401);
  }
});

test("accepts a refresh token once; a second use ends that login, and no other one", async () => {
  const { request } = await runServer();
  const refresh = (refreshToken: string) => request("/auth/refresh", { body: { refreshToken } });
  const { body: first } = await logIn(request, "lek");
  const { body: elsewhere } = await logIn(request, "lek");
  const second = await refresh(first.refreshToken);
  expect(second).toMatchObject({ status: 200, body: { user: { name: "Lek เล็ก" } } });
  expect((await request("/api/me", { token: second.body.accessToken })).status).toBe(200);
  expect((await refresh(first.refreshToken)).status).toBe(401);
  expect((await request("/api/me", { token: second.body.accessToken })).status).toBe(401);
  expect((await refresh(second.body.refreshToken)).status).toBe(401);
  expect((await refresh(elsewhere.refreshToken)).status).toBe(200);
  expect((await refresh("made up")).status).toBe(401);
});

test("repeats the answer to a refresh whose answer got lost, for the page that knows the id of the exchange", async () => {
  const { request } = await runServer();
  const { body: first } = await logIn(request, "lek");
  const exchangeId = randomUUID();
  const refresh = (refreshToken: string, id?: string) =>
    request("/auth/refresh", { body: { refreshToken, exchangeId: id } });
  const [lost, again] = await Promise.all([
    refresh(first.refreshToken, exchangeId),
    refresh(first.refreshToken, exchangeId),
  ]);
  expect([lost.status, again.status]).toEqual([200, 200]);
  expect(again.body.refreshToken).toBe(lost.body.refreshToken);
  expect((await request("/api/me", { token: again.body.accessToken })).status).toBe(200);
  const next = await refresh(again.body.refreshToken, randomUUID());
  expect(next.status).toBe(200);

  // The next token was used, so this is a copy of the first one.
  expect((await refresh(first.refreshToken, exchangeId)).status).toBe(401);
  expect((await refresh(next.body.refreshToken)).status).toBe(401);
});

test.each([
  ["another id", randomUUID()],
  ["no id", undefined],
])("ends a login whose token is used a second time with %s", async (_, another) => {
  const { request } = await runServer();
  const { body } = await logIn(request, "lek");
  const refresh = (exchangeId?: string) =>
    request("/auth/refresh", { body: { refreshToken: body.refreshToken, exchangeId } });
  const right = await refresh(randomUUID());
  expect((await refresh(another)).status).toBe(401);
  expect((await request("/api/me", { token: right.body.accessToken })).status).toBe(401);
  // An id that could be guessed is no secret.
  expect((await refresh("1")).status).toBe(400);
});

test("lets only one of two simultaneous refreshes with the same token succeed", async () => {
  const { request } = await runServer();
  const { body } = await logIn(request, "lek");
  const refresh = () => request("/auth/refresh", { body: { refreshToken: body.refreshToken } });
  const results = await Promise.all([refresh(), refresh()]);
  expect(results.map(({ status }) => status).sort()).toEqual([200, 401]);
});

test("a logout ends the refresh token and the access token of this login, and of no other (H12)", async () => {
  const { request } = await runServer();
  const { refreshToken, accessToken } = (await logIn(request, "lek")).body;
  const elsewhere = (await logIn(request, "lek")).body;
  expect((await request("/auth/logout", { body: { refreshToken } })).status).toBe(204);
  expect((await request("/auth/refresh", { body: { refreshToken } })).status).toBe(401);
  expect((await request("/api/me", { token: accessToken })).status).toBe(401);
  expect((await request("/api/me", { token: elsewhere.accessToken })).status).toBe(200);
});

test("ends refresh tokens after 30 days, and stores only their hashes", async () => {
  let now = Date.parse("2026-01-01");
  const database = openDatabase(":memory:");
  const account = await createAccounts(database).add({
    login: "a",
    name: "A",
    role: "ADMIN",
    password: "p",
  });
  const logins = createLogins(database, () => now);
  const { token } = logins.start(account?.id ?? "");
  expect(JSON.stringify(database.prepare("SELECT * FROM refresh_tokens").all())).not.toContain(
    token,
  );
  now += 29 * 86_400_000;
  const next = logins.rotate(token);
  if (!next || "ended" in next) throw new Error("The login goes on.");
  expect(next.accountId).toBe(account?.id);
  now += 2 * 86_400_000;
  expect(logins.rotate(next.token)).toBeUndefined();
});

test("blocks a login from an address after ten failures; other logins go on, and successes don't count", async () => {
  const { request } = await runServer();
  // Without a password it fails before the slow hashing, and counts too.
  const fail = () => request("/auth/login", { body: { login: "lek" } });
  for (let i = 0; i < 9; i++) expect((await fail()).status).toBe(400);
  expect((await logIn(request, "lek")).status).toBe(200);
  expect((await logIn(request, "lek")).status).toBe(200);
  expect((await logIn(request, "lek", "wrong")).status).toBe(401);
  const limited = await logIn(request, "LEK");
  expect(limited).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(limited.headers.get("Retry-After")).toMatch(/^\d+$/);
  expect((await logIn(request, "dao")).status).toBe(200);
});

test("answers bad input with 400 or 413, never with an error of the server", async () => {
  const { request } = await runServer();
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
    expect.soft((await request("/auth/login", { body })).status, JSON.stringify(body)).toBe(400);
  expect(
    (await request("/auth/login", { body: { login: "a", password: "x".repeat(10_000) } })).status,
  ).toBe(413);
});

test("stores the cost and a salt in each hash, and accepts the password in another Unicode form", async () => {
  const hash = await hashPassword("café รหัส");
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await hashPassword("café รหัส")).not.toBe(hash);
  expect(await isPassword("café รหัส".normalize("NFD"), hash)).toBe(true);
  expect(await isPassword("cafe รหัส", hash)).toBe(false);
  // A hash from a time when the cost was lower.
  const old = "scrypt$1024$8$1$AAAAAAAAAAAAAAAAAAAAAA$I3pHC5g7H1CZ949mBRMmtv7VEB5bH5S4Jo4MQ8eOUm8";
  expect(await isPassword("old", old)).toBe(true);
  expect(await isPassword("nobody's", undefined)).toBe(false);
  expect(makePassword()).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}$/);
});

test("refuses a login if the password is reset or the account disabled while it is checked", async () => {
  const database = openDatabase(":memory:");
  onTestFinished(() => database.close());
  const accounts = createAccounts(database);
  const account = await accounts.add({ login: "a", name: "A", role: "ADMIN", password: "old" });
  const id = account?.id ?? "";
  const authenticate = (password: string) =>
    accounts.authenticate("A", password, () => "logged in");
  const next = await hashPassword("new");
  const changedMeanwhile = authenticate("old");
  database.prepare("UPDATE accounts SET password = ?").run(next);
  expect(await changedMeanwhile).toBeUndefined();
  const disabledMeanwhile = authenticate("new");
  accounts.setDisabled(id, true);
  expect(await disabledMeanwhile).toBeUndefined();
  accounts.setDisabled(id, false);
  expect(await authenticate("new")).toBe("logged in");
});

test("counts the failures of all spellings of a login together, and refuses a login that is not a text", async () => {
  const { request } = await runServer();
  const spellings = ["café", "CAFÉ", "café".normalize("NFD"), " café "];
  for (let i = 0; i < 10; i++) {
    const login = spellings[i % spellings.length];
    expect((await request("/auth/login", { body: { login } })).status).toBe(400);
  }
  for (const login of spellings)
    expect.soft((await request("/auth/login", { body: { login } })).status, login).toBe(429);
  expect(
    (await request("/auth/login", { body: { login: { toString: 1 }, password: "x" } })).status,
  ).toBe(400);
});
