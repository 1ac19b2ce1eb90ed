import { expect, test } from "vitest";
import { runDealer } from "../../server/test/support/page.ts";
import { openAs } from "./support/app.ts";

test("a part that glides already goes on from where it is when something else changes", async () => {
  const server = await runDealer();
  const { page } = await openAs(server.url, "dao", { path: "/work" });
  await page.locator("#work-mentions").waitFor();
  const moved = await page.evaluate(async () => {
    const heading = document.querySelector("#work-mentions");
    const top = () => heading?.getBoundingClientRect().top ?? Number.NaN;
    const jumps: number[] = [];
    const first = top();
    for (let i = 0; i < 3; i++) {
      const added = document.createElement("p");
      added.style.height = "60px";
      const before = top();
      document.querySelector("section")?.prepend(added);
      // The page hears of the change before it draws it.
      await Promise.resolve();
      jumps.push(top() - before);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    return { jumps, way: top() - first };
  });
  expect(moved.jumps.map(Math.round)).toEqual([0, 0, 0]);
  expect(moved.way).toBeGreaterThanOrEqual(180);
});
