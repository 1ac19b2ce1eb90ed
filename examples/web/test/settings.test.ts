import { expect, test } from "vitest";
import { runDealer } from "../../server/test/support/page.ts";
import { expectQuiet, inProcess, openAs, press } from "./support/app.ts";
import { axeProblems } from "./support/axe.ts";

/** Texts of the app, copied by hand and not imported, so the test notices a wrong one. */
const words = {
  en: {
    none: "Messages may come at any hour.",
    add: "Add quiet hours",
    save: "Save the quiet hours",
    from: "From",
    until: "Until",
    night: "Every day, 20:00 to 08:00 the next day",
    saturday: "Sat, the whole day",
    always: "With these, no message could ever come.",
    remove: "Remove: Every day, 20:00 to 08:00 the next day",
    together: "Together, at one time",
    morning: "Every day at 08:00",
    change: "Change the time",
    at: "At",
    saveTime: "Save the time",
    later: "Monday to Friday at 09:30",
    noDays: "Choose at least one day.",
    days: ["Sat", "Sun"],
    all: ["Mon", "Tue", "Wed", "Thu", "Fri"],
    asItComes: "As it comes",
    zone: "Times are those of Asia/Bangkok.",
    device: "Your device is in Europe/Berlin.",
    use: "Use the times of Europe/Berlin",
  },
  th: {
    none: "รับข้อความได้ทุกเวลา",
    add: "เพิ่มช่วงเวลางดรบกวน",
    save: "บันทึกช่วงเวลา",
    from: "ตั้งแต่",
    until: "จนถึง",
    night: "ทุกวัน 20:00–08:00 น. ของวันถัดไป",
    saturday: "เสาร์ ตลอดวัน",
    always: "หากกำหนดเช่นนี้จะไม่มีเวลาใดที่รับข้อความได้",
    remove: "นำออก: ทุกวัน 20:00–08:00 น. ของวันถัดไป",
    together: "รวมส่งครั้งเดียว",
    morning: "ทุกวัน เวลา 08:00 น.",
    change: "เปลี่ยนเวลา",
    at: "เวลา",
    saveTime: "บันทึกเวลา",
    later: "วันจันทร์ถึงวันศุกร์ เวลา 09:30 น.",
    noDays: "เลือกอย่างน้อยหนึ่งวัน",
    days: ["เสาร์", "อาทิตย์"],
    all: ["จันทร์", "อังคาร", "พุธ", "พฤหัส", "ศุกร์"],
    asItComes: "ส่งทันที",
    zone: "เวลาตามเขต Asia/Bangkok",
    device: "อุปกรณ์ของคุณอยู่ในเขต Europe/Berlin",
    use: "ใช้เวลาตามเขต Europe/Berlin",
  },
};

test.each(["en", "th"] as const)(
  "a person chooses quiet hours and a time for everything together, in the language %s",
  async (language) => {
    const w = words[language];
    const server = await runDealer();
    const lek = inProcess(server, "lek");
    const own = async () => {
      const { preferences } = await lek.preferences.list({});
      return preferences.find(({ target }) => target === "me");
    };
    const options = { language, path: "/settings", timezoneId: "Asia/Bangkok" };
    const app = await openAs(server.url, "lek", options);
    const { page } = app;
    await page.getByText(w.none).waitFor();

    // The night, with the keyboard.
    await page.getByRole("button", { name: w.add }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel(w.from, { exact: true }).focus();
    expect.soft(await axeProblems(page)).toEqual([]);
    await page.getByRole("button", { name: w.save }).focus();
    await page.keyboard.press("Enter");
    await page.getByText(w.night).waitFor();
    const night = { from: "20:00", until: "08:00" };
    expect(await own()).toMatchObject({ timeZone: "Asia/Bangkok", quiet: [night] });

    // Whole days: on every day they are refused, on a Saturday they are not.
    await press(page, w.add);
    await page.getByLabel(w.from, { exact: true }).fill("00:00");
    await page.getByLabel(w.until, { exact: true }).fill("00:00");
    await press(page, w.save);
    await page.getByText(w.always).waitFor();
    for (const day of [...w.all, w.days[1] ?? ""]) await press(page, day);
    await press(page, w.save);
    await page.getByText(w.saturday).waitFor();
    expect((await own())?.quiet?.[1]).toEqual({ days: ["Sat"], from: "00:00", until: "24:00" });
    await press(page, w.remove);
    await page.getByText(w.night).waitFor({ state: "detached" });

    // Everything together, first at eight, then on working days at half past nine.
    await press(page, w.together);
    await page.getByText(w.morning).waitFor();
    await press(page, w.change);
    for (const day of [...w.all, ...w.days]) await press(page, day);
    await page.getByLabel(w.at, { exact: true }).fill("09:30");
    await press(page, w.saveTime);
    await page.getByText(w.noDays).waitFor();
    for (const day of w.all) await press(page, day);
    await press(page, w.saveTime);
    await page.getByText(w.later).waitFor();
    expect((await own())?.digest?.at).toBe("09:30");
    await expectQuiet(app);

    // Another device shows it too, and another zone is not taken silently.
    const far = await openAs(server.url, "lek", { ...options, timezoneId: "Europe/Berlin" });
    await far.page.getByText(w.later).waitFor();
    await far.page.getByText(w.zone).waitFor();
    await far.page.getByText(w.device).waitFor();
    await press(page, w.asItComes);
    await far.page.getByText(w.later).waitFor({ state: "detached" });
    await press(far.page, w.use);
    await far.page.getByText(w.device).waitFor({ state: "detached" });
    expect(await own()).toMatchObject({ timeZone: "Europe/Berlin", digest: null });
    expect(far.problems).toEqual([]);
  },
  240_000,
);
