import { expect, onTestFinished, test } from "vitest";
import { scan } from "./decision-page/scanners.ts";
import { startDecisionPage } from "./decision-page/server.ts";

test("10,000 visits of programs that check mails decide nothing, 300 of them in Chromium", async () => {
  const server = await startDecisionPage();
  onTestFinished(() => server.close());
  const { visits, states, decisions, uses } = await scan(server, { plain: 9_700, inChromium: 300 });
  const counts = { visits, decisions, uses: uses.length };
  console.log(JSON.stringify(counts));
  expect({ visits, decisions, states }).toEqual({
    visits: 10_000,
    decisions: 0,
    states: Array(3).fill("pending"),
  });
});
