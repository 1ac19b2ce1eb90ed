/** The settings of a server, from its environment. */
export interface Settings {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly secret: string;
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  /** The token of a program that reads `/metrics`. Undefined: only programs on this machine may. */
  readonly metricsToken: string | undefined;
}

/** Reads the settings. Throws an error that names each missing variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const missing = ["DATABASE_URL", "REDIS_URL", "SECRET", "ORIGIN"].filter((name) => !env[name]);
  if (missing.length > 0)
    throw new Error(`${missing.join(", ")} is missing in the environment. See app.env.example.`);
  if ((env.SECRET ?? "").length < 32)
    throw new Error("SECRET is too short: use `openssl rand -hex 32`.");
  return {
    databaseUrl: env.DATABASE_URL ?? "",
    redisUrl: env.REDIS_URL ?? "",
    secret: env.SECRET ?? "",
    origin: env.ORIGIN ?? "",
    host: env.HOST ?? "127.0.0.1",
    port: Number(env.PORT ?? 3000),
    metricsToken: env.METRICS_TOKEN || undefined,
  };
}
