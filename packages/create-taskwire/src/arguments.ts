import { parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

/** The choices, each with its default first. */
export const choices = {
  server: ["express", "node"],
  page: ["react", "plain"],
  language: ["en", "th"],
} as const;

/** The value of a choice. */
export type Choice<Name extends keyof typeof choices> = (typeof choices)[Name][number];

/** The options of a command line. A choice that it does not name is undefined. */
export interface Arguments {
  readonly directory: string | undefined;
  readonly server: Choice<"server"> | undefined;
  readonly page: Choice<"page"> | undefined;
  readonly language: Choice<"language"> | undefined;
  /** Take the defaults, and ask nothing. */
  readonly yes: boolean;
  /** Install the packages. */
  readonly install: boolean;
  /** Start the app once it is installed. */
  readonly start: boolean;
  readonly help: boolean;
}

/** Reads a command line. Throws a {@link UsageError} if it has a mistake. */
export function parse(args: readonly string[]): Arguments {
  const { values, positionals } = parsed(args);
  if (positionals.length > 1)
    throw new UsageError(`One folder is enough: ${positionals.join(", ")}.`);
  return {
    directory: positionals[0],
    server: chosen("server", values.server),
    page: chosen("page", values.page),
    language: chosen("language", values.language),
    yes: values.yes,
    install: !values["no-install"],
    start: values.start,
    help: values.help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        server: { type: "string" },
        page: { type: "string" },
        language: { type: "string" },
        yes: { type: "boolean", short: "y", default: false },
        "no-install": { type: "boolean", default: false },
        start: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    // Node's message is meant for users, e.g. “Unknown option '--form'”.
    throw new UsageError(error instanceof Error ? (error.message.split(". To ")[0] ?? "") : "");
  }
}

function chosen<Name extends keyof typeof choices>(
  name: Name,
  value: string | undefined,
): Choice<Name> | undefined {
  const known: readonly string[] = choices[name];
  if (value !== undefined && !known.includes(value))
    throw new UsageError(`--${name} is ${known.join(" or ")}, not ${value}.`);
  return value as Choice<Name> | undefined;
}
