import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DirectoryEntry, MentionOptions, ParsedMentions } from "@taskwire/core/mentions";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { openTab } from "../examples/server/test/support/chromium.ts";

interface Case extends Pick<ParsedMentions, "mentions" | "recipients"> {
  readonly input: string;
  readonly options: MentionOptions;
}

const core = fileURLToPath(new URL("../packages/core/", import.meta.url));
const fixtures = ["mention-cases.json", "mention-cases-2.json"];

test.each(fixtures)(
  "Chromium finds the same mentions as Node in every case of %s",
  async (name) => {
    const { directory, cases }: { directory: readonly DirectoryEntry[]; cases: readonly Case[] } =
      JSON.parse(readFileSync(`${core}test/fixtures/${name}`, "utf8"));
    const { outputFiles } = await build({
      entryPoints: [`${core}src/doors/mentions.ts`],
      bundle: true,
      format: "iife",
      globalName: "mentions",
      write: false,
    });
    const page = await openTab();
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
    const found = await page.evaluate(
      ({ directory, cases }) => {
        const { parseMentions } = (
          globalThis as unknown as { mentions: typeof import("@taskwire/core/mentions") }
        ).mentions;
        return cases.map(({ input, options }) => parseMentions(input, directory, options));
      },
      { directory, cases },
    );
    const expected = cases.map(({ mentions, recipients }) => ({
      mentions,
      recipients,
      denied: [],
    }));
    expect(found).toMatchObject(expected);
    expect(found.length).toBeGreaterThanOrEqual(48);
  },
  60_000,
);
