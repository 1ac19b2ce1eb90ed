import { afterAll, beforeAll, expect, test } from "vitest";
import { expectQuiet, openAs, press } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";
import { type Office, startOffice } from "./support/office.ts";

let office: Office;
beforeAll(async () => {
  office = await startOffice();
}, 60_000);
afterAll(() => office?.close());

/** Texts of the app, copied by hand and not imported, so the test notices a wrong one. */
const words = {
  en: {
    newRequest: "New request",
    purpose: "What for",
    supplier: "Supplier",
    amount: "Amount (baht)",
    manager: "Line manager",
    ask: "Ask for approval",
    missing: "Fill this in: Line manager",
    waits: "Waiting for Dao ดาว",
    approve: "Approve",
    daoApproved: "Dao ดาว approved",
    sendBack: "Send back",
    back: "Fah ฟ้า sent it back to you",
    edit: "Edit",
    save: "Save",
    again: "Ask again",
    round: "Round 2",
    before: /Amount \(baht\) \(before: THB\s30,000\)/,
    forTon: "Your vote for Ton ต้น, who is away: Line manager",
    inPlaceOfTon: /· for Ton ต้น/,
    nokForTon: "Nok นก for Ton ต้น approved",
    takeBack: "Take back the vote for Ton ต้น",
    takenBack: "Vote taken back",
    asked: "Asked: Ton ต้น (away, Nok นก can vote)",
    stalled: "Nobody can vote here",
    addVoter: "Add a voter",
    who: "Who votes too",
    added: "Dao ดาว can vote now",
    extend: "Move the deadline",
    newDeadline: "New deadline",
    past: "Choose a time in the future.",
    moved: "Deadline moved",
    plan: "Plan an absence",
    votesForMe: "Who votes for me",
    saveAbsence: "Save the absence",
    nokForDao: "Nok นก votes for you",
    nokFor: "You vote for Dao ดาว",
    end: "End: Nok นก votes for you",
    none: "You have no absence planned.",
    takeOut: "Take out the vote of Nok นก",
    sayWhy: "Say why.",
    askedNok: "Asked: Nok นก",
    alone: "Decide alone",
    warning: "This decides without the votes that are missing.",
    notSent: "It is sent in 8 s, or when you leave.",
    undo: "Undo",
    undone: "Taken back. Nothing was sent.",
    annAlone: "Ann แอน decided alone",
  },
  th: {
    newRequest: "คำขอใหม่",
    purpose: "ซื้ออะไร",
    supplier: "ผู้ขาย",
    amount: "จำนวนเงิน (บาท)",
    manager: "หัวหน้างาน",
    ask: "ขออนุมัติ",
    missing: "กรุณากรอก: หัวหน้างาน",
    waits: "รอ Dao ดาว",
    approve: "อนุมัติ",
    daoApproved: "Dao ดาว อนุมัติ",
    sendBack: "ส่งกลับแก้ไข",
    back: "Fah ฟ้า ส่งกลับมาให้คุณแก้ไข",
    edit: "แก้ไข",
    save: "บันทึก",
    again: "ยื่นอีกครั้ง",
    round: "รอบที่ 2",
    before: /จำนวนเงิน \(บาท\) \(เดิม: ฿30,000\)/,
    forTon: "ลงคะแนนแทน Ton ต้น ที่ไม่อยู่: หัวหน้างาน",
    inPlaceOfTon: /· แทน Ton ต้น/,
    nokForTon: "Nok นก แทน Ton ต้น อนุมัติ",
    takeBack: "ถอนคะแนนที่ลงแทน Ton ต้น",
    takenBack: "ถอนคะแนนแล้ว",
    asked: "รอ: Ton ต้น (ไม่อยู่ Nok นก ลงคะแนนแทนได้)",
    stalled: "ไม่มีใครลงคะแนนได้",
    addVoter: "เพิ่มผู้ลงคะแนน",
    who: "ผู้ที่จะลงคะแนนเพิ่ม",
    added: "Dao ดาว ลงคะแนนได้แล้ว",
    extend: "เลื่อนกำหนด",
    newDeadline: "กำหนดใหม่",
    past: "เลือกเวลาในอนาคต",
    moved: "เลื่อนกำหนดแล้ว",
    plan: "กำหนดวันไม่อยู่",
    votesForMe: "ผู้ลงคะแนนแทน",
    saveAbsence: "บันทึก",
    nokForDao: "Nok นก ลงคะแนนแทนคุณ",
    nokFor: "คุณลงคะแนนแทน Dao ดาว",
    end: "สิ้นสุด: Nok นก ลงคะแนนแทนคุณ",
    none: "คุณไม่มีกำหนดไม่อยู่",
    takeOut: "นำคะแนนของ Nok นก ออก",
    sayWhy: "กรุณาระบุเหตุผล",
    askedNok: "รอ: Nok นก",
    alone: "ตัดสินเอง",
    warning: "การตัดสินนี้ไม่รอคะแนนที่ขาด",
    notSent: "จะส่งใน 8 วินาที หรือเมื่อคุณออกจากหน้านี้",
    undo: "เลิกทำ",
    undone: "ยกเลิกการส่งแล้ว ไม่มีอะไรถูกส่งออกไป",
    annAlone: "Ann แอน ตัดสินเอง",
  },
};

const languages = ["en", "th"] as const;

test.each(languages)(
  "three people take a request through a vote, a return and another round, in the language %s",
  async (language) => {
    const w = words[language];
    const lek = await openAs(office.url, "lek", { language, path: "/requests" });
    await press(lek.page, w.newRequest);
    const form = lek.page.getByRole("dialog");
    await form.getByLabel(w.purpose, { exact: true }).fill("Whiteboard");
    await form.getByLabel(w.supplier, { exact: true }).fill(`Central ${language}`);
    await form.getByLabel(w.amount, { exact: true }).fill("30,000");
    await press(form, w.ask);
    await form.getByText(w.missing).waitFor();
    await form.getByLabel(w.manager, { exact: true }).selectOption("Dao ดาว");
    await form.getByText(w.missing).waitFor({ state: "detached" });
    await press(form, w.ask);
    await lek.page.locator("#request-title").filter({ hasText: "Whiteboard" }).waitFor();
    await lek.page.locator(".decision").getByText(w.waits).waitFor();
    const path = new URL(lek.page.url()).pathname;

    // Dao votes. Her vote leaves when she does.
    const dao = await openAs(office.url, "dao", { language, path });
    await press(dao.page.locator(".decision"), w.approve);
    await dao.page.goto(`${office.url}/requests`);
    const line = lek.page.locator("[data-step=line]");
    await line.getByText(w.daoApproved).waitFor();
    await lek.page.locator(".vote-step-open[data-step=check]").waitFor();

    // Fah sends it back, and Lek reads why. He changes the amount, and asks again.
    const fah = office.as("fah");
    const on = { boardId: "expenses", taskId: path.split("/").at(-1) ?? "" };
    const { version } = (await fah.tasks.get(on)).task;
    await fah.tasks.revise({ ...on, version, reason: "Too dear" });
    await lek.page.getByText(w.back).waitFor();
    await lek.page.locator(".decision").getByText("Too dear").waitFor();
    await press(lek.page.locator(".returned"), w.edit);
    const edit = lek.page.getByRole("dialog");
    await edit.getByLabel(w.amount, { exact: true }).fill("25000");
    await press(edit, w.save);
    await lek.page.locator(".decision .changes").getByText(w.before).waitFor();
    await press(lek.page.locator(".returned"), w.again);
    await lek.page.locator(".approval").getByText(w.round).waitFor();

    await dao.page.goto(office.url + path);
    await dao.page.locator(".approval .changes").getByText(w.before).waitFor();
    await dao.page
      .locator(".decision")
      .getByRole("button", { name: w.approve, exact: true })
      .waitFor();
    expect.soft(await axeProblems(dao.page)).toEqual([]);
    for (const { problems } of [lek, dao]) expect.soft(problems).toEqual([]);
    const { sum, moved } = await lek.shift();
    expect.soft(sum, moved.join(", ")).toBeLessThanOrEqual(0.02);
  },
  240_000,
);

test.each(languages)(
  "a delegate votes for a person who is away, and takes the vote back, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskId } = await office.ask(`Lamp ${language}`, "ton");
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const nok = await openAs(office.url, "nok", { language, ...phone, path: "/decide" });
    const row = nok.page.locator(`[data-id="${taskId}"]`);
    await row.getByText(w.inPlaceOfTon).waitFor();
    await row.click();
    await nok.page.getByText(w.asked).waitFor();
    await nok.page.getByRole("group", { name: w.forTon }).waitFor();
    await press(nok.page.locator(".decision"), w.approve);
    // From now on the page keeps the vote, also if it is left.
    await nok.page.locator(".toast").waitFor();
    await nok.page.goto(`${office.url}/requests/${taskId}`);
    await nok.page.getByText(w.nokForTon).first().waitFor();
    expect.soft(await axeProblems(nok.page)).toEqual([]);
    // The vote has passed its part, so it stays. Of the next part, Nok's own vote can be taken back.
    expect(await nok.page.getByRole("button", { name: w.takeBack }).count()).toBe(0);
    await press(nok.page.locator(".decision"), w.approve);
    // From now on the page keeps the vote, also if it is left.
    await nok.page.locator(".toast").waitFor();
    await nok.page.goto(`${office.url}/requests/${taskId}`);
    await nok.page.locator("[data-step=check] .vote-actions button").click();
    await nok.page.locator(".toast").filter({ hasText: w.takenBack }).waitFor();
    await nok.page.getByRole("group").filter({ hasText: w.approve }).waitFor();
    expect(nok.problems).toEqual([]);
  },
  240_000,
);

test.each(languages)(
  "an admin adds a voter to a part that is stuck, and moves its deadline, with the keyboard, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskId } = await office.ask(`Chair ${language}`, "mint");
    const ann = await openAs(office.url, "ann", { language, path: `/requests/${taskId}` });
    const { page } = ann;
    await page.locator(".notice").filter({ hasText: w.stalled }).waitFor();
    await page.getByRole("button", { name: w.addVoter }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(w.who).selectOption("Dao ดาว");
    expect.soft(await axeProblems(page)).toEqual([]);
    await dialog.getByRole("button", { name: w.addVoter }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".toast").filter({ hasText: w.added }).waitFor();
    await page.locator("[data-step=line]").getByText("Dao ดาว").waitFor();

    await page.getByRole("button", { name: w.extend }).focus();
    await page.keyboard.press("Enter");
    await dialog.getByLabel(w.newDeadline).fill("2020-01-01T10:00");
    await page.keyboard.press("Enter");
    await dialog.getByText(w.past).waitFor();
    await dialog.getByLabel(w.newDeadline).fill("2099-01-01T10:00");
    await page.keyboard.press("Enter");
    await page.locator(".toast").filter({ hasText: w.moved }).waitFor();
    await page
      .locator("[data-step=line] .vote-due")
      .filter({ hasText: /2099|2642/ })
      .waitFor();
    await expectQuiet(ann);
  },
  240_000,
);

test.each(languages)(
  "a person plans an absence, the delegate learns of it, and it ends, in the language %s",
  async (language) => {
    const w = words[language];
    const [dao, nok] = [
      await openAs(office.url, "dao", { language, path: "/settings" }),
      await openAs(office.url, "nok", { language, path: "/settings" }),
    ];
    await press(dao.page, w.plan);
    await dao.page.getByLabel(w.votesForMe).selectOption("Nok นก");
    expect.soft(await axeProblems(dao.page)).toEqual([]);
    await press(dao.page, w.saveAbsence);
    await dao.page.getByText(w.nokForDao).waitFor();
    await nok.page.getByText(w.nokFor).waitFor();
    await dao.page.getByRole("button", { name: w.end }).click();
    await dao.page.getByText(w.none).waitFor();
    await nok.page.getByText(w.nokFor).waitFor({ state: "detached" });
    for (const { problems } of [dao, nok]) expect.soft(problems).toEqual([]);
  },
  240_000,
);

test.each(languages)(
  "an admin takes out a vote and says why, and its voter can vote again, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskId } = await office.ask(`Fan ${language}`, "dao", "dao", "nok");
    const path = `/requests/${taskId}`;
    const [ann, nok] = [
      await openAs(office.url, "ann", { language, path }),
      await openAs(office.url, "nok", { language, path }),
    ];
    const check = nok.page.locator("[data-step=check]");
    await check.locator(".vote-for", { hasText: "Nok" }).waitFor();
    const bar = nok.page.locator(".decision");
    const approve = bar.getByRole("button", { name: w.approve, exact: true });
    expect(await approve.count()).toBe(0);

    await press(ann.page, w.takeOut);
    const dialog = ann.page.getByRole("dialog");
    await press(dialog, w.takeOut);
    await dialog.getByText(w.sayWhy, { exact: true }).waitFor();
    await dialog.getByRole("textbox").fill("Nok knows the supplier");
    expect.soft(await axeProblems(ann.page)).toEqual([]);
    await press(dialog, w.takeOut);
    await ann.page.locator(".toast").filter({ hasText: w.takenBack }).waitFor();

    // Nok sees why, and votes again.
    await check.getByText(w.askedNok).waitFor();
    await nok.page.locator(".timeline").getByText("Nok knows the supplier").waitFor();
    await approve.click();
    await nok.page.goto(`${office.url}/requests`);
    await ann.page.locator("[data-step=check] .vote-for", { hasText: "Nok" }).waitFor();
    for (const { problems } of [ann, nok]) expect.soft(problems).toEqual([]);
  },
  240_000,
);

test.each(languages)(
  "an admin decides alone: with a warning and a reason, and it can be undone, in the language %s",
  async (language) => {
    const w = words[language];
    const { taskId, boardId } = await office.ask(`Sofa ${language}`, "dao");
    const path = `/requests/${taskId}`;
    const [ann, lek] = [
      await openAs(office.url, "ann", { language, path }),
      await openAs(office.url, "lek", { language, path }),
    ];
    const bar = ann.page.locator(".decision");
    await press(bar, w.alone);
    await bar.getByText(w.warning).waitFor();
    await press(bar, w.alone);
    await bar.getByText(w.sayWhy, { exact: true }).waitFor();
    await bar.getByRole("textbox").fill("Dao is in hospital");
    await press(bar, w.alone);
    await ann.page.locator(".toast").filter({ hasText: w.notSent }).waitFor();
    await press(ann.page.locator(".toasts"), w.undo);
    await ann.page.locator(".toast").filter({ hasText: w.undone }).waitFor();
    const on = { boardId, taskId };
    expect((await office.as("ann").tasks.get(on)).task.state).toBe("asked");

    await press(bar, w.alone);
    await bar.getByRole("textbox").fill("Dao is in hospital");
    await press(bar, w.alone);
    await ann.page.locator(".toast").filter({ hasText: w.notSent }).waitFor();
    await ann.page.goto(`${office.url}/requests`);
    await lek.page.locator(".decision").getByText(w.annAlone).waitFor();
    await lek.page.locator(".decision").getByText("Dao is in hospital").waitFor();
    expect((await office.as("ann").tasks.get(on)).task.state).toBe("buying");
    for (const { problems } of [ann, lek]) expect.soft(problems).toEqual([]);
  },
  240_000,
);
