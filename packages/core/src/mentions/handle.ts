import type { MentionsData } from "../model/definitions.ts";
import { reservedWords } from "./directory.ts";
import { foldName } from "./fold.ts";
import { mixedScripts, skeleton } from "./look-alikes.ts";

/**
 * The signs, and the 's, that can follow a mention in a sentence. A handle that ends in them would take
 * the mentions of the handle without them: `Ask @ann.`
 */
const afterName = /(?:['’ʼ]s|[^\p{L}\p{N}\p{M}])+$/iu;

/**
 * Returns the keys of a handle. Two handles that mention the same person, or that a reader can't tell
 * apart, have one in common.
 */
export function handleKeys(handle: string): string[] {
  const forms = [handle, skeleton(handle), handle.replace(afterName, "")];
  forms.push(skeleton(forms[2] ?? ""));
  return [...new Set(forms.map(foldName))].filter((key) => key !== "");
}

/** Why somebody can't have a handle. */
export interface HandleProblem {
  readonly problem: "mixed_scripts" | "reserved";
  readonly message: string;
}

/** Returns why nobody can have this handle; undefined if somebody can, if it is free. */
export function handleProblem(
  handle: string,
  mentions: MentionsData = {},
): HandleProblem | undefined {
  const scripts = mixedScripts(handle);
  if (scripts.length > 0)
    return {
      problem: "mixed_scripts",
      message: `This handle mixes ${scripts.join(" and ")} letters, which look alike. Write it in one script.`,
    };
  const keys = handleKeys(handle);
  const reserved = new Set(reservedWords(mentions).flatMap(handleKeys));
  if (keys.some((key) => reserved.has(key)))
    return {
      problem: "reserved",
      message: "This handle is, or looks like, a word that mentions a group. Choose another one.",
    };
  return undefined;
}
