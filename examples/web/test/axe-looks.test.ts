import { expect, test } from "vitest";
import { boardId, roomId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import { ask, inProcess, openAs, visit } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test.each([
  ["wide", wide],
  ["phone", phone],
] as const)(
  "F12: axe finds nothing in the rooms, the inbox, the people, the settings and the system, in both languages, light and dark: %s",
  async (_, context) => {
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

    for (const language of ["en", "th"] as const)
      for (const theme of ["light", "dark"] as const) {
        const { page, problems } = await openAs(server.url, "dao", { ...context, language, theme });
        const found = async (what: string) =>
          expect.soft(await axeProblems(page), `${what}, ${language}, ${theme}`).toEqual([]);
        for (const [path, ready] of [
          ["/rooms", ".row"],
          [`/rooms/${roomId}`, ".post"],
          ["/rooms/new", "dialog .face"],
          ["/inbox", ".inbox-item"],
          ["/team", ".team-row"],
          ["/settings", "#delivery"],
          ["/system", "tbody tr"],
        ] as const) {
          await visit(page, path);
          await page.locator(ready).first().waitFor();
          await found(path);
        }
        await visit(page, "/inbox");
        await page.locator(".inbox-item").first().waitFor();
        await page.locator(".page-head button").last().click();
        await page.locator(".preferences li").first().waitFor();
        await found("the preferences");
        expect(problems).toEqual([]);
        await page.context().close();
      }
  },
  240_000,
);
