import { reservedWords } from "../mentions/directory.ts";
import { handleKeys } from "../mentions/handle.ts";
import { mixedScripts } from "../mentions/mixed-scripts.ts";
import type { MentionsData } from "../model/definitions.ts";
import { isName } from "../model/readable.ts";
import { checkNames } from "./check-names.ts";

type Words = readonly (readonly [group: string, word: string])[];

/**
 * Refuses groups without a role that exists, words without a meaning, and words that nobody can read or
 * tell apart: such a group could not be mentioned, or it would take the mentions of another one.
 *
 * @throws {Error} naming the group or the word, what is wrong, and the cure.
 */
export function checkMentions(mentions: MentionsData, roles: readonly string[]): void {
  checkNames(
    mentions,
    { groups: true, aliases: true, sharedHandles: true },
    "`mentions` has no part",
  );
  const { groups = {}, aliases = {} } = mentions;
  for (const [handle, { role }] of Object.entries(groups)) {
    if (handle === "everyone" || handle === "here")
      throw new Error(`taskwire has a group "${handle}"; give yours another handle.`);
    if (!roles.includes(role))
      throw new Error(
        `The group "${handle}" needs a role: { ${handle}: { role: "…" } }; there are ${roles.join(", ")}.`,
      );
  }
  for (const [word, means] of Object.entries(aliases)) {
    if (means !== "everyone" && means !== "here")
      throw new Error(
        `The alias "${word}" has to mean "everyone" or "here": { "${word}": "everyone" }.`,
      );
  }
  const own: Words = [
    ...Object.entries(aliases).map(([word, means]) => [means, word] as const),
    ...Object.entries(groups).flatMap(([handle, { names = [] }]) =>
      [handle, ...names].map((word) => [handle, word] as const),
    ),
  ];
  for (const [, word] of own) checkWord(word);
  checkDifferent(own);
}

function checkWord(word: string): void {
  if (!isName(word))
    throw new Error(
      `The word ${JSON.stringify(word)} for a group has to be one line that people can read, of at most 100 characters.`,
    );
  const scripts = mixedScripts(word);
  if (scripts.length > 0)
    throw new Error(
      `The word "${word}" for a group mixes ${scripts.join(" and ")} letters. Write it in one script.`,
    );
}

/** Refuses words of different groups that mention the same, or that a reader can't tell apart. */
function checkDifferent(own: Words): void {
  const groupOf = new Map<string, string>();
  const builtIn = reservedWords({}).map(
    (word) => [word === "here" ? "here" : "everyone", word] as const,
  );
  // An app may call its own group "approvers": no person can have this handle, and no group has it.
  for (const [group, word] of [...builtIn.filter(([, word]) => word !== "approvers"), ...own]) {
    for (const key of handleKeys(word)) {
      const other = groupOf.get(key) ?? group;
      if (other !== group)
        throw new Error(
          `The groups "${other}" and "${group}" have words that look alike: "${word}". Choose another word.`,
        );
      groupOf.set(key, group);
    }
  }
}
