import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What the environment decides. */
export interface Settings {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  /** Exact origins whose pages may call, e.g. `http://localhost:5173`. */
  readonly origins: readonly string[];
  /** Proxies in front of us, whose X-Forwarded-For counts. */
  readonly trustedProxies: number;
  readonly files: Files;
  readonly secret: string;
}

/** Where things are kept. */
export interface Files {
  readonly tasks: string;
  readonly accounts: string;
  /** What would be mailed. */
  readonly outbox: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Something that whoever starts the server has to put right; shown without a stack. */
export class SettingsError extends Error {}

/** Reads the settings; makes the data directory and, outside production, the secret. Throws a {@link SettingsError}. */
export function readSettings(env: Environment): Settings {
  const isProduction = env.NODE_ENV === "production";
  const host = env.HOST || "127.0.0.1";
  const port = readPort(env.PORT || "3000");
  if (isProduction) {
    if (!env.TASKWIRE_SECRET) {
      throw new SettingsError(
        "In production set TASKWIRE_SECRET, e.g. to the output of `openssl rand -base64 32`.",
      );
    }
    if (!env.ORIGINS)
      throw new SettingsError("In production set ORIGINS, e.g. ORIGINS=https://tasks.example.com");
  }
  const directory = openDataDirectory(env);
  return {
    isProduction,
    host,
    port,
    origins: env.ORIGINS ? readOrigins(env.ORIGINS) : [],
    trustedProxies: readProxies(env.TRUSTED_PROXIES || "0"),
    files: filesIn(directory),
    secret: env.TASKWIRE_SECRET
      ? checkSecret(env.TASKWIRE_SECRET)
      : readOrMakeSecret(join(directory, "secret")),
  };
}

/** The data directory, readable by nobody else, and made if need be: passwords' hashes and the secret live there. */
export function openDataDirectory(env: Environment): string {
  const asked = env.DATA_DIR;
  // npm runs scripts in the package's directory; INIT_CWD is where the person typed the command.
  const directory = asked
    ? resolve(env.INIT_CWD ?? process.cwd(), asked)
    : fileURLToPath(new URL("../data", import.meta.url));
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      `DATA_DIR: ${directory} can't be made or written to (${code}). Choose another directory.`,
    );
  }
  return directory;
}

export const filesIn = (directory: string): Files => ({
  tasks: join(directory, "taskwire.db"),
  accounts: join(directory, "accounts.db"),
  outbox: join(directory, "outbox.jsonl"),
});

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SettingsError(
      `PORT=${text} is no port: give a number from 0 (any free one) to 65535.`,
    );
  }
  return port;
}

function readProxies(text: string): number {
  if (/^\d$/.test(text)) return Number(text);
  throw new SettingsError(
    `TRUSTED_PROXIES=${text} is no number: say how many proxies are in front of the server.`,
  );
}

function readOrigins(text: string): string[] {
  return text.split(",").map((part) => {
    const origin = part.trim();
    // Compared letter by letter with what a browser sends, so a slash at the end would never match.
    if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
    throw new SettingsError(
      `ORIGINS: “${origin}” is no origin: write scheme://host[:port], without a path or a slash.`,
    );
  });
}

/** Where the page is when this server serves it; in production only the proxy's name counts, so ORIGINS. */
export const ownOrigins = (host: string, port: number): string[] =>
  // Through URL, which writes an origin as browsers do: IPv6 in brackets, no port where it is the usual one.
  [...new Set([nameInUrl(host), "127.0.0.1", "localhost"])].map(
    (name) => new URL(`http://${name}:${port}`).origin,
  );

/** A host as it stands in a URL. */
export const nameInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function checkSecret(secret: string): string {
  if (secret.length >= 32) return secret;
  throw new SettingsError(
    "TASKWIRE_SECRET is too short: give at least 32 characters, e.g. `openssl rand -base64 32`.",
  );
}

function readOrMakeSecret(path: string): string {
  try {
    // `wx`: of two processes that start at once, one makes it and the other reads that.
    writeFileSync(path, randomBytes(32).toString("base64url"), {
      mode: 0o600,
      flag: "wx",
      flush: true,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    chmodSync(path, 0o600);
  }
  return checkSecret(readFileSync(path, "utf8"));
}
