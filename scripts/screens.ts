// `npm run screens` draws every page of the app into .cache/screens: on three widths, in both languages, light and
// dark, with much data and with none. Look at each of them after a change of the look. With `-- docs`, it draws only
// the two pictures of the app in docs/images.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../examples/server/test/support/launch-chromium.ts";
import { drawApprovals } from "./screens/approvals.ts";
import { asWebp } from "./screens/as-webp.ts";
import { startDealer } from "./screens/example.ts";
import { fillWithMuch } from "./screens/much.ts";

const folder = join(import.meta.dirname, "..", ".cache", "screens");
if (process.argv.length === 2) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

await using stack = new AsyncDisposableStack();
const browser = await launchChromium();
stack.defer(() => browser.close());

async function start(isFull: boolean) {
  const dealer = await startDealer();
  if (isFull) await fillWithMuch(dealer.taskwire, dealer.idOf);
  return dealer;
}

const full = await start(true);
stack.defer(() => full.close());

const sizes = {
  wide: { width: 1440, height: 900 },
  middle: { width: 1180, height: 820 },
  phone: { width: 390, height: 844 },
} as const;
type Size = keyof typeof sizes;

interface Look {
  readonly size: Size;
  readonly language: "en" | "th";
  readonly theme: "light" | "dark";
}

const looks: readonly Look[] = [
  { size: "wide", language: "en", theme: "light" },
  { size: "wide", language: "en", theme: "dark" },
  { size: "wide", language: "th", theme: "dark" },
  { size: "middle", language: "th", theme: "light" },
  { size: "middle", language: "en", theme: "dark" },
  { size: "phone", language: "th", theme: "light" },
  { size: "phone", language: "en", theme: "dark" },
];

/** The pictures in docs/images by their scene. */
const forDocs: { readonly [scene: string]: Look & { readonly file: string } } = {
  decide: { size: "wide", language: "en", theme: "light", file: "app.webp" },
  room: { size: "phone", language: "th", theme: "light", file: "app-phone.webp" },
};

async function contextOf({ size, language, theme }: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: sizes[size],
    hasTouch: size === "phone",
    isMobile: size === "phone",
    reducedMotion: "reduce",
    locale: language === "th" ? "th-TH" : "en-GB",
    timezoneId: "Asia/Bangkok",
  });
  await context.addInitScript(
    ([id, colours]) => {
      localStorage.setItem("taskwire.language", id ?? "");
      localStorage.setItem("taskwire.theme", colours ?? "");
    },
    [language, theme],
  );
  return context;
}

async function signIn(context: BrowserContext, url: string, login: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/work`);
  await page.locator(`[data-login=${login}]`).click();
  await page.locator(".page h2").first().waitFor();
  return page;
}

/** The pages by the name of their picture: how to get there as a person. */
const scenes: readonly {
  readonly name: string;
  readonly login: string;
  readonly path: string;
  /** An element that is there when the page is complete. */
  readonly ready: string;
  play?(page: Page): Promise<void>;
}[] = [
  { name: "decide", login: "dao", path: "/decide", ready: ".row" },
  {
    name: "decide-reason",
    login: "dao",
    path: "/decide",
    ready: ".row",
    async play(page) {
      if ((await page.locator(".decision").count()) === 0)
        await page.locator(".row").first().click();
      await page.locator(".decision .button-danger").click();
    },
  },
  { name: "requests", login: "dao", path: "/requests", ready: ".row" },
  {
    name: "request",
    login: "lek",
    path: "/requests?show=working",
    ready: ".row",
    async play(page) {
      await page.locator(".row").first().click();
      await page.locator(".step").first().waitFor();
    },
  },
  {
    name: "comments",
    login: "lek",
    path: "/requests?show=working",
    ready: ".row",
    async play(page) {
      await page.locator(".row").first().click();
      await page.locator(".step").first().waitFor();
      const tab = page.getByRole("button", { name: /^(Comments|ความคิดเห็น)$/ });
      if (await tab.isVisible()) await tab.click();
      await page.locator(".post").first().waitFor();
    },
  },
  { name: "columns", login: "dao", path: "/requests?view=columns", ready: ".column .row" },
  {
    name: "ask",
    login: "lek",
    path: "/requests",
    ready: ".row",
    async play(page) {
      await page.locator(".board-head .button-primary").click();
      await page.getByRole("dialog").getByRole("combobox").waitFor();
    },
  },
  { name: "work", login: "lek", path: "/work", ready: ".step" },
  { name: "rooms", login: "lek", path: "/rooms", ready: ".row" },
  { name: "room", login: "dao", path: "/rooms/showroom", ready: ".post" },
  { name: "write-to", login: "lek", path: "/rooms/new", ready: "dialog .face" },
  { name: "inbox", login: "dao", path: "/inbox", ready: ".inbox-item" },
  { name: "team", login: "dao", path: "/team", ready: ".team-row" },
  { name: "system", login: "dao", path: "/system", ready: "tbody tr" },
  {
    name: "system-roles",
    login: "dao",
    path: "/system",
    ready: "tbody tr",
    play: (page) => page.locator("#system-workflow").evaluate((one) => one.scrollIntoView()),
  },
  { name: "no-right", login: "lek", path: "/decide", ready: ".state" },
  { name: "gone", login: "lek", path: "/requests/nothing", ready: ".detail .state" },
  {
    name: "nothing-found",
    login: "dao",
    path: "/requests",
    ready: ".row",
    async play(page) {
      await page.getByRole("searchbox").fill("zzz");
      await page.locator(".list .state").waitFor();
    },
  },
  {
    name: "settings",
    login: "dao",
    path: "/settings",
    ready: ".time",
    async play(page) {
      await page.locator(".time").last().scrollIntoViewIfNeeded();
      await page.getByRole("button", { name: /^(Add quiet hours|เพิ่มช่วงเวลางดรบกวน)$/ }).click();
      await page.locator(".time-form .button-primary").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "decided",
    login: "dao",
    path: "/requests?show=working",
    ready: ".row",
    async play(page) {
      await page.locator(".row").first().click();
      await page.locator(".receipt-note .button").waitFor();
    },
  },
  {
    name: "receipt",
    login: "dao",
    path: "/requests?show=working",
    ready: ".row",
    async play(page) {
      await page.locator(".row").first().click();
      await page.locator(".receipt-note .button").click();
      await page.locator(".receipt-right").waitFor();
    },
  },
  {
    name: "account",
    login: "dao",
    path: "/requests",
    ready: ".row",
    play: (page) => page.locator(".account-button").click(),
  },
];

async function shoot(page: Page, look: Look, name: string) {
  // Names are missing until the board is loaded, and a page that waits for nothing else has them soon.
  const hasNames = () => !/^…(?:\s|:|$)/m.test(document.body.innerText);
  if (!["loading", "error"].includes(name)) await page.waitForFunction(hasNames);
  // The letters of a font that is still on its way are not those of the picture.
  await page.evaluate(() => document.fonts.ready);
  const { size, language, theme } = look;
  await page.screenshot({ path: join(folder, `${name}-${size}-${language}-${theme}.png`) });
}

/** Draws the pictures of the app for the docs. */
async function drawForDocs() {
  for (const { name, login, path, ready } of scenes) {
    const picture = forDocs[name];
    if (!picture) continue;
    const context = await contextOf(picture);
    const page = await signIn(context, full.url, login);
    await page.goto(full.url + path);
    await page.locator(ready).first().waitFor();
    await page.waitForLoadState("networkidle");
    // Names are missing until the board is loaded.
    await page.waitForFunction(() => !document.body.innerText.split("\n").includes("…"));
    await page.evaluate(() => document.fonts.ready);
    const png = await page.screenshot({ animations: "disabled" });
    const file = join(import.meta.dirname, "..", "docs", "images", picture.file);
    writeFileSync(file, await asWebp(browser, png.toString("base64")));
    await context.close();
  }
}

const only = process.argv.slice(2);
if (only[0] === "docs") {
  await drawForDocs();
  await stack.disposeAsync();
  process.exit();
}
for (const look of looks) {
  const context = await contextOf(look);
  const nobody = await context.newPage();
  await nobody.goto(full.url);
  await nobody.locator("[data-login=dao]").waitFor();
  await shoot(nobody, look, "sign-in");
  await context.close();
  for (const login of ["dao", "lek"]) {
    const one = await contextOf(look);
    const page = await signIn(one, full.url, login);
    for (const { name, path, ready, play } of scenes.filter((scene) => scene.login === login)) {
      if (only.length > 0 && !only.includes(name)) continue;
      await page.goto(full.url + path);
      await page.locator(ready).first().waitFor();
      await page.waitForLoadState("networkidle");
      await play?.(page);
      await page.waitForLoadState("networkidle");
      await shoot(page, look, name);
    }
    await one.close();
  }
}

await drawApprovals({ stack, looks, only, contextOf, signIn, shoot });

if (only.length > 0) {
  await stack.disposeAsync();
  process.exit();
}
// Without any data, and without a connection.
const empty = await start(false);
for (const look of looks) {
  const context = await contextOf(look);
  const page = await signIn(context, empty.url, "alice");
  await shoot(page, look, "work-empty");
  await page.goto(`${empty.url}/requests`);
  await page.locator(".state").first().waitFor();
  await shoot(page, look, "requests-empty");
  await context.close();
}
// A board that loads, and one that can't be loaded.
for (const look of looks)
  for (const name of ["loading", "error"]) {
    const context = await contextOf(look);
    const page = await signIn(context, full.url, "dao");
    await page.routeWebSocket(/\/taskwire/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((text) => {
        const frame = JSON.parse(String(text));
        if (frame.operation !== "boards.open") return server.send(text);
        const error = { code: "internal", message: "", details: {} };
        if (name === "error") socket.send(JSON.stringify({ type: "result", id: frame.id, error }));
      });
      server.onMessage((text) => socket.send(text));
    });
    await page.goto(`${full.url}/requests`);
    await page
      .locator(name === "error" ? ".board-side .state" : ".skeleton-row")
      .first()
      .waitFor();
    await shoot(page, look, name);
    await context.close();
  }
const looked = await Promise.all(
  looks.map(async (look) => {
    const page = await signIn(await contextOf(look), empty.url, "somchai");
    await page.goto(`${empty.url}/requests`);
    await page.locator(".row").first().waitFor();
    return { look, page };
  }),
);
await empty.close();
for (const { look, page } of looked) {
  await page.locator(".connection").waitFor();
  await shoot(page, look, "offline");
}
console.log(`The pictures are in ${folder}.`);
