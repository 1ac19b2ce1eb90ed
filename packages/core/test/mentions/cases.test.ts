import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { prepareDirectory } from "../../src/mentions/directory.ts";
import type { DirectoryEntry, MentionOptions, ParsedMentions } from "../../src/mentions/mention.ts";
import { parseMentions } from "../../src/mentions/parse.ts";

interface Case extends Pick<ParsedMentions, "mentions" | "unresolved" | "recipients"> {
  readonly input: string;
  readonly why: string;
  readonly options: MentionOptions;
}

const path = new URL("../fixtures/mention-cases.json", import.meta.url);
const { directory, cases }: { directory: readonly DirectoryEntry[]; cases: readonly Case[] } =
  JSON.parse(readFileSync(path, "utf8"));
const prepared = prepareDirectory(directory);

describe("mentions, as in any implementation", () => {
  test.each(cases)("$input ($why)", ({ input, options, mentions, unresolved, recipients }) => {
    const expected = { mentions, unresolved, denied: [], recipients };
    expect(parseMentions(input, directory, options)).toEqual(expected);
    expect(parseMentions(input, prepared, options)).toEqual(expected);
  });
});
