import { existsSync } from "node:fs";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { boardId, type Dealer } from "../../../server/src/dealer.ts";
import { openTab } from "../../../server/test/support/chromium.ts";
import type { DealerServer } from "../../../server/test/support/page.ts";

if (!existsSync(new URL("../../dist/index.html", import.meta.url)))
  throw new Error("The app is not built. `npm test` builds it, and so does `npm start`.");

/** One person's app in a browser profile of its own. */
export interface App {
  readonly page: Page;
  /** Errors of the console and of scripts so far. */
  readonly problems: readonly string[];
  /**
   * Layout shifts: the sum of Chromium's scores, and the elements that moved without an action of the
   * person.
   */
  shift(): Promise<{ readonly sum: number; readonly moved: readonly string[] }>;
}

interface AppOptions extends BrowserContextOptions {
  readonly path?: string;
  readonly language?: "en" | "th";
  readonly theme?: "light" | "dark";
}

/** Opens the sign-in page. */
export async function openApp(
  url: string,
  { path = "/", language = "en", theme, ...context }: AppOptions = {},
): Promise<App> {
  const page = await openTab({ viewport: { width: 1440, height: 900 }, ...context });
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  await page.addInitScript(
    ([id, colours]) => {
      if (origin === "null") return;
      if (localStorage.getItem("taskwire.language") === null)
        localStorage.setItem("taskwire.language", id ?? "en");
      if (colours) localStorage.setItem("taskwire.theme", colours);
      const seen = { sum: 0, moved: [] as string[] };
      Object.assign(globalThis, { shifts: seen });
      // On a slow machine, the page says for a moment that it has no connection. That moves the page below.
      const now = performance.now.bind(performance);
      let [isSaid, saidAt] = [false, Number.NEGATIVE_INFINITY];
      new MutationObserver(() => {
        const wasSaid = isSaid;
        isSaid = document.querySelector(".connection") !== null;
        if (isSaid || wasSaid) saidAt = now();
      }).observe(document, { childList: true, subtree: true, characterData: true });
      // While a part glides, Chromium takes the way that it went since the last frame for a shift.
      const glides = new Set<{ readonly from: number; to: number }>();
      const animate = Element.prototype.animate;
      Element.prototype.animate = function (...given) {
        const animation = animate.apply(this, given);
        const glide = { from: now(), to: Number.POSITIVE_INFINITY };
        glides.add(glide);
        const end = () =>
          requestAnimationFrame(() => requestAnimationFrame(() => (glide.to = now())));
        animation.finished.then(end, end);
        return animation;
      };
      const isGliding = (at: number) =>
        Array.from(glides).some(({ from, to }) => from < at && at <= to);
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
            value: number;
            hadRecentInput: boolean;
            sources: readonly { readonly node: Node | null }[];
          };
          if (isGliding(entry.startTime)) continue;
          if (hadRecentInput || Math.abs(entry.startTime - saidAt) < 2_000) continue;
          seen.sum += value;
          for (const { node } of sources)
            seen.moved.push(
              `${value.toFixed(4)} ${node instanceof Element ? node.className || node.tagName : "text"}`,
            );
        }
      }).observe({ type: "layout-shift", buffered: true });
    },
    [language, theme],
  );
  await page.goto(url + path);
  const shift = () =>
    page.evaluate(
      () => (globalThis as unknown as { shifts: { sum: number; moved: string[] } }).shifts,
    );
  return { page, problems, shift };
}

/** Opens the app and signs in with one click on a person of the demo. */
export async function openAs(url: string, login: string, options?: AppOptions): Promise<App> {
  const app = await openApp(url, options);
  await app.page.locator(`[data-login=${login}]`).click();
  await app.page.locator(".rail").waitFor();
  return app;
}

/** Checks that nothing was written to the console, and that nothing moved by itself. */
export async function expectQuiet(...apps: readonly App[]): Promise<void> {
  for (const { problems, shift } of apps) {
    expect.soft(problems).toEqual([]);
    const { sum, moved } = await shift();
    expect.soft(sum, moved.join(", ")).toBeLessThanOrEqual(0.02);
  }
}

export const press = (within: Page | Locator, name: string): Promise<void> =>
  within.getByRole("button", { name, exact: true }).click();

/** Presses the key of a decision, as soon as the page offers the decision. */
export async function decideByKey(page: Page, key: "a" | "r"): Promise<void> {
  await page.locator(`.decision .button-${key === "a" ? "primary" : "danger"}`).waitFor();
  await page.keyboard.press(key);
}

/**
 * Lets the timers that a page starts from now on wait for `letTimePass`. So what must happen within some
 * seconds also happens on a slow machine, and nobody waits for what takes some seconds.
 */
export async function stopTime(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1_000);
}

/**
 * Lets a page's stopped timers run that are due within this time, in ms. After each second, the page asks the
 * server for something. So answers to its pings arrive in between, and it doesn't take its connection for dead.
 */
export async function runTimers(page: Page, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await page.clock.runFor(Math.min(left, 1_000));
    await page.evaluate(() => fetch("/icon.svg").then(() => {}));
  }
}

/**
 * Lets a page's stopped timers run at once, also if its server is away. Afterwards time goes on by itself.
 */
export async function letTimePass(page: Page, ms: number): Promise<void> {
  await page.clock.runFor(ms);
  await page.clock.resume();
}

/** Leads the app to another page as a link in it does, without loading the app again. The page before is gone then. */
export const visit = (page: Page, path: string): Promise<void> =>
  page.evaluate(async (to) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
    await frame();
    await frame();
  }, path);

/** A check of an element's place: whether all of it is in view. */
export const isInView = (element: Locator): Promise<boolean> =>
  element.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

/** Scrolls to the end of a list that is drawn in parts, until it has been at its end for two frames. */
export const scrollToEnd = (scroller: Locator): Promise<void> =>
  scroller.evaluate(async (one) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isAtEnd = () => one.scrollHeight - one.clientHeight - one.scrollTop < 2;
    for (let still = 0; still < 2; still = isAtEnd() ? still + 1 : 0) {
      one.scrollTo({ top: one.scrollHeight });
      await frame();
    }
  });

/** Checks that the focus is on the page, and not at its top, where a person would have to start again. */
export const expectFocus = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");

/** Types spaces until somebody else's page says so. A signal gets lost if that page does not follow them yet. */
export const typeUntil = (field: Locator, said: Locator): Promise<void> =>
  expect
    .poll(async () => {
      await field.pressSequentially(" ");
      return said.isVisible();
    })
    .toBe(true);

export const rowOf = (page: Page, title: string): Locator =>
  page.locator(".row").filter({ hasText: title });

/** A person who acts without a page. */
export const inProcess = ({ taskwire, idOf }: DealerServer, login: string) =>
  taskwire.as({ userId: idOf(login) });

/** Asks for the approval of a sale, in process. */
export async function ask(
  server: DealerServer,
  login: string,
  vehicle: string,
  customer = "Khun Wipa",
): Promise<Awaited<ReturnType<ReturnType<Dealer["as"]>["tasks"]["create"]>>["task"]> {
  const { task } = await inProcess(server, login).tasks.create({
    boardId,
    type: "vehicle_sale",
    title: `${vehicle} — ${customer}`,
    data: { customer, vehicle, tradeIn: false },
  });
  return task;
}
