import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { roomId } from "../../server/src/dealer.ts";
import { startServer } from "../../server/src/server.ts";
import { openTab } from "../../server/test/support/chromium.ts";
import { temporaryDirectory } from "../../server/test/support/directory.ts";
import { settingsFor } from "../../server/test/support/server.ts";
import { payloads } from "./xss/payloads.ts";
import { plant, postable } from "./xss/plant.ts";

/** The elements that the page uses. Any other element was created by a text. */
const ownElements = new Set(
  "html head meta title link script body header img h1 p fieldset button main section div h2 h3 span ul ol li form label input textarea select option details summary article progress q time code pre a em dialog strong small noscript legend svg path circle rect line polyline datalist output nav search dl dt dd".split(
    " ",
  ),
);

test(`runs no script of ${payloads.length} texts that try to, as message, comment, request and name`, async () => {
  expect(payloads.length).toBeGreaterThanOrEqual(300);
  const directory = temporaryDirectory();
  const { taskId, close } = await plant(directory, payloads);
  await close();
  const server = await startServer(settingsFor(directory));
  // Without the server's policy, which would block scripts that the page let through.
  const page = await openTab({ bypassCSP: true, viewport: { width: 1440, height: 900 } });
  const ran: string[] = [];
  await page.exposeFunction("pwned", () => void ran.push("pwned"));
  page.on("dialog", (dialog) => {
    ran.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== server.url) ran.push(request.url());
  });
  try {
    await page.goto(`${server.url}/requests`);
    await page.locator("input[autocomplete=username]").fill("watcher");
    await page.locator("input[type=password]").fill("a password of the tests");
    await page.locator("form button[type=submit]").click();
    await page.locator(".row").first().waitFor();

    // Requests, with their titles and the names of people.
    const older = page.locator(".older button:not([aria-busy=true])");
    while ((await page.locator(".older").count()) > 0) {
      const said = await page.locator(".older p").innerText();
      await older.click();
      await page.waitForFunction(
        (before) => document.querySelector(".older p")?.textContent !== before,
        said,
      );
    }
    await scrollThrough(page, ".list-scroller", ".row-title", "down");
    await page.goto(`${server.url}/requests/${taskId}?tab=comments`);
    const comments = await scrollThrough(page, ".thread-scroller", ".post-text", "up");
    await page.goto(`${server.url}/rooms/${roomId}`);
    const messages = await scrollThrough(page, ".thread-scroller", ".post-text", "up");
    const texts = { comments, messages };

    // The page showed every text as it was typed. Mentions show the person's current name, and a
    // code block hides its first line; so those aren't compared.
    const plain = (text: string) =>
      postable(text)
        .replaceAll(/[`\s]/g, "")
        .replaceAll("＠", "@")
        .replace(/^(@dao|html)/, "");
    for (const shown of Object.values(texts)) {
      const found = [...shown].map(plain);
      const missing = payloads.filter(
        (text) => !found.some((one) => one.includes(plain(text).slice(0, 12))),
      );
      expect(missing).toEqual([]);
    }
    const unexpected = await page.evaluate(
      (own) => {
        const elements = [...document.querySelectorAll("*")];
        const foreign = elements
          .filter(({ localName }) => !own.includes(localName))
          .map(({ localName }) => localName);
        const handlers = elements.flatMap(({ attributes }) =>
          [...attributes].filter(({ name }) => name.startsWith("on")),
        );
        const protocols = [...document.querySelectorAll("a")].map(({ protocol }) => protocol);
        return {
          foreign,
          handlers: handlers.map(({ name }) => name),
          protocols: [...new Set(protocols)],
        };
      },
      [...ownElements],
    );
    expect(unexpected.foreign).toEqual([]);
    expect(unexpected.handlers).toEqual([]);
    expect(
      unexpected.protocols.filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol)),
    ).toEqual([]);
    expect(ran).toEqual([]);
  } finally {
    await page.close();
    await server.close();
  }
}, 300_000);

/** Scrolls through a list that draws only its visible part, and returns all texts that it drew. */
async function scrollThrough(
  page: Page,
  scroller: string,
  text: string,
  direction: "up" | "down",
): Promise<ReadonlySet<string>> {
  await page.locator(`${scroller} ${text}`).first().waitFor();
  const seen = new Set<string>();
  const step = direction === "up" ? -500 : 500;
  await page.locator(scroller).hover();
  for (let isOver = false; !isOver; ) {
    const { texts, isAtEdge } = await page.locator(scroller).evaluate(
      async (one, { selector, step }) => {
        // Two frames later, the list is drawn.
        for (let frame = 0; frame < 2; frame++)
          await new Promise((resolve) => requestAnimationFrame(resolve));
        const texts = [...one.querySelectorAll(selector)].map(({ textContent }) => textContent);
        const { scrollTop, scrollHeight, clientHeight } = one;
        // At the top of a conversation there is a button as long as there are older posts.
        const isAtEdge =
          step < 0
            ? scrollTop <= 0 && !one.querySelector(".thread-top button")
            : scrollHeight - clientHeight - scrollTop < 2;
        return { texts, isAtEdge };
      },
      { selector: text, step },
    );
    for (const one of texts) seen.add(one);
    isOver = isAtEdge;
    await page.mouse.wheel(0, step);
  }
  return seen;
}
