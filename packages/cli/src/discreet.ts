import type { Output } from "./output.ts";

/**
 * Writes without the passwords that the command line holds, and without characters that steer a terminal or begin a line:
 * names and ids come from databases that others may have made.
 */
export function discreet(output: Output, args: readonly string[]): Output {
  const secrets = args.flatMap((arg) => [
    ...[...arg.matchAll(/:\/\/[^:/@]*(:.*)@/gs)].map(([, secret = ""]) => ({
      secret: `${secret}@`,
      shown: "@",
    })),
    ...[...arg.matchAll(/password=[^&]+/gi)].map(([secret]) => ({ secret, shown: "password=…" })),
  ]);
  const clean = (line: string): string =>
    secrets
      .reduce((text, { secret, shown }) => text.replaceAll(secret, shown), line)
      .replace(control, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return { say: (line) => output.say(clean(line)), note: (line) => output.note(clean(line)) };
}

// C0 and C1, the separators of lines and paragraphs, and what turns the direction of writing.
const control = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
