import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startChild } from "../../server/test/support/child.ts";
import { openTab } from "../../server/test/support/chromium.ts";
import { seededDirectory } from "../../server/test/support/server.ts";

const folder = new URL("../page/", import.meta.url);

test("the page has at most 400 lines in all", () => {
  const lines = readdirSync(folder).map(
    (name) => readFileSync(new URL(name, folder), "utf8").split("\n").length - 1,
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(400);
});

/** Texts of the page, copied by hand and not imported, so the test notices a wrong one. */
const words = {
  en: {
    sales: "Sales",
    approvals: "Approvals",
    live: "Live",
    vehicle: "Vehicle",
    customer: "Customer",
    ask: "Ask for approval",
    approve: "Approve",
    reject: "Reject",
    again: "Ask again",
    done: "Done",
    waiting: "Waiting for approval",
    rejected: "Rejected",
    working: "In progress",
    completed: "Completed",
    why: "You can't do this. These people can: Dao ดาว, Nok นก.",
    first: "Other steps come first.",
    steps: ["Verify customer data", "Register the vehicle", "Hand over the keys"],
    progress: (n: number) => `${n} of 3 steps done`,
    event: "Dao ดาว rejected Mazda 2 — Khun Wipa",
  },
  th: {
    sales: "ฝ่ายขาย",
    approvals: "ผู้อนุมัติ",
    live: "ออนไลน์",
    vehicle: "รถยนต์",
    customer: "ลูกค้า",
    ask: "ขออนุมัติ",
    approve: "อนุมัติ",
    reject: "ไม่อนุมัติ",
    again: "ยื่นอีกครั้ง",
    done: "เสร็จแล้ว",
    waiting: "รออนุมัติ",
    rejected: "ไม่อนุมัติ",
    working: "กำลังดำเนินการ",
    completed: "เสร็จสมบูรณ์",
    why: "คุณไม่มีสิทธิ์ทำรายการนี้ คนที่ทำได้: Dao ดาว, Nok นก.",
    first: "ต้องทำขั้นตอนอื่นก่อน",
    steps: ["ตรวจสอบข้อมูลลูกค้า", "ลงทะเบียนรถยนต์", "ส่งมอบกุญแจรถ"],
    progress: (n: number) => `เสร็จ ${n} จาก 3 ขั้นตอน`,
    event: "Dao ดาว ไม่อนุมัติ Mazda 2 — Khun Wipa",
  },
};

async function openBoth(url: string, language: "en" | "th") {
  const w = words[language];
  const page = await openTab({ viewport: { width: 1280, height: 900 } });
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`${url}/vanilla`);
  if (language === "th") await page.getByRole("button", { name: "ไทย" }).click();
  const sales = page.getByRole("region", { name: w.sales });
  const approvals = page.getByRole("region", { name: w.approvals });
  await sales.getByRole("button", { name: "Lek เล็ก" }).click();
  await approvals.getByRole("button", { name: "Dao ดาว" }).click();
  for (const side of [sales, approvals])
    await side.getByRole("status").filter({ hasText: w.live }).waitFor();
  const ask = async (vehicle: string) => {
    await sales.getByLabel(w.vehicle).fill(vehicle);
    await sales.getByLabel(w.customer).fill("Khun Wipa");
    await sales.getByRole("button", { name: w.ask, exact: true }).click();
  };
  return { page, problems, sales, approvals, ask };
}

test.each(["en", "th"] as const)(
  "takes both sides through an approval in six steps, in the language %s",
  async (language) => {
    const w = words[language];
    const { url } = await startChild({ PORT: "0", DATA_DIR: await seededDirectory() });
    const { page, problems, sales, approvals, ask } = await openBoth(url, language);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    const name = "Mazda 2 — Khun Wipa";
    const mine = sales.getByRole("article", { name });
    const theirs = approvals.getByRole("article", { name });
    const state = (text: string) => ({ hasText: text });

    // 1. Sales asks, and the approvals have it. The button that sales can't use says why, and who can.
    await ask("Mazda 2");
    await theirs.locator(".state", state(w.waiting)).waitFor();
    const approve = mine.getByRole("button", { name: w.approve, exact: true });
    expect(await approve.getAttribute("aria-disabled")).toBe("true");
    await approve.focus();
    await mine.getByText(w.why).first().waitFor();

    // 2. The approver rejects it with a reason, which sales reads. 3. Sales asks again.
    page.once("dialog", (dialog) => void dialog.accept("A clearer copy, please"));
    await theirs.getByRole("button", { name: w.reject, exact: true }).click();
    await mine.locator(".state", state(w.rejected)).waitFor();
    await mine.getByText("A clearer copy, please").waitFor();
    await approvals.getByRole("log").getByText(w.event).waitFor();
    await mine.getByRole("button", { name: w.again, exact: true }).click();
    await theirs.locator(".state", state(w.waiting)).waitFor();

    // 4. The approver approves. The steps appear; the last one has to wait for the others.
    await theirs.getByRole("button", { name: w.approve, exact: true }).click();
    await mine.locator(".state", state(w.working)).waitFor();
    const steps = mine.locator(".step");
    await expect.poll(() => steps.count()).toBe(3);
    for (const [i, title] of w.steps.entries())
      expect(await steps.nth(i).innerText()).toContain(title);
    await steps.nth(2).getByRole("button").focus();
    await steps.nth(2).getByText(w.first).waitFor();

    // 5. Both sides show the progress. 6. The last step completes the request.
    for (const [i] of w.steps.entries()) {
      await steps.nth(i).getByRole("button", { name: w.done }).click();
      for (const card of [mine, theirs]) await card.getByText(w.progress(i + 1)).waitFor();
    }
    for (const card of [mine, theirs]) await card.locator(".state", state(w.completed)).waitFor();
    expect(problems).toEqual([]);
  },
  240_000,
);

test("a request that is made while the server is down is there once when it is back", async () => {
  const env = { DATA_DIR: await seededDirectory() };
  const first = await startChild({ ...env, PORT: "0" });
  const { sales, approvals, ask } = await openBoth(first.url, "en");
  first.kill("SIGKILL");
  await first.ended;
  await sales.getByRole("status").filter({ hasText: "Offline" }).waitFor();
  await ask("MG 4");
  await startChild({ ...env, PORT: new URL(first.url).port });
  await approvals.getByRole("article", { name: "MG 4 — Khun Wipa" }).waitFor();
  expect(await approvals.getByRole("article", { name: "MG 4" }).count()).toBe(1);
}, 240_000);
