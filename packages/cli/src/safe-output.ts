import type { Output } from "./output.ts";

/**
 * Returns an output that is safe for terminals and logs: it hides the passwords that the command
 * line contains, and it escapes control characters.
 */
export function safeOutput(output: Output, args: readonly string[]): Output {
  const hidePasswords = passwordsIn(args);
  const clean = (line: string): string => escapeControls(hidePasswords(line));
  return { out: (line) => output.out(clean(line)), err: (line) => output.err(clean(line)) };
}

/** Returns a function that removes the passwords of these arguments from a text. */
function passwordsIn(args: readonly string[]): (text: string) => string {
  const passwords = args.flatMap((arg) => [
    ...[...arg.matchAll(/:\/\/[^:/@]*(:.*)@/gs)].map(([, password = ""]) => ({
      password: `${password}@`,
      replacement: "@",
    })),
    ...[...arg.matchAll(/password=[^&]+/gi)].map(([password]) => ({
      password,
      replacement: "password=…",
    })),
  ]);
  return (text) =>
    passwords.reduce(
      (rest, { password, replacement }) => rest.replaceAll(password, replacement),
      text,
    );
}

/**
 * Control characters (C0 and C1), separators of lines and paragraphs, and characters that change
 * the direction of writing.
 */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Escapes characters that could control a terminal or begin a line. Names and ids come from
 * databases, which anybody may have made.
 */
function escapeControls(text: string): string {
  return text.replace(controls, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
