import type { Page } from "playwright-core";
import { openTab } from "../../examples/server/test/support/chromium.ts";
import type { DecisionPageServer } from "./server.ts";

/** The visits of programs that check mails, without a browser. They know the whole address of the link. */
const plainVisits: readonly ((url: string, origin: string) => Promise<Response>)[] = [
  (url) => fetch(url),
  (url) => fetch(url, { method: "HEAD" }),
  (url) => fetch(url, { method: "OPTIONS" }),
  (url) => fetch(url, { headers: { "Sec-Purpose": "prefetch;prerender", Purpose: "prefetch" } }),
  (url) => fetch(url.replace("#", "?")),
  (url) => fetch(url.replace("#", "/")),
  (url) => fetch(url, { method: "POST", body: new URLSearchParams({ action: "approve" }) }),
  (url, origin) => fetch(`${origin}/api/links/use?token=${tokenIn(url)}&action=approve`),
  (url, origin) => {
    const form = { token: tokenIn(url), action: "approve" };
    return fetch(`${origin}/api/links/use`, { method: "POST", body: new URLSearchParams(form) });
  },
  (url, origin) => {
    const body = JSON.stringify({ token: tokenIn(url) });
    const headers = { "Content-Type": "application/json" };
    return fetch(`${origin}/api/links/show`, { method: "POST", body, headers });
  },
];

const tokenIn = (url: string): string => url.split("#")[1] ?? "";

/** Opens a link as a program with a browser does: runs its scripts, presses all its buttons and submits all forms. */
async function visitInChromium(page: Page, url: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(url);
  await page.locator("main button").first().waitFor();
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("form")) one.requestSubmit();
    for (const one of document.querySelectorAll<HTMLElement>("button, [role=button]")) one.click();
  });
  for (const field of await page.locator("input, textarea").all()) await field.press("Enter");
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("textarea")) one.value = "test@example.com";
    for (const one of document.querySelectorAll("main button")) (one as HTMLElement).click();
  });
}

/**
 * Visits links of both kinds as often as programs that check mails would. Returns how many visits there were, and what
 * has become of the requests.
 */
export async function scan(
  { mail, origin, seen }: DecisionPageServer,
  { plain, inChromium }: { readonly plain: number; readonly inChromium: number },
) {
  const mails = [await mail("signIn"), await mail("bearer"), await mail("bearer")];
  const from = seen.length;
  for (let i = 0; i < plain; i += 20)
    await Promise.all(
      Array.from({ length: Math.min(20, plain - i) }, async (_, j) => {
        const visit = plainVisits[(i + j) % plainVisits.length];
        const { url } = mails[(i + j) % mails.length] as { url: string };
        await (await visit?.(url, origin))?.arrayBuffer();
      }),
    );
  const page = await openTab();
  for (let i = 0; i < inChromium; i++)
    await visitInChromium(page, mails[i % mails.length]?.url ?? "");
  const tasks = await Promise.all(mails.map(({ now }) => now()));
  return {
    visits: plain + inChromium,
    mails,
    states: tasks.map(({ state }) => state),
    decisions: tasks.reduce((sum, { decisions }) => sum + decisions.length, 0),
    uses: seen.slice(from).filter((one) => one.url === "/api/links/use" && one.method === "POST"),
  };
}
