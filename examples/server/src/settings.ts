import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The settings, read from environment variables. */
export interface Settings {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  /** Origins whose pages can call this server, for example `http://localhost:5173`. */
  readonly origins: readonly string[];
  /** Names of this server, besides its own addresses and those in `origins`. */
  readonly hosts: readonly string[];
  /** The number of proxies in front of the server. Their X-Forwarded-For is trusted. */
  readonly trustedProxies: number;
  readonly files: Files;
  readonly secret: string;
  /** The token of a program that reads `/metrics`. Undefined: only programs on this machine may. */
  readonly metricsToken: string | undefined;
}

/** The paths of the files. */
export interface Files {
  readonly tasks: string;
  readonly accounts: string;
  /** The notifications that an app would send by e-mail. */
  readonly outbox: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A wrong setting. The message says how to fix it, and is printed without a stack trace. */
export class SettingsError extends Error {}

/**
 * Reads the settings. Creates the data directory and, outside production, the secret. Throws a
 * {@link SettingsError}.
 */
export function readSettings(env: Environment): Settings {
  const isProduction = env.NODE_ENV === "production";
  const host = env.HOST || "127.0.0.1";
  const port = readPort(env.PORT || "3000");
  if (isProduction) {
    if (!env.TASKWIRE_SECRET) {
      throw new SettingsError(
        "In production set TASKWIRE_SECRET, for example to the output of `openssl rand -base64 32`.",
      );
    }
    if (!env.ORIGINS)
      throw new SettingsError(
        "In production set ORIGINS, for example ORIGINS=https://tasks.example.com",
      );
  }
  const directory = openDataDirectory(env);
  return {
    isProduction,
    host,
    port,
    origins: env.ORIGINS ? readOrigins(env.ORIGINS) : [],
    hosts: env.HOSTS ? readHosts(env.HOSTS) : [],
    trustedProxies: readProxies(env.TRUSTED_PROXIES || "0"),
    files: filesIn(directory),
    secret: env.TASKWIRE_SECRET
      ? checkSecret(env.TASKWIRE_SECRET)
      : readOrCreateSecret(join(directory, "secret")),
    metricsToken: env.METRICS_TOKEN ? checkMetricsToken(env.METRICS_TOKEN) : undefined,
  };
}

/**
 * Creates the data directory if it doesn't exist, and returns its path. Only this user can read it,
 * because it contains the secret and the password hashes.
 */
export function openDataDirectory(env: Environment): string {
  // npm runs scripts in the package's directory. INIT_CWD is the directory in which npm was called.
  const directory = env.DATA_DIR
    ? resolve(env.INIT_CWD ?? process.cwd(), env.DATA_DIR)
    : fileURLToPath(new URL("../data", import.meta.url));
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      `DATA_DIR: ${directory} can't be created or written (${code}). Choose another directory.`,
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
      `PORT=${text} is not a port. Use a number from 0 (any free port) to 65535.`,
    );
  }
  return port;
}

function readProxies(text: string): number {
  if (/^\d$/.test(text)) return Number(text);
  throw new SettingsError(
    `TRUSTED_PROXIES=${text} is not a number. Say how many proxies are in front of the server, 0 to 9.`,
  );
}

function readHosts(text: string): string[] {
  return text.split(",").map((part) => {
    const name = part.trim().toLowerCase();
    if (URL.canParse(`http://${hostInUrl(name)}`) && !/[/:@]/.test(name.replace(/^[\da-f:]+$/, "")))
      return name;
    throw new SettingsError(
      `HOSTS: “${name}” is not a name. Write names without a port, for example HOSTS=tasks.local.`,
    );
  });
}

function readOrigins(text: string): string[] {
  return text.split(",").map((part) => {
    const origin = part.trim();
    // The browser's Origin header has to be equal to this, so a slash at the end would never match.
    if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
    throw new SettingsError(
      `ORIGINS: “${origin}” is not an origin. Write scheme://host[:port], without a path or a slash.`,
    );
  });
}

/**
 * Returns the origins at which this server serves the page. Not used in production, where the
 * proxy's name counts; ORIGINS has it.
 */
export const ownOrigins = (host: string, port: number): string[] =>
  // `URL` writes an origin as browsers do: IPv6 in brackets, and no port if it is the default one.
  [...new Set([hostInUrl(host), "127.0.0.1", "localhost"])].map(
    (name) => new URL(`http://${name}:${port}`).origin,
  );

/** Returns a host as it is written in a URL. */
export const hostInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

function checkSecret(secret: string): string {
  if (secret.length >= 32) return secret;
  throw new SettingsError(
    "TASKWIRE_SECRET is too short. Use at least 32 characters, for example from `openssl rand -base64 32`.",
  );
}

function checkMetricsToken(token: string): string {
  if (token.length >= 16) return token;
  throw new SettingsError(
    "METRICS_TOKEN is too short. Use at least 16 characters, for example from `openssl rand -hex 32`.",
  );
}

function readOrCreateSecret(path: string): string {
  try {
    // `wx` fails if the file exists. If two processes start at once, the second reads the first's.
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
