import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { prepareDirectory } from "../../src/mentions/directory.ts";
import type { DirectoryEntry, MentionOptions, ParsedMentions } from "../../src/mentions/mention.ts";
import { parseMentions } from "../../src/mentions/parse.ts";

interface Case extends Pick<ParsedMentions, "mentions" | "recipients"> {
  readonly unresolved?: ParsedMentions["unresolved"];
  readonly input: string;
  readonly why: string;
  readonly options: MentionOptions;
}

interface Fixture {
  readonly directory: readonly DirectoryEntry[];
  readonly cases: readonly Case[];
}

const fixtureOf = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8"));

describe.each(["mention-cases.json", "mention-cases-2.json", "mention-cases-3.json"])(
  "%s (J)",
  (name) => {
    const { directory, cases } = fixtureOf(name);
    const prepared = prepareDirectory(directory);

    test.each(cases)("$input ($why)", ({ input, options, unresolved, ...expected }) => {
      for (const members of [directory, prepared]) {
        const found = parseMentions(input, members, options);
        expect(found).toMatchObject({ mentions: expected.mentions, denied: [] });
        expect(found.recipients).toEqual(expected.recipients);
        if (unresolved) expect(found.unresolved).toEqual(unresolved);
      }
    });
  },
);
