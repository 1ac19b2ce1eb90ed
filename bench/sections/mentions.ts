import { parseMentions, prepareDirectory } from "@taskwire/core/mentions";
import { goals } from "../goals.ts";
import { heading, line, progress } from "../report.ts";

const size = 1_000_000;
const people = 10_000;

// Texts that an attacker would send: endless at-signs, nearly matching names, combining marks,
// backticks, brackets, addresses.
const pieces: { readonly [name: string]: string } = {
  prose: "The quick brown fox jumps over the lazy dog, @person17 says. ",
  "Thai prose": "ขอให้@สมชาย17ช่วยตรวจเอกสารครับ",
  "at-signs in Thai": "@ก",
  "at-signs": "@a ",
  "partial names": "@personpersonperson ",
  "partial Thai names": "@สมชายสมชายสมช ",
  "combining marks": "@a\u0301",
  "one letter's marks": "\u0301\u0316",
  "tone marks": "@น้ํา",
  "emoji sequences": "@👩‍💻",
  backticks: "`@a",
  fences: "```\n@a\n",
  "empty lines": "\n",
  "quoted lines": "> @a\n",
  brackets: "https://x.co/([@",
  backslashes: "\\@",
  "e-mail addresses": "@alice@example.com",
  dots: "@a.b.c.d.e",
  "invisible characters": "@a\u200B",
};

/**
 * The time for the worst texts of 1,000,000 UTF-16 units, and proof that it grows neither faster
 * than the text nor with the directory.
 */
export async function mentions(): Promise<void> {
  const few = directoryOf(10);
  const many = directoryOf(people);
  heading(
    `Mentions in ${size / 1e6} million UTF-16 units, ${people} people with three names each`,
    "The time to find all mentions in the worst texts. A post has at most a hundredth of this length.",
  );
  let worst = { name: "", time: 0 };
  for (const [name, piece] of Object.entries(pieces)) {
    progress(`mentions: ${name}`);
    const text = `\`@${piece.repeat(size / piece.length)}`;
    const time = best(() => parseMentions(text, many));
    if (time > worst.time) worst = { name, time };
    line(name, time, "ms", { of: "with 10 people", base: best(() => parseMentions(text, few)) });
  }
  line(`worst: ${worst.name}`, worst.time, "ms", {
    of: "of 200 ms",
    base: 200,
    goal: goals.mentions.ofLimit,
  });
  const text = (pieces[worst.name] ?? "").repeat(size);
  const [half, whole] = [size / 2, size].map((length) =>
    best(() => parseMentions(text.slice(0, length), many)),
  );
  line("the same, twice as long", whole ?? 0, "ms", {
    of: "half",
    base: half ?? 0,
    goal: goals.mentions.twiceAsLong,
  });
  line(
    `preparing ${people} people`,
    best(() => directoryOf(people)),
    "ms",
  );
}

function directoryOf(count: number) {
  return prepareDirectory(
    Array.from({ length: count }, (_, index) => ({
      id: `u${index}`,
      handle: `person${index}`,
      names: [`สมชาย${index} ใจดี`, "person".repeat(index % 20) + "a".repeat(index % 60)],
    })),
  );
}

/** The best of five runs, which other work on the machine disturbs least. */
function best(run: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}
