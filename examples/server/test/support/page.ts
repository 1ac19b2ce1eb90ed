import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { createDealer, type Dealer } from "../../src/dealer.ts";
import { type RunningServer, startServer } from "../../src/server.ts";
import { openTab } from "./chromium.ts";
import { seededDirectory, settingsFor } from "./server.ts";

/** A server in this process, with its dealer, so that a test can act for anybody. */
export interface DealerServer extends RunningServer {
  readonly taskwire: Dealer;
  /** Returns the user id of the person with this login. */
  readonly idOf: (login: string) => string;
  /** Starts it again on the same port, with the same files. */
  restart(): Promise<DealerServer>;
}

export async function runDealer(directory?: string, port = 0): Promise<DealerServer> {
  const folder = directory ?? (await seededDirectory());
  const settings = { ...settingsFor(folder), port };
  const taskwire = createDealer(settings.files.tasks);
  const server = await startServer(settings, taskwire);
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await server.close();
    isClosed = true;
  };
  onTestFinished(close);
  return {
    ...server,
    close,
    taskwire,
    idOf: (login) => server.people.accounts.byLogin(login)?.id ?? "",
    restart: () => runDealer(folder, Number(new URL(server.url).port)),
  };
}

/** One side of the page, with a person who is logged in. */
export interface Side {
  readonly page: Page;
  readonly side: Locator;
}

/** Opens the page in its own browser profile, and logs a person in on the left side. */
export async function openAs(
  url: string,
  login: string,
  options: { language?: "en" | "th" } & BrowserContextOptions = {},
): Promise<Side> {
  const { language = "en", ...context } = options;
  const page = await openTab({ viewport: { width: 1440, height: 900 }, ...context });
  await page.addInitScript((id) => localStorage.setItem("language", id), language);
  await page.goto(`${url}/vanilla`);
  const side = page.locator(".side-panel-left");
  await logInAs(side, login);
  return { page, side };
}

export async function logInAs(side: Locator, login: string): Promise<void> {
  await side.locator("input[autocomplete=username]").fill(login);
  await side.locator("input[type=password]").fill("taskwire-demo");
  await side.locator(".login-form button").click();
  await side.locator(".status[data-status=live]").waitFor();
  await side.locator(".cards:not(:empty), .board .empty:not([hidden])").first().waitFor();
}

export const cardOf = (side: Locator, title: string): Locator =>
  side.locator(".card").filter({ has: side.page().locator("h3", { hasText: title }) });

export const press = (within: Locator, name: string): Promise<void> =>
  within.getByRole("button", { name, exact: true }).click();

export const view = (side: Locator, name: "requests" | "chat" | "inbox"): Promise<void> =>
  side.locator(`[data-view=${name}]`).click();
