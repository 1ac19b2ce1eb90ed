import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openTab } from "../examples/server/test/support/chromium.ts";
import { axeProblems } from "../examples/web/test/support/axe.ts";
import { scan } from "./decision-page/scanners.ts";
import { type DecisionPageServer, startDecisionPage } from "./decision-page/server.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

let server: DecisionPageServer;
beforeAll(async () => {
  server = await startDecisionPage();
});
afterAll(() => server?.close());

const tokenIn = (url: string) => url.split("#")[1] ?? "";

test("programs that open links, run scripts, press buttons and submit forms decide nothing (row 42)", async () => {
  const { mails, states, decisions } = await scan(server, { plain: 200, inChromium: 3 });
  expect({ decisions, states }).toEqual({ decisions: 0, states: Array(3).fill("pending") });
  // The links still work for their person, with all their codes.
  const [, bearer] = mails;
  const { version = 0 } = (await bearer?.now()) ?? {};
  const input = { token: tokenIn(bearer?.url ?? ""), version, action: "approve" };
  const { links } = server.taskwire.system;
  expect(await links.use({ ...input, code: bearer?.wrong ?? "" })).toMatchObject({ left: 4 });
  expect(await links.use({ ...input, code: bearer?.code ?? "" })).toMatchObject({
    outcome: "done",
  });
});

test.each(["SQLite", "PostgreSQL"])(
  "programs decide nothing on %s either (row 42)",
  async (kind) => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const other = await startDecisionPage(storagesIn(stack, await postgresUrl())[kind]);
    stack.defer(() => other.close());
    const { states, decisions } = await scan(other, { plain: 50, inChromium: 1 });
    expect({ decisions, states: new Set(states) }).toEqual({
      decisions: 0,
      states: new Set(["pending"]),
    });
  },
);

test("a person without a session decides with the code from the mail, in Thai", async () => {
  const { url, code, wrong, now, on } = await server.mail("bearer");
  const page = await openTab({ locale: "th-TH" });
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));
  await page.goto(url);
  await page.getByRole("heading", { name: "ตัดสินใจ" }).waitFor();
  await page.getByRole("button", { name: "แสดงคำขอ" }).click();
  await page.getByText("กรุณากรอกรหัสจากอีเมล").waitFor();
  await page.getByLabel("รหัสจากอีเมล").fill(wrong);
  await page.getByRole("button", { name: "แสดงคำขอ" }).click();
  await page.getByText("รหัสไม่ถูกต้อง ใส่ผิดได้อีก 4 ครั้ง").waitFor();
  // Without the code, the page has nothing of the request.
  expect(await page.locator("main").textContent()).not.toContain("Sell");
  await page.getByLabel("รหัสจากอีเมล").fill(code);
  await page.getByRole("button", { name: "แสดงคำขอ" }).click();
  await page.getByRole("heading", { name: "Sell <b>it</b>" }).waitFor();
  expect(await page.getByRole("definition").textContent()).toBe("1,200");
  await page.getByText("จำนวนเงิน").waitFor();
  await page.getByRole("button", { name: "ไม่อนุมัติ" }).click();
  await page.getByText("กรุณาระบุเหตุผล").waitFor();
  await page.getByLabel("เหตุผล (ต้องระบุเมื่อเลือก: ไม่อนุมัติ)").fill("แพงเกินไป");
  await page.getByRole("button", { name: "ไม่อนุมัติ" }).click();
  await page.getByText("เรียบร้อย: ไม่อนุมัติ").waitFor();
  expect(await now()).toMatchObject({ state: "rejected", decision: { by: "dao" } });
  expect((await server.taskwire.system.tasks.history(on)).events[0]?.data).toMatchObject({
    reason: "แพงเกินไป",
  });
  await page.reload();
  await page.getByText("ลิงก์นี้ใช้ไม่ได้").waitFor();
  expect(asked.filter((one) => !one.startsWith(server.origin))).toEqual([]);
  const sent = server.seen.filter(({ url, referrer }) =>
    `${url} ${referrer}`.includes(tokenIn(page.url())),
  );
  expect(sent).toEqual([]);
  expect(server.seen.filter(({ referrer }) => referrer !== "")).toEqual([]);
});

test("the person of a link decides with their session, and others can't", async () => {
  const { url, now } = await server.mail("signIn");
  const page = await openTab({ locale: "en-GB" });
  await page.goto(url);
  await page.getByText("This link can't be used.").waitFor();
  expect(await page.getByRole("link", { name: "Sign in" }).getAttribute("href")).toBe("/sign-in");
  await page.evaluate(() => localStorage.setItem("person", "lek"));
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: "Sign in" }).waitFor({ state: "detached" });
  await page.getByText("This link can't be used.").waitFor();
  await page.evaluate(() => localStorage.setItem("person", "dao"));
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("You decide as Dao.").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("status").filter({ hasText: "Done: Approve" }).waitFor();
  expect(await now()).toMatchObject({ state: "approved", decision: { by: "dao" } });
});

test("a link that is older than an edit names what has changed, and has no buttons (row 44)", async () => {
  const { url, code, on } = await server.mail("bearer");
  const page = await openTab({ locale: "en-GB" });
  await page.goto(url);
  await page.getByLabel("Code from the mail").fill(code);
  await page.getByRole("button", { name: "Show the request" }).click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await server.lek.tasks.edit({ ...on, data: { amount: 9000 } });
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("This has changed since the mail: Amount.").waitFor();
  expect(await page.getByRole("definition").textContent()).toBe("9,000");
  expect(await page.locator("main button").count()).toBe(0);
  const open = page.getByRole("link", { name: "Open in the app" });
  expect(await open.getAttribute("href")).toBe(`/tasks/${on.taskId}`);
});

test.each(["light", "dark"] as const)("axe finds nothing on the page (%s)", async (colorScheme) => {
  const { url, code } = await server.mail("bearer");
  const page = await openTab({ colorScheme, locale: "en-GB" });
  await page.goto(url);
  await page.getByLabel("Code from the mail").waitFor();
  await page.getByRole("button", { name: "Show the request" }).click();
  await page.getByText("Type the code from the mail.").waitFor();
  expect(await axeProblems(page)).toEqual([]);
  await page.getByLabel("Code from the mail").fill(code);
  await page.getByRole("button", { name: "Show the request" }).click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  expect(await axeProblems(page)).toEqual([]);
});

test("the page is static, allows only its own script, and is no frame in other pages", async () => {
  const { url } = await server.mail("signIn");
  const page = await fetch(url);
  expect(page.headers.get("Content-Security-Policy")).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+' 'self'; style-src 'sha256-[^']+'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/,
  );
  expect(page.headers.get("Referrer-Policy")).toBe("no-referrer");
  expect(await page.text()).toBe(await (await fetch(`${server.origin}/vote?other=1`)).text());
  expect((await fetch(`${server.origin}/vote`, { method: "POST" })).status).toBe(405);
  expect((await fetch(`${server.origin}/vote/more`)).status).toBe(404);
});
