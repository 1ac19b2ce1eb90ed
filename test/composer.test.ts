import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire } from "@taskwire/core";
import { wsAdapter } from "@taskwire/ws-adapter";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTab } from "../examples/server/test/support/chromium.ts";
import { faultPlugins } from "./faults/esbuild-plugin.ts";

const taskwire = createTaskwire();
const server = createServer();
let origin: string;
let boardId: string;
let roomId: string;
let script: string;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["test/composer/page.ts"],
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["@taskwire/source"],
    plugins: faultPlugins(),
    define: { "process.env.NODE_ENV": '"development"' },
  });
  script = outputFiles[0]?.text ?? "";
  server.on("request", (request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    const html = `<!doctype html><html lang="en"><title>Room</title><body><script src="/page.js"></script>`;
    response.end(isScript ? script : html);
  });
  wsAdapter({
    taskwire,
    server,
    origins: "same-origin",
    authenticate: (userId) => Promise.resolve({ userId }),
  });
  await taskwire.open();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { system } = taskwire;
  const people = { dao: "Dao", som: "สมชาย ใจดี", ann: "Ann Approver", ana: "Ana" };
  for (const [id, name] of Object.entries(people))
    await system.users.put({ id, name, role: "ADMIN", handle: name.split(" ")[0] ?? id });
  ({ id: boardId } = await taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" }));
  for (const userId of ["som", "ann", "ana"])
    await taskwire.as({ userId: "dao" }).members.add({ boardId, userId });
}, 60_000);

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await taskwire.close();
});

const address = (me = "dao") => `${origin}/?${new URLSearchParams({ boardId, roomId, me })}`;
const field = () => page.getByRole("combobox", { name: "Message" });
const options = () => page.getByRole("option").allTextContents();
const list = () => page.getByRole("listbox", { name: "People" });
const posted = (text: string) =>
  page.getByRole("list", { name: "Messages" }).getByText(text).waitFor();

beforeEach(async () => {
  const memberIds = ["som", "ann", "ana"];
  ({ id: roomId } = await taskwire
    .as({ userId: "dao" })
    .rooms.create({ boardId, name: "Hall", memberIds }));
  page = await openTab();
  await page.goto(address());
  await page.locator("#members", { hasText: "4" }).waitFor();
  await field().focus();
}, 60_000);

describe("E5: mentions", () => {
  test("are completed by keyboard inside of running Thai text", async () => {
    await page.keyboard.insertText("ขอให้@สม");
    await list().waitFor();
    expect(await options()).toEqual(["สมชาย ใจดี"]);
    await page.keyboard.press("Enter");
    await list().waitFor({ state: "hidden" });
    await page.keyboard.insertText("ช่วยตรวจ");
    await page.keyboard.press("Enter");
    await posted("ขอให้@สมชายช่วยตรวจ [som] sent");
    expect(await field().inputValue()).toBe("");
  });

  test("a chosen mention closes the list, so the next Enter sends", async () => {
    await page.keyboard.type("@an");
    await list().waitFor();
    await expect.poll(options).toEqual(["Ana", "Ann Approver", "all"]);
    await page.keyboard.press("ArrowDown");
    const active = await field().getAttribute("aria-activedescendant");
    const selected = page.getByRole("option", { selected: true });
    expect(await selected.getAttribute("id")).toBe(active);
    await page.keyboard.press("Tab");
    expect(await field().inputValue()).toBe("@Ann ");
    await list().waitFor({ state: "hidden" });
    await page.keyboard.type("ok");
    expect(await list().isVisible()).toBe(false);
    await page.keyboard.press("Enter");
    await posted("@Ann ok [ann] sent");
  });

  test("move with the text, and an edit inside of one makes it plain text", async () => {
    await page.keyboard.type("@an");
    await list().waitFor();
    await expect.poll(options).toHaveLength(3);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Home");
    await page.keyboard.type("Hi ");
    await page.keyboard.press("Enter");
    await posted("Hi @Ana [ana] sent");
    await page.keyboard.type("@an");
    await list().waitFor();
    await expect.poll(options).toHaveLength(3);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Home");
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    await page.keyboard.type("x");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await posted("@Anxa [] sent");
  });

  test("Escape closes the list and keeps the text; a pointer chooses", async () => {
    await page.keyboard.type("@an");
    await list().waitFor();
    await page.keyboard.press("Escape");
    await list().waitFor({ state: "hidden" });
    expect(await field().inputValue()).toBe("@an");
    await page.keyboard.type("n");
    await page.getByRole("option", { name: "Ann Approver" }).click();
    expect(await field().inputValue()).toBe("@Ann ");
    expect(await field().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("everyone is offered, and suggestions are announced", async () => {
    await page.keyboard.type("@every");
    await page.getByRole("status").getByText("1 suggestion.").waitFor();
    expect(await options()).toHaveLength(1);
  });
});

describe("a field to edit a message", () => {
  test("has the mentions of the message, completes others, and Enter makes a new line", async () => {
    await page.keyboard.type("@an");
    await list().waitFor();
    await expect.poll(options).toHaveLength(3);
    await page.keyboard.press("Enter");
    await page.keyboard.type("ok");
    await page.keyboard.press("Enter");
    await posted("@Ana ok [ana] sent");
    await page.getByRole("button", { name: "Edit the last one" }).click();
    const edit = page.getByRole("combobox", { name: "Edit" });
    await edit.focus();
    await page.keyboard.press("Home");
    await page.keyboard.type("Hi ");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.insertText("และ@สม");
    await page.getByRole("listbox", { name: "People to mention" }).waitFor();
    await page.keyboard.press("Enter");
    expect(await edit.inputValue()).toBe("Hi @Ana ok\nและ@สมชาย");
    await page.getByRole("button", { name: "Save" }).click();
    await posted("และ@สมชาย [ana,som] sent");
    // The draft of the composer is another one.
    expect(await field().inputValue()).toBe("");
  });
});

describe("an input method", () => {
  test("Enter that ends a word neither sends nor chooses", async () => {
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", {
      text: "に",
      selectionStart: 1,
      selectionEnd: 1,
    });
    await page.keyboard.press("Enter");
    expect(await page.getByRole("list", { name: "Messages" }).textContent()).toBe("");
    await session.send("Input.insertText", { text: "日本" });
    expect(await field().inputValue()).toContain("日本");
    await page.keyboard.press("Enter");
    await posted("日本");
  });

  test("Shift+Enter makes a new line", async () => {
    await page.keyboard.type("one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    expect(await field().inputValue()).toBe("one\ntwo");
  });
});

describe("drafts", () => {
  test("survive a reload with their mentions, are gone once sent, and are not another person's", async () => {
    await page.keyboard.type("@an");
    await list().waitFor();
    await expect.poll(options).toHaveLength(3);
    await page.keyboard.press("Enter");
    await page.keyboard.type("later");
    await page.reload();
    await expect.poll(() => field().inputValue()).toBe("@Ana later");
    await page.goto(address("som"));
    await page.locator("#members", { hasText: "4" }).waitFor();
    expect(await field().inputValue()).toBe("");
    await page.goto(address());
    await expect.poll(() => field().inputValue()).toBe("@Ana later");
    await field().focus();
    await page.keyboard.press("Enter");
    await posted("@Ana later [ana] sent");
    await page.reload();
    await posted("@Ana later [ana] sent");
    expect(await field().inputValue()).toBe("");
  });
});

test("the field and its open list have no accessibility problem that axe knows", async () => {
  await page.keyboard.type("@an");
  await list().waitFor();
  await page.addScriptTag({ content: readFileSync("node_modules/axe-core/axe.min.js", "utf8") });
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> };
    };
    return (await axe.run()).violations.map(({ id, impact }) => `${id}: ${impact}`);
  });
  // ARIA in HTML has no field of several lines that is a combobox; screen readers support it.
  expect(violations).toEqual(["aria-allowed-role: minor"]);
});
