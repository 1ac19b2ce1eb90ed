import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, inProcess, openAs } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const looks = (
  [
    ["wide", wide],
    ["phone", phone],
  ] as const
).flatMap(([size, context]) =>
  (["en", "th"] as const).flatMap((language) =>
    (["light", "dark"] as const).map((theme) => ({ size, language, theme, context })),
  ),
);

test.each(looks)(
  "F12: axe finds nothing in the rooms, the inbox and the people: $size, $language, $theme",
  async ({ language, theme, context }) => {
    const server = await runDealer();
    const [dao, lek] = ["dao", "lek"].map((login) => inProcess(server, login));
    const task = await ask(server, "lek", "Mazda 2", "คุณวิภา สุขสมบูรณ์");
    const ids = { boardId, taskId: task.id };
    await dao?.tasks.reject({ ...ids, version: task.version, reason: "Too dear" });
    await ask(server, "lek", "MG 4");
    await lek?.comments.post({ ...ids, text: "@dao ดูอีกครั้งได้ไหมครับ" });
    const first = await lek?.messages.post({ boardId, roomId, text: "@dao ลูกค้ามาวันศุกร์" });
    await dao?.messages.post({ boardId, roomId, text: "OK", replyTo: first?.id ?? "" });
    await lek?.messages.post({ boardId, roomId, text: "https://example.com/a?b=c" });

    const app = await openAs(server.url, "dao", { ...context, language, theme });
    const { page } = app;
    for (const [path, ready] of [
      ["/rooms", ".row"],
      [`/rooms/${roomId}`, ".post"],
      ["/rooms/new", "dialog .face"],
      ["/inbox", ".inbox-item"],
      ["/team", ".team-row"],
    ] as const) {
      await page.goto(server.url + path);
      await page.locator(ready).first().waitFor();
      expect.soft(await axeProblems(page), path).toEqual([]);
    }
    await page.goto(`${server.url}/inbox`);
    await page.locator(".page-head button").last().click();
    await page.locator(".preferences li").first().waitFor();
    expect.soft(await axeProblems(page), "the preferences").toEqual([]);
    expect(app.problems).toEqual([]);
  },
  240_000,
);
