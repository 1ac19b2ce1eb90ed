import { expect, test } from "vitest";
import { startServer } from "../src/server.ts";
import { openTab } from "./support/chromium.ts";
import { temporaryDirectory } from "./support/directory.ts";
import { settingsFor } from "./support/server.ts";
import { payloads } from "./xss/payloads.ts";
import { plant } from "./xss/plant.ts";

/** What the page itself is made of. Anything else came out of a text. */
const own = new Set(
  "html head meta title link script body header img h1 p fieldset button main section div h2 h3 span ul ol li form label input textarea select option details summary article progress q time code pre a em dialog strong small noscript legend svg path datalist output".split(
    " ",
  ),
);

test(`nothing runs of ${payloads.length} texts that want to, as message, comment, request and name`, async () => {
  expect(payloads.length).toBeGreaterThanOrEqual(300);
  const directory = temporaryDirectory();
  const { taskId, close } = await plant(directory, payloads);
  await close();
  const server = await startServer(settingsFor(directory));
  // Without the server's own policy, which would hide what the page itself lets through.
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
    await page.goto(server.url);
    const left = page.locator(".pane-left");
    await left.locator("input[autocomplete=username]").fill("watcher");
    await left.locator("input[type=password]").fill("a password of the tests");
    await left.locator("form.login-form button").click();

    // Requests, with their titles and the names in the pickers.
    await left.locator(".card").nth(payloads.length).waitFor();
    const card = left.locator(`.card[data-task="${taskId}"]`);
    await card.locator(".comments summary").click();
    const shown = { comments: new Set<string>(), messages: new Set<string>() };
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
      for (const words of await list.locator(".post-words").allTextContents()) into.add(words);
    };
    await readUpwards(card, shown.comments);
    await left.locator("button[data-view=chat]").click();
    await readUpwards(left.locator(".chat"), shown.messages);

    // Every text was really there, as the letters that were typed: but for a person's present name
    // and a fence's first line.
    const plain = (text: string) =>
      text
        .replaceAll(/[`\s]/g, "")
        .replaceAll("＠", "@")
        .replace(/^(@dao|html)/, "");
    for (const words of [shown.comments, shown.messages]) {
      const found = [...words].map(plain);
      const missing = payloads.filter(
        (text) => !found.some((one) => one.includes(plain(text).slice(0, 12))),
      );
      expect(missing).toEqual([]);
    }
    const foreign = await page.evaluate(
      (own) => {
        const elements = [...document.querySelectorAll("*")];
        const strange = elements
          .filter(({ localName }) => !own.includes(localName))
          .map(({ localName }) => localName);
        const handled = elements.flatMap(({ attributes }) =>
          [...attributes].filter(({ name }) => name.startsWith("on")),
        );
        const addresses = [...document.querySelectorAll("a")].map(({ protocol }) => protocol);
        return {
          strange,
          handled: handled.map(({ name }) => name),
          addresses: [...new Set(addresses)],
        };
      },
      [...own],
    );
    expect(foreign.strange).toEqual([]);
    expect(foreign.handled).toEqual([]);
    expect(
      foreign.addresses.filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol)),
    ).toEqual([]);
    expect(ran).toEqual([]);
  } finally {
    await page.close();
    await server.close();
  }
}, 120_000);
