import { demoPassword } from "./demo.ts";
import type { Hosted } from "./hosted.ts";
import { printable } from "./printable.ts";
import { startWorkplace } from "./server.ts";
import { readSettings, SettingsError } from "./settings.ts";
import type { Workplace } from "./workplace.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs the server of a workplace as the process, until a signal ends it. Prints the address, the
 * accounts of the demo, and `hints`: the lines that say what to try first.
 */
export async function run<App extends Hosted>(
  workplace: Workplace<App>,
  env: Environment = process.env,
  hints: readonly string[] = [],
): Promise<void> {
  // Only this user can read the files that are created from here on (databases and their logs).
  process.umask(0o077);
  try {
    const settings = readSettings(env);
    const { url, people, close } = await startWorkplace(settings, workplace);
    stopOnSignals(close);
    console.log(`\n  taskwire is running at ${url}\n`);
    if (settings.isProduction && !env.TRUSTED_PROXIES) {
      console.warn(
        "  TRUSTED_PROXIES is not set. Behind a proxy, all people would share one address and its rate limits.",
      );
    }
    const demo = settings.isProduction
      ? []
      : people.accounts.list().filter((account) => account.demo && !account.disabled);
    if (demo.length > 0)
      console.log(`  Log in as one of these, with the password ${demoPassword}:\n`);
    for (const { login, role, name } of demo)
      console.log(printable(`    ${login.padEnd(10)} ${role.padEnd(14)} ${name}`));
    if (demo.length > 0 && hints.length > 0)
      console.log(`\n${hints.map((line) => `  ${line}`).join("\n")}\n`);
    if (people.accounts.list().length === 0) {
      console.log('  Nobody can log in yet: npm run user -- add --name "…" --login … --role ADMIN');
    }
  } catch (error) {
    fail(error);
  }
}

function stopOnSignals(close: () => Promise<void>): void {
  let isStopping = false;
  const stop = () => {
    // A second signal stops at once.
    if (isStopping) process.exit(1);
    isStopping = true;
    close().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

function fail(error: unknown): never {
  console.error(error instanceof SettingsError ? `taskwire: ${error.message}` : error);
  process.exit(1);
}
