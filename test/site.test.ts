import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { launchChromium } from "../examples/server/test/support/launch-chromium.ts";
import { problemsOf } from "../scripts/site/check.ts";
import { Markdown } from "../scripts/site/markdown.ts";
import { SiteMap } from "../scripts/site/site-map.ts";
import { thaiWords } from "../scripts/site/thai-words.ts";
import { excerptAround } from "../site/js/excerpt.ts";
import { find, openIndex } from "../site/js/find.ts";
import { servedSite } from "./site/served.ts";

let site: Awaited<ReturnType<typeof servedSite>>;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([servedSite(), launchChromium()]);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const text = (path: string): string => Buffer.from(site.files.get(path) ?? "").toString();

/** Opens a page, and collects the errors and every request to another host. */
async function open(path: string, options: Parameters<Browser["newPage"]>[0] = {}) {
  const page = await browser.newPage(options);
  onTestFinished(() => page.close());
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith("data:"))
      problems.push(`loads ${request.url()}`);
  });
  await page.goto(site.url + path);
  return { page, problems };
}

test("every link leads somewhere, and no page loads anything from another host", () => {
  expect(site.problems).toEqual([]);
});

test("the check of the site notices broken links, repeated ids and other hosts", () => {
  const page =
    '<p id="a"><p id="a"><a href="b.html"></a><a href="#c"></a><img src="https://x.example/y">';
  expect(problemsOf(new Map([["a.html", page]]))).toEqual([
    "a.html has the id a twice.",
    "a.html: there is no b.html (b.html).",
    "a.html: a.html has no heading c.",
    "a.html loads https://x.example/y from another host.",
  ]);
});

test("a document that is not in the contents of the site, and a link to it, stop the build", () => {
  const map = new SiteMap([{ file: "docs/roles.md", url: "roles" }]);
  expect(map.without(["docs/approvals.md", "docs/roles.md"])).toEqual(["docs/approvals.md"]);
  const { html, problems } = new Markdown(map, String).render(
    "[a](approvals.md) [b](roles.md#c) [d](../scripts/docs.ts)",
    { file: "docs/limits.md", url: "limits" },
  );
  expect(problems).toEqual([
    "docs/limits.md links to docs/approvals.md, which is not on the site. Add it to scripts/site/contents.ts.",
  ]);
  expect(html).toContain('<a href="roles.html#c">b</a> <span class="source">d</span>');
});

test("in the Markdown of a page, a link leads to a page, a picture or another host", () => {
  const dead = [...site.files.keys()]
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) =>
      [
        ...text(path)
          .replaceAll(/^ *```[\s\S]*?^ *```$/gm, "")
          .matchAll(/\]\(([^)\s]+)\)/g),
      ]
        .map(([, href = ""]) => href.split("#")[0] ?? "")
        .filter((href) => href !== "" && !/^[a-z]+:/.test(href))
        .filter((href) => !site.files.has(posix.join(posix.dirname(path), decodeURI(href))))
        .map((href) => `${path}: ${href}`),
    );
  expect(dead).toEqual([]);
});

test("each page has its Markdown, and llms.txt names all guides", () => {
  const pages = [...site.files.keys()].filter((path) => path.endsWith(".html"));
  expect(pages.filter((path) => !site.files.has(path.replace(".html", ".md")))).toEqual([]);
  const linked = [...text("llms.txt").matchAll(/\]\((.*?)\)/g)].map(([, link = ""]) => link);
  expect(linked).toContain("quick-start.md");
  expect(text("llms.txt")).toMatch(/^# taskwire\n\n> People submit tasks/);
  // The parts that a script draws are only on the page. Files are in its Markdown too.
  expect(pages.filter((path) => /^<!-- site:/m.test(text(path.replace(".html", ".md"))))).toEqual(
    [],
  );
  for (const path of ["deployment.md", "deployment.html"]) {
    expect(text(path)).toContain("TimeoutStopSec=");
    expect(text(path)).toContain("HEALTHCHECK");
  }
  expect(linked.filter((link) => !site.files.has(link))).toEqual([]);
});

test("the first page is small: text, style, scripts and picture have at most 100 KB", () => {
  const pictures = [...text("index.html").matchAll(/<(?:img|source) [^>]*src(?:set)?="([^"]*)"/g)];
  const bytesOf = (path: string) => gzipSync(site.files.get(path) ?? "").length;
  const others = ["index.html", "assets/site.css", "assets/site.js"].map(bytesOf);
  const bytes = others.reduce((sum, one) => sum + one, 0);
  // The moving one and the still one, of which a browser loads one.
  expect(pictures).toHaveLength(2);
  for (const [, path = ""] of pictures) {
    expect(bytesOf(path)).toBeGreaterThan(1_000);
    expect(bytes + bytesOf(path)).toBeLessThan(100_000);
  }
});

test("the picture of the first page moves, people can stop it, and it stands still for those who ask for less motion", async () => {
  const shown = (page: Page) =>
    page.locator(".picture img").evaluate((image: HTMLImageElement) => ({
      file: image.currentSrc.split("/").at(-1),
      isDrawn: image.naturalWidth > 0,
    }));
  const moving = { file: "docs-images-taskwire-moving.webp", isDrawn: true };
  const still = { file: "docs-images-taskwire.webp", isDrawn: true };
  const { page, problems } = await open("index.html");
  await page.waitForLoadState("networkidle");
  expect(await shown(page)).toEqual(moving);
  await page.getByRole("button", { name: "Stop the picture" }).click();
  await expect.poll(() => shown(page)).toEqual(still);
  await page.getByRole("button", { name: "Play the picture" }).click();
  await expect.poll(() => shown(page)).toEqual(moving);
  const calm = await open("index.html", { reducedMotion: "reduce" });
  await calm.page.waitForLoadState("networkidle");
  expect(await shown(calm.page)).toEqual(still);
  expect(await calm.page.getByRole("button", { name: "Stop the picture" }).count()).toBe(0);
  expect([...problems, ...calm.problems]).toEqual([]);
});

test.each([
  ["metrics", "monitoring.html#metrics"],
  ["Grafana", "monitoring.html"],
  ["offline", "resume.html"],
  ["nginx", "deployment.html#nginx"],
  ["idempotency", "resume.html#idempotency-a-command-has-one-effect"],
  ["mail", "channels.html"],
  ["quiet hours", "channels.html#let-people-set-quiet-hours-and-a-digest"],
  ["digest", "channels.html#let-people-set-quiet-hours-and-a-digest"],
  ["reminder", "reminders.html"],
  ["backup", "databases.html#back-up"],
  ["Thai", "mentions.html"],
  ["React", "react.html"],
  ["rate limit", "limits.html"],
  ["delete a person", "deletion.html#erase-a-person"],
  ["upgrade", "deployment.html#upgrade-taskwire"],
  ["two servers", "scaling.html"],
  ["quorum", "approvals.html#steps-groups-and-quorum"],
  ["deadline", "approvals.html#deadlines-reminders-escalation"],
  ["holiday", "approvals.html#deadlines-reminders-escalation"],
  ["delegate", "approvals.html#people-who-are-away"],
  ["who approved", "approvals.html#approvals-on-a-page"],
  ["lost vote", "approvals.html#edits-returns-and-rounds"],
  ["receipt", "receipts.html"],
  ["link in an e-mail", "decision-links.html"],
  ["retention", "databases.html#automatic-deletion"],
  ["template", "workflows.html"],
  ["CSRF", "sign-in.html"],
  ["boardStore", "reference/client/board/functions/boardStore.html"],
])("the search for %j finds %s first", (question, place) => {
  const [first] = find(openIndex(text("search.json")), question);
  expect(first?.id).toBe(place);
});

test("the search finds words with a mistake, and pages in Thai by the name of the language", () => {
  const index = openIndex(text("search.json"));
  expect(find(index, "offlien")[0]?.id).toBe("resume.html");
  expect(find(index, "idempotancy")[0]?.id).toMatch(/^resume\.html#idempotency/);
  const thai = find(index, "Thai").slice(0, 5);
  expect(thai.map(({ id }) => id)).toContain("th/quick-start.html");
});

test("a result shows the place of its text where the words are", () => {
  const [, second] = find(openIndex(text("search.json")), "heartbeat").map(
    ({ excerpt }) => excerpt,
  );
  expect(second?.filter(({ isMatch }) => isMatch).map(({ text }) => text)).toContain("heartbeat");
  const line = `${"Nothing of it. ".repeat(40)}The clock stands still. ${"Nothing more. ".repeat(40)}`;
  const pieces = excerptAround(line, ["clock"]);
  expect(pieces.map(({ text }) => text).join("")).toMatch(
    /^… .{20,60}The clock stands still\..* …$/,
  );
  expect(pieces.filter(({ isMatch }) => isMatch)).toEqual([{ text: "clock", isMatch: true }]);
  expect(excerptAround(line, ["lock"])[0]?.text).toMatch(/^Nothing of it\./);
});

test("a type that comes from a schema has a page with its fields", () => {
  const reference = [...site.files.keys()].filter((path) => /^reference\/.*\.md$/.test(path));
  expect(reference.filter((path) => /^type \S+ = z\./m.test(text(path)))).toEqual([]);
  const approval = text("reference/core/approvals/interfaces/TaskApproval.md");
  expect(approval).toContain("### rounds");
  expect(approval).toContain("castBy: string;");
});

// A page that is only in English is found by Thai words too.
test.each([
  ["เริ่มใช้งาน", "th/quick-start.html"],
  ["คุกกี้", "th/quick-start.html#ในแอป-express-ของคุณ"],
  ["แฮนเดิล", "th/quick-start.html#แฮนเดิลของแต่ละคน"],
  ["ออฟไลน์", "resume.html"],
  ["ส่งซ้ำ", "resume.html#idempotency-a-command-has-one-effect"],
  ["อีเมล", "channels.html"],
  ["งดรบกวน", "channels.html"],
  ["สรุปรายวัน", "channels.html"],
  ["ลิงก์ในอีเมล", "decision-links.html"],
  ["เตือนล่วงหน้า", "reminders.html"],
  ["สำรองข้อมูล", "databases.html#back-up"],
  ["ขีดจำกัด", "limits.html"],
  ["ลบข้อมูลบุคคล", "deletion.html#erase-a-person"],
  ["อัปเกรด", "deployment.html#upgrade-taskwire"],
  ["สองเซิร์ฟเวอร์", "scaling.html"],
  ["เส้นตาย", "approvals.html#deadlines-reminders-escalation"],
  ["วันหยุด", "approvals.html#deadlines-reminders-escalation"],
  ["ใครอนุมัติ", "approvals.html#approvals-on-a-page"],
  ["เสียงโหวตหาย", "approvals.html#edits-returns-and-rounds"],
  ["มอบอำนาจ", "approvals.html#people-who-are-away"],
  ["หลักฐานการอนุมัติ", "receipts.html"],
  ["สิทธิ์", "roles.html"],
  ["การแจ้งเตือน", "notifications.html"],
])("on a page in Thai, the search for %j finds %s first", (question, place) => {
  expect(find(openIndex(text("search.json")), question, "th")[0]?.id).toBe(place);
});

test("all places that have Thai words are on the site", () => {
  const places = Object.keys(thaiWords);
  const missing = places.filter((place) => {
    const [path = "", anchor] = place.split("#");
    const page = text(`${path}.html`);
    return anchor === undefined ? page === "" : !page.includes(`id="${anchor}"`);
  });
  expect(missing).toEqual([]);
});

test("people search in the page with the keyboard, and land at the right heading", async () => {
  const { page, problems } = await open("quick-start.html");
  await page.keyboard.press("/");
  await page.getByRole("searchbox").fill("erase person");
  await page.locator("#found a").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/deletion\.html/);
  expect(problems).toEqual([]);
});

const looks = [
  ["index.html", 1280, "light"],
  ["index.html", 390, "dark"],
  ["quick-start.html", 1280, "dark"],
  ["workflow.html", 390, "light"],
  ["approvals.html", 390, "dark"],
  ["mentions.html", 1280, "light"],
  ["reference/core/index/functions/createTaskwire.html", 1280, "dark"],
  ["demo.html", 390, "light"],
  ["th/index.html", 1280, "dark"],
  ["th/quick-start.html", 390, "light"],
] as const;

test.each(looks)(
  "%s with %i pixels, %s: everybody can use it",
  async (path, width, colorScheme) => {
    const { page, problems } = await open(path, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    await page.waitForLoadState("networkidle");
    await page.evaluate(readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    const isWider = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect({ found, problems, isWider }).toEqual({ found: [], problems: [], isWider: false });
  },
);

test("the live demo: two people and a server in one page, also after one of them was offline", async () => {
  const { page, problems } = await open("demo.html");
  const lek = page.getByRole("region", { name: "Lek asks" });
  const dao = page.getByRole("region", { name: "Dao decides" });
  await lek.getByRole("textbox", { name: "What do you ask for?" }).fill("Sell the red one");
  await lek.getByRole("button", { name: "Ask for approval" }).click();
  await lek
    .getByText("Only an approver")
    .or(lek.locator(".demo-why:not(:empty)"))
    .first()
    .waitFor();
  await dao.getByText("1 unread").waitFor();
  await dao
    .getByRole("article", { name: "Sell the red one" })
    .getByRole("button", { name: "Approve" })
    .click();
  for (const step of ["papers", "Wash"])
    await lek
      .getByRole("listitem")
      .filter({ hasText: step })
      .getByRole("button", { name: "Done" })
      .click();
  await dao.getByText("completed", { exact: true }).waitFor();

  await dao.getByRole("button", { name: "Go offline" }).click();
  await say(dao, "ขอให้@เล็กเตรียมกุญแจครับ");
  await say(lek, "Which keys?");
  await dao.getByText("waits for the connection").waitFor();
  await dao.getByRole("button", { name: "Come back" }).click();
  await lek.locator("mark", { hasText: "@เล็ก" }).waitFor();
  await dao.getByText("Which keys?").waitFor();
  const messages = dao.getByRole("list", { name: "Messages" }).getByRole("listitem");
  expect(await messages.count()).toBe(2);
  expect(problems).toEqual([]);
});

const say = async (side: ReturnType<Page["locator"]>, words: string) => {
  await side.getByRole("textbox", { name: "Message" }).fill(words);
  await side.getByRole("button", { name: "Send" }).click();
};

test("readers try the parser of mentions in its guide", async () => {
  const { page, problems } = await open("mentions.html");
  await page.getByRole("textbox", { name: "Text with mentions" }).fill("พบ@เล็กพรุ่งนี้");
  await page.locator(".try-drawn mark", { hasText: "@เล็ก" }).waitFor();
  await page.getByText(/^\d+ cases$/).click();
  await page.locator(".case mark", { hasText: "@สมชาย" }).first().waitFor();
  expect(problems).toEqual([]);
});
