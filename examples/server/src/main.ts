import { demoPassword } from "./demo.ts";
import { printable } from "./printable.ts";
import { startServer } from "./server.ts";
import { readSettings, SettingsError } from "./settings.ts";

// Only this user can read the files that are created from here on (databases and their logs).
process.umask(0o077);

try {
  const settings = readSettings(process.env);
  const { url, people, close } = await startServer(settings);
  console.log(`\n  taskwire is running at ${url}\n`);
  if (settings.isProduction && !process.env.TRUSTED_PROXIES) {
    console.warn(
      "  TRUSTED_PROXIES is not set. Behind a proxy, all people would share one address and its rate limits.",
    );
  }
  const demo = settings.isProduction
    ? []
    : people.accounts.list().filter((account) => account.demo);
  if (demo.length > 0)
    console.log(`  Log in as one of these, with the password ${demoPassword}:\n`);
  for (const { login, role, name } of demo)
    console.log(printable(`    ${login.padEnd(10)} ${role.padEnd(14)} ${name}`));
  if (people.accounts.list().length === 0) {
    console.log('  Nobody can log in yet: npm run user -- add --name "…" --login … --role ADMIN');
  }

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
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  console.error(error instanceof SettingsError ? `taskwire: ${error.message}` : error);
  process.exit(1);
}
