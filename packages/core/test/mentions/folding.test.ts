import { describe, expect, test } from "vitest";
import { fold, foldName } from "../../src/mentions/fold.ts";
import { read } from "./people.ts";

const [NIKHAHIT, SARA_AA, SARA_AM, MAI_THO, MAI_EK, SARA_II] = [
  "\u0E4D",
  "\u0E32",
  "\u0E33",
  "\u0E49",
  "\u0E48",
  "\u0E35",
];

describe("names are compared in folded form", () => {
  test.each([
    ["sara am", `@น${MAI_THO}${SARA_AM}ฝน`],
    ["tone, nikhahit, sara aa", `@น${MAI_THO}${NIKHAHIT}${SARA_AA}ฝน`],
    ["nikhahit, tone, sara aa", `@น${NIKHAHIT}${MAI_THO}${SARA_AA}ฝน`],
    ["nikhahit, sara aa, tone", `@น${NIKHAHIT}${SARA_AA}${MAI_THO}ฝน`],
    ["sara am, tone", `@น${SARA_AM}${MAI_THO}ฝน`],
  ])("sara am is one letter in any typed order: %s", (_, text) => {
    expect(read(text)).toEqual([`namfon=${text}`]);
  });

  test("two SARA E are a SARA AE, even with an invisible character between them", () => {
    expect(read("@เเก้ว @เ\u200Bเก้วๆ")).toEqual(["kaew=@เเก้ว", "kaew=@เ\u200Bเก้ว"]);
  });

  test("a tone mark typed before an upper vowel is moved after it", () => {
    const typed = `@ท${MAI_EK}${SARA_II}รัก`;
    expect(read(typed)).toEqual([`thi=${typed}`]);
    expect(fold(typed)).toBe(`@ท${SARA_II}${MAI_EK}รัก`);
    expect(fold(`ท${MAI_EK}${SARA_II}${MAI_THO}${NIKHAHIT}`)).toBe(
      `ท${SARA_II}${NIKHAHIT}${MAI_EK}${MAI_THO}`,
    );
  });

  test("a foreign accent between Thai marks doesn't keep them from being folded", () => {
    const folded = fold(`น${SARA_AM}\u0301${SARA_AM}${MAI_THO}`);
    expect(fold(folded)).toBe(folded);
  });

  test("sara aa without nikhahit stays, with its tone mark", () => {
    expect(fold("น้า")).toBe("น้า");
  });

  test.each(["\u200B", "\u200C", "\u2060", "\uFEFF", "\u00AD"])(
    "an invisible %j inside a name is ignored",
    (invisible) => {
      expect(read(`x @al${invisible}ice${invisible} ok`)).toEqual([`alice=@al${invisible}ice`]);
      expect(read(`@alice${invisible}s`)).toEqual([`?@alice${invisible}s`]);
      expect(read(`mail${invisible}@alice`)).toEqual([]);
    },
  );

  test.each(["  ", "\u00A0", "\t", "\u3000", " \u200B "])(
    "a run of white space %j in a name counts as one space",
    (space) => {
      expect(read(`@Alice${space}Wong.`)).toEqual([`alice=@Alice${space}Wong`]);
    },
  );

  test("a name is on one line", () => {
    expect(read("@Alice\nWong")).toEqual(["alice=@Alice"]);
    expect(foldName(" Alice\n Wong ")).toBe("alice wong");
  });

  test("case and composition don't matter, in any locale", () => {
    expect(read("@JOSE\u0301 @ΝΊΚΟΣ @지호".normalize("NFD"))).toEqual([
      "jose=@JOSE\u0301",
      `nikos=${"@ΝΊΚΟΣ".normalize("NFD")}`,
      `jiho=${"@지호".normalize("NFD")}`,
    ]);
    expect(fold("İI")).toBe("i\u0307i");
  });

  test("compatibility characters stay different: NFKC would change names", () => {
    expect(read("@nit① @ａlice")).toEqual(["?@nit", "?@ａlice"]);
    expect(fold("①ｱﬁ")).toBe("①ｱﬁ");
  });

  test("thousands of marks on one letter are left unchanged", () => {
    const zalgo = `a${"\u0301\u0316".repeat(5_000)}`;
    expect(fold(zalgo)).toBe(zalgo);
  });
});
