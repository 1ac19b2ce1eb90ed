import { expect, test } from "vitest";
import { startServer } from "../src/server.ts";
import { openTab } from "./support/chromium.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { settingsFor } from "./support/server.ts";
import { payloads } from "./xss/payloads.ts";
import { plant, postable } from "./xss/plant.ts";

/** The elements that the page uses. Any other element was created by a text. */
const ownElements = new Set(
  "html head meta title link script body header img h1 p fieldset button main section div h2 h3 span ul ol li form label input textarea select option details summary article progress q time code pre a em dialog strong small noscript legend svg path datalist output".split(
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
    await page.goto(`${server.url}/vanilla`);
    const left = page.locator(".side-panel-left");
    await left.locator("input[autocomplete=username]").fill("watcher");
    await left.locator("input[type=password]").fill("a password of the tests");
    await left.locator("form.login-form button").click();

    // Requests, with their titles and the names in the pickers.
    const cards = left.locator(".card");
    await cards.first().waitFor();
    while ((await cards.count()) <= payloads.length) {
      const before = await cards.count();
      await left.getByRole("button", { name: "Show more" }).click();
      await cards.nth(before).waitFor();
    }
    const card = left.locator(`.card[data-task="${taskId}"]`);
    await card.locator(".comments summary").click();
    const texts = { comments: new Set<string>(), messages: new Set<string>() };
    const readUpwards = async (list: typeof card, into: Set<string>) => {
      await list.locator(".post").first().waitFor();
      for (let before = -1; before < (await list.locator(".post").count()); ) {
        before = await list.locator(".post").count();
        await list.locator(".posts-scroller").evaluate((element) => {
          element.scrollTop = element.scrollHeight;
          element.scrollTop = 0;
        });
        await page
          .waitForFunction(
            ([element, count]) => {
              const posts = (element as Element).querySelectorAll(".post").length;
              return posts > (count as number) || posts >= 300;
            },
            [await list.elementHandle(), before] as const,
            { timeout: 3_000 },
          )
          .catch(() => {});
      }
      for (const text of await list.locator(".post-words").allTextContents()) into.add(text);
    };
    await readUpwards(card, texts.comments);
    await left.locator("button[data-view=chat]").click();
    await readUpwards(left.locator(".chat"), texts.messages);

    // The page showed every text as it was typed. Mentions show the person's current name, and a
    // code block hides its first line; so those aren't compared.
    const plain = (text: string) =>
      postable(text)
        .replaceAll(/[`\s]/g, "")
        .replaceAll("＠", "@")
        .replace(/^(@dao|html)/, "");
    for (const shown of [texts.comments, texts.messages]) {
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
