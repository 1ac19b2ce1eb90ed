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
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
            value: number;
            hadRecentInput: boolean;
            sources: readonly { readonly node: Node | null }[];
          };
          if (hadRecentInput) continue;
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
