import { expect, test } from "vitest";
import { boardId } from "../../server/src/dealer.ts";
import { runDealer } from "../../server/test/support/page.ts";
import {
  ask,
  decideByKey,
  expectQuiet,
  inProcess,
  openAs,
  press,
  rowOf,
  runTimers,
  stopTime,
  visit,
} from "./support/app.ts";

/** Texts of the app, copied by hand and not imported, so the test notices a wrong one. */
const words = {
  en: {
    newRequest: "New request",
    vehicle: "Vehicle",
    customer: "Customer",
    ask: "Ask for approval",
    waits: "Waiting for Dao ดาว or Nok นก",
    undo: "Undo",
    notSent: "It is sent in 8 s, or when you leave.",
    takenBack: "Taken back. Nothing was sent.",
    approved: /^Dao ดาว approved/,
    youApproved: /^You approved/,
    history: "Dao ดาว approved “Mazda 2 — Khun Wipa”",
    steps: ["Verify customer data", "Register the vehicle", "Hand over the keys"],
    first: "First: “Verify customer data”, “Register the vehicle”.",
    done: (n: number) => `${n} of 3 steps done`,
    completed: "Completed",
    nothing: "Nothing to decide",
  },
  th: {
    newRequest: "คำขอใหม่",
    vehicle: "รถยนต์",
    customer: "ลูกค้า",
    ask: "ขออนุมัติ",
    waits: "รอ Dao ดาว หรือ Nok นก พิจารณา",
    undo: "เลิกทำ",
    notSent: "จะส่งใน 8 วินาที หรือเมื่อคุณออกจากหน้านี้",
    takenBack: "ยกเลิกการส่งแล้ว ไม่มีอะไรถูกส่งออกไป",
    approved: /^Dao ดาว อนุมัติ/,
    youApproved: /^คุณอนุมัติ/,
    history: "Dao ดาว อนุมัติ “Mazda 2 — Khun Wipa”",
    steps: ["ตรวจสอบข้อมูลลูกค้า", "ลงทะเบียนรถยนต์", "ส่งมอบกุญแจรถ"],
    first: "ต้องทำก่อน: “ตรวจสอบข้อมูลลูกค้า”, “ลงทะเบียนรถยนต์”",
    done: (n: number) => `เสร็จ ${n} จาก 3 ขั้นตอน`,
    completed: "เสร็จสมบูรณ์",
    nothing: "ไม่มีรายการรอพิจารณา",
  },
};

test.each(["en", "th"] as const)(
  "two people take a request from the question to the last step, in the language %s",
  async (language) => {
    const w = words[language];
    const server = await runDealer();
    const open = { language };
    const [lek, dao] = [
      await openAs(server.url, "lek", { ...open, path: "/requests" }),
      await openAs(server.url, "dao", open),
    ];
    expect(await lek.page.locator("html").getAttribute("lang")).toBe(language);

    // Lek asks. F2: a double click makes one request.
    await press(lek.page, w.newRequest);
    const form = lek.page.getByRole("dialog");
    await form.getByLabel(w.vehicle, { exact: true }).fill("Mazda 2");
    await form.getByLabel(w.customer, { exact: true }).fill("Khun Wipa");
    await form.getByRole("button", { name: w.ask, exact: true }).dblclick();
    await lek.page.getByRole("heading", { level: 1, name: "Mazda 2 — Khun Wipa" }).waitFor();
    await lek.page.getByText(w.waits).waitFor();
    const { tasks } = await inProcess(server, "dao").tasks.list({ boardId });
    expect(tasks.filter(({ title }) => title.startsWith("Mazda 2"))).toHaveLength(1);

    // Dao opens it, approves with the key A, and takes it back.
    await rowOf(dao.page, "Mazda 2").click();
    await dao.page.getByRole("heading", { level: 1, name: "Mazda 2 — Khun Wipa" }).waitFor();
    await stopTime(dao.page);
    await decideByKey(dao.page, "a");
    await dao.page.locator(".toast").filter({ hasText: w.notSent }).waitFor();
    await press(dao.page.locator(".toasts"), w.undo);
    const takenBack = dao.page.locator(".toast").filter({ hasText: w.takenBack });
    await takenBack.hover();
    await runTimers(dao.page, 10_000);
    expect(await takenBack.count()).toBe(1);
    await dao.page.mouse.move(5, 5);
    await runTimers(dao.page, 10_000);
    await takenBack.waitFor({ state: "detached" });

    // Then she approves with the mouse. The decision leaves by itself, and the steps appear at Lek's.
    await rowOf(dao.page, "Mazda 2").click();
    await dao.page.locator(".decision .button-primary").click();
    await dao.page.locator(".toast").filter({ hasText: w.notSent }).waitFor();
    await runTimers(dao.page, 8_000);
    await dao.page.clock.resume();
    await lek.page.getByText(w.approved).first().waitFor();
    await lek.page.locator(".timeline").getByText(w.history).waitFor();
    const steps = lek.page.locator(".step");
    await steps.nth(2).waitFor();
    expect(await steps.locator(".step-title").allInnerTexts()).toEqual(w.steps);
    const boxes = steps.getByRole("checkbox");
    expect(await boxes.nth(2).getAttribute("aria-disabled")).toBe("true");
    await steps.nth(2).getByText(w.first).waitFor();

    // Lek does the steps. The last one completes the request, and Dao sees it.
    await visit(dao.page, "/requests");
    await rowOf(dao.page, "Mazda 2").click();
    for (const i of w.steps.keys()) {
      await boxes.nth(i).click();
      await lek.page
        .locator(".section-head")
        .getByText(w.done(i + 1))
        .waitFor();
      await dao.page
        .locator(".section-head")
        .getByText(w.done(i + 1))
        .waitFor();
    }
    await lek.page.locator(".detail .chip").filter({ hasText: w.completed }).waitFor();
    await dao.page.locator(".detail .chip").filter({ hasText: w.completed }).waitFor();
    await dao.page.locator(".decision").getByText(w.youApproved).waitFor();
    await expectQuiet(lek, dao);
  },
  240_000,
);

test("the next request opens by itself after a decision, and leaving sends the decision", async () => {
  const server = await runDealer();
  await ask(server, "lek", "Mazda 2");
  await ask(server, "lek", "Toyota Yaris Ativ");
  const dao = await openAs(server.url, "dao");
  const title = dao.page.locator("#request-title");
  // The oldest one, which the demo brings along.
  await title.filter({ hasText: "Isuzu D-Max" }).waitFor();
  await stopTime(dao.page);
  await decideByKey(dao.page, "a");
  await title.filter({ hasText: "Mazda 2" }).waitFor();
  // On a phone, the message about the first decision hides neither the next title nor a button.
  await dao.page.locator(".toast").waitFor();
  await dao.page.setViewportSize({ width: 390, height: 844 });
  const next = dao.page.locator(
    ".detail-back, #request-title, .detail-frame .segments button, .decision button",
  );
  await expect.poll(() => next.count()).toBe(6);
  for (const part of await next.all()) await part.click({ trial: true });
  await dao.page.setViewportSize({ width: 1440, height: 900 });
  // A second decision sends the first one.
  const first = new Promise<void>((resolve) => {
    server.taskwire.on("task.approved", () => resolve());
  });
  await decideByKey(dao.page, "r");
  await dao.page.getByLabel("Why? Lek เล็ก will read this.").fill("Too dear");
  await dao.page.keyboard.press("Control+Enter");
  await first;
  await title.filter({ hasText: "Toyota Yaris Ativ" }).waitFor();
  const second = new Promise<void>((resolve) => {
    server.taskwire.on("task.rejected", () => resolve());
  });
  await dao.page.goto("about:blank");
  await second;
  const { tasks } = await inProcess(server, "dao").tasks.list({ boardId, state: "rejected" });
  expect(tasks.map(({ decision }) => decision?.reason)).toEqual(["Too dear"]);
  expect(dao.problems).toEqual([]);
}, 240_000);

test.each([
  ["en", "Nok นก approved", "Nothing left to decide."],
  ["th", "Nok นก อนุมัติ", "ไม่มีอะไรต้องพิจารณาแล้ว"],
] as const)(
  "F10: a decision that somebody else made first is said in words, in the language %s",
  async (language, approved, nothing) => {
    const server = await runDealer();
    const task = await ask(server, "lek", "Mazda 2");
    const dao = await openAs(server.url, "dao", { language, path: `/requests/${task.id}` });
    await dao.page.locator(".decision .button-primary").waitFor();
    await stopTime(dao.page);
    await dao.page.locator(".decision .button-primary").click();
    await inProcess(server, "nok").tasks.approve({
      boardId,
      taskId: task.id,
      version: task.version,
    });
    const toast = dao.page.locator(".toast").filter({ hasText: approved });
    await toast.filter({ hasText: nothing }).waitFor();
    expect(await toast.innerText()).not.toMatch(/\d{4}-\d\d-\d\d|[0-9a-f]{8}-|own_task|conflict/);
    await dao.page.locator(".decision").getByText(approved).waitFor();
    await expectQuiet(dao);
  },
  240_000,
);

test("B9: a decision needs another look if the request was edited meanwhile", async () => {
  const server = await runDealer();
  const task = await ask(server, "lek", "Mazda 2");
  const dao = await openAs(server.url, "dao", { path: `/decide/${task.id}` });
  await dao.page.locator(".decision .button-primary").waitFor();
  await inProcess(server, "lek").tasks.edit({
    boardId,
    taskId: task.id,
    title: "Mazda 3 — Khun Wipa",
    data: { vehicle: "Mazda 3", customer: "Khun Wipa", tradeIn: false },
  });
  await dao.page.getByText("The request has changed since you opened it.").waitFor();
  expect(await dao.page.locator(".decision .button-primary").count()).toBe(0);
  await press(dao.page, "I have seen it");
  await dao.page.locator(".decision .button-primary").click();
  await dao.page.locator(".toast").filter({ hasText: "Approved: Mazda 3" }).waitFor();
  await expectQuiet(dao);
}, 240_000);
