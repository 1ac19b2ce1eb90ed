import type { BrowserContext, Page } from "playwright-core";
import { boardId } from "../../examples/expenses/src/expenses.ts";
import { expenses } from "../../examples/expenses/src/workplace.ts";
import { startExample } from "./example.ts";

interface Camera<Look> {
  readonly stack: AsyncDisposableStack;
  readonly looks: readonly Look[];
  /** The scenes to draw. Empty: all. */
  readonly only: readonly string[];
  contextOf(look: Look): Promise<BrowserContext>;
  signIn(context: BrowserContext, url: string, login: string): Promise<Page>;
  shoot(page: Page, look: Look, name: string): Promise<void>;
}

const press = (page: Page, words: RegExp) => page.getByRole("button", { name: words }).click();

/** The pages of the office that asks for money, by the name of their picture. */
const scenes: readonly {
  readonly name: string;
  readonly login: string;
  /** The beginning of a request's title. Without one, `path` is opened. */
  readonly request?: string;
  readonly path?: string;
  readonly ready: string;
  play?(page: Page): Promise<void>;
}[] = [
  { name: "approval-turn", login: "dao", request: "Train", ready: ".approval-bar .button" },
  {
    name: "approval-side-by-side",
    login: "fah",
    request: "Design",
    ready: ".approval-bar .button",
  },
  {
    name: "approval-for-another",
    login: "nok",
    request: "Printer",
    ready: ".approval-bar .button",
  },
  { name: "approval-late", login: "chai", request: "Delivery", ready: ".approval-bar .button" },
  { name: "approval-stalled", login: "ann", request: "Language", ready: ".vote-actions" },
  {
    name: "approval-add-voter",
    login: "ann",
    request: "Language",
    ready: ".vote-actions",
    play: (page) => press(page, /^(Add a voter|เพิ่มผู้ลงคะแนน)$/),
  },
  {
    name: "approval-extend",
    login: "ann",
    request: "Train",
    ready: ".vote-actions",
    play: (page) => press(page, /^(Move the deadline|เลื่อนกำหนด)$/),
  },
  {
    name: "approval-take-out",
    login: "ann",
    request: "Design",
    ready: ".vote-actions",
    play: (page) => press(page, /^(Take out the vote of Nok นก|นำคะแนนของ Nok นก ออก)$/),
  },
  {
    name: "approval-alone",
    login: "ann",
    request: "Train",
    ready: ".approval-bar .button",
    play: (page) => press(page, /^(Decide alone|ตัดสินเอง)$/),
  },
  {
    name: "approval-receipt",
    login: "lek",
    request: "Office",
    ready: ".receipt-note .button",
    async play(page) {
      await page.locator(".receipt-note .button").click();
      await page.locator(".receipt-right").waitFor();
    },
  },
  { name: "approval-returned", login: "lek", request: "Three", ready: ".returned .button" },
  {
    name: "approval-reason",
    login: "fah",
    request: "Design",
    ready: ".approval-bar .button",
    play: (page) => press(page, /^(Send back|ส่งกลับแก้ไข)$/),
  },
  { name: "approval-lapsed", login: "somchai", request: "Trade", ready: ".vote-step" },
  { name: "approval-bought", login: "lek", request: "Office", ready: ".vote-step" },
  { name: "approval-list", login: "dao", path: "/requests", ready: ".row" },
  { name: "approval-queue", login: "nok", path: "/decide", ready: ".row" },
  { name: "approval-work", login: "lek", path: "/work", ready: ".card" },
  { name: "approval-inbox", login: "nok", path: "/inbox", ready: ".inbox-item" },
  { name: "approval-settings", login: "ton", path: "/settings", ready: ".absence" },
  {
    name: "approval-absence",
    login: "dao",
    path: "/settings",
    ready: ".absence",
    play: (page) => press(page, /^(Plan an absence|กำหนดวันไม่อยู่)$/),
  },
  {
    name: "approval-ask",
    login: "lek",
    path: "/requests",
    ready: ".row",
    play: (page) => page.locator(".board-head .button-primary").click(),
  },
  { name: "approval-system", login: "ann", path: "/system", ready: ".workflow-state" },
];

/** Draws the pages of approvals with several votes, with the requests of the demo. */
export async function drawApprovals<Look>(camera: Camera<Look>): Promise<void> {
  const { stack, looks, only, contextOf, signIn, shoot } = camera;
  const wanted = scenes.filter(({ name }) => only.length === 0 || only.includes(name));
  if (wanted.length === 0) return;
  const { url, taskwire, close } = await startExample(expenses);
  stack.defer(() => close());
  const idOf = async (title: string) => {
    const { tasks } = await taskwire.system.tasks.list({ boardId });
    return tasks.find((task) => task.title.startsWith(title))?.id;
  };
  for (const look of looks)
    for (const login of new Set(wanted.map((scene) => scene.login))) {
      const context = await contextOf(look);
      const page = await signIn(context, url, login);
      const own = wanted.filter((scene) => scene.login === login);
      for (const { name, request, path, ready, play } of own) {
        const address = request === undefined ? path : `/requests/${await idOf(request)}`;
        await page.goto(`${url}${address}`);
        await page.locator(ready).first().waitFor();
        await page.waitForLoadState("networkidle");
        await play?.(page);
        await shoot(page, look, name);
      }
      await context.close();
    }
}
