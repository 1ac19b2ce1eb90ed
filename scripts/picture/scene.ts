import type { FrameLocator, Page } from "playwright-core";
import type { Shot } from "./changed-parts.ts";

const title = "Mazda 2 — Khun Wipa";
const side = (page: Page, name: string): FrameLocator => page.frameLocator(`iframe[name=${name}]`);

/**
 * Plays a short scene of two people: Lek asks on the left, Dao approves on the right, and Lek does the
 * first step. Resolves to a picture after each change.
 */
export async function recordScene(page: Page): Promise<Shot[]> {
  const shots: Shot[] = [];
  const shoot = async (ms: number) => {
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.fonts.ready);
    shots.push({ png: await page.screenshot({ animations: "disabled", caret: "hide" }), ms });
  };
  const [lek, dao] = [side(page, "taskwire-left"), side(page, "taskwire-right")];
  await lek.getByRole("button", { name: /^Lek/ }).click();
  await dao.getByRole("button", { name: /^Dao/ }).click();
  await dao.getByRole("link", { name: /^Requests/ }).click();
  await lek.getByRole("button", { name: "New request" }).click();
  await lek.getByRole("combobox", { name: "Vehicle" }).waitFor();
  await shoot(1_200);
  await lek.getByRole("combobox", { name: "Vehicle" }).fill("Mazda 2");
  await shoot(700);
  await lek.getByRole("textbox", { name: "Customer" }).fill("Khun Wipa");
  await shoot(900);
  await lek.getByRole("button", { name: "Ask for approval" }).click();
  await dao.getByRole("link", { name: title }).waitFor();
  await lek.getByRole("button", { name: "Close" }).click();
  await shoot(1_800);
  await dao.getByRole("link", { name: title }).click();
  await dao.getByRole("button", { name: "Approve", exact: true }).waitFor();
  await shoot(1_500);
  await dao.getByRole("button", { name: "Approve", exact: true }).click();
  await lek.getByRole("checkbox").first().waitFor();
  await dao
    .getByText(/0 of \d steps done/)
    .first()
    .waitFor();
  await shoot(2_000);
  await lek.getByRole("checkbox").first().click();
  await dao
    .getByText(/1 of \d steps done/)
    .first()
    .waitFor();
  await shoot(3_000);
  return shots;
}
