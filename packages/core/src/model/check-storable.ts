import { NotJson } from "./not-json.ts";

/** The maximum depth of a task's data, and of the values of the host's own records and events. */
export const maxStoredLevels = 16;

/**
 * Refuses values that JSON can hold, but that a database, or a reader of the JSON, would change:
 * large whole numbers, texts that are not well-formed Unicode or have a NUL character, and fields
 * with the name `__proto__`.
 *
 * @param levels the maximum depth of the value
 * @throws {NotJson} with the first such part, and with a replacement for it.
 */
export function checkStorable(value: unknown, levels: number): void {
  const problem = problemIn(value, 0, levels);
  if (problem) throw new NotJson(problem.path, problem.message);
}

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

// The path is made on the way back, because nearly all values have no problem.
function problemIn(value: unknown, level: number, most: number): Problem | undefined {
  if (typeof value === "string") return problemOf(textProblem(value));
  if (typeof value === "number")
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? problemOf("A whole number beyond ±9007199254740991 loses digits in JSON; send it as a text")
      : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  if (level === most) return problemOf(`This has more than ${most} levels; make it flatter`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const problem = problemIn(value[i], level + 1, most);
      if (problem) return at(i, problem);
    }
    return undefined;
  }
  for (const name of Object.keys(value)) {
    const message = nameProblem(name);
    if (message !== undefined) return problemOf(message);
    const part = (value as { readonly [name: string]: unknown })[name];
    const problem = problemIn(part, level + 1, most);
    if (problem) return at(name, problem);
  }
  return undefined;
}

const problemOf = (message: string | undefined): Problem | undefined =>
  message === undefined ? undefined : { path: [], message };

function at(step: string | number, problem: Problem): Problem {
  problem.path.unshift(step);
  return problem;
}

const nameProblem = (name: string): string | undefined =>
  name === "__proto__"
    ? 'A field can\'t have the name "__proto__"; rename it'
    : textProblem(name, "A field's name");

function textProblem(text: string, what = "A text"): string | undefined {
  if (!text.isWellFormed())
    return `${what} has half a character (a lone surrogate); send whole characters`;
  return text.includes("\0") ? `${what} has a NUL character; remove it` : undefined;
}
