import type { MentionsData } from "../model/definitions.ts";
import { reservedWords } from "./directory.ts";
import { foldName } from "./fold.ts";
import { skeletons } from "./look-alikes.ts";
import { hasUnusualScript, mixedScripts } from "./mixed-scripts.ts";

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
  const names = [handle, handle.replace(afterName, "")];
  const forms = names.flatMap((name) => [name, ...skeletons(name)]);
  return [...new Set(forms.map(foldName))].filter((key) => key !== "");
}

/**
 * Words that a quick reader takes for ทุกคน (everyone). They are listed here, because `skeletons` keeps ค, ด and ต
 * apart: readers do not confuse names such as แดง and แตง.
 */
const likeEveryone = ["ทุกดน", "ทุกตน"];

/** Why somebody can't have a handle. */
export interface HandleProblem {
  readonly problem: "mixed_scripts" | "unusual_script" | "reserved";
  readonly message: string;
}

/** Returns why nobody can have this handle. Undefined if a person can have it, as long as it is free. */
export function handleProblem(
  handle: string,
  mentions: MentionsData = {},
): HandleProblem | undefined {
  if (hasUnusualScript(handle))
    return {
      problem: "unusual_script",
      message:
        "This handle has letters of a script that few people can read. Write it in another script.",
    };
  const scripts = mixedScripts(handle);
  if (scripts.length > 0)
    return {
      problem: "mixed_scripts",
      message: `This handle mixes ${scripts.join(" and ")} letters. Write it in one script.`,
    };
  const keys = handleKeys(handle);
  const reserved = new Set([...reservedWords(mentions), ...likeEveryone].flatMap(handleKeys));
  if (keys.some((key) => reserved.has(key)))
    return {
      problem: "reserved",
      message: "This handle is, or looks like, a word that mentions a group. Choose another one.",
    };
  return undefined;
}
