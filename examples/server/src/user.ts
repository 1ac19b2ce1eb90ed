import { parseArgs } from "node:util";
import { openDatabase } from "./accounts/database.ts";
import { createDealer, roleNames } from "./dealer.ts";
import { dealer } from "./dealer-workplace.ts";
import { ensureBoard } from "./hosted.ts";
import { createPeople, type People } from "./people.ts";
import { loginName, name as nameSchema } from "./people-routes.ts";
import { printable } from "./printable.ts";
import { filesIn, openDataDirectory, SettingsError } from "./settings.ts";

const usage = `Usage: npm run user -- <command>

  add       --login <login> --name "<name>" --role <role> [--password <password>]
  list
  role      --login <login> --role <role>
  disable   --login <login>
  enable    --login <login>
  password  --login <login> [--password <password>]

Roles: ${roleNames.join(", ")}. Without --password, one is created and printed. Works while the server runs.`;

async function run(args: string[]): Promise<void> {
  const options = {
    login: { type: "string" },
    name: { type: "string" },
    role: { type: "string" },
    password: { type: "string" },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const command = commands[positionals[0] ?? ""];
  if (!command || positionals.length > 1) throw new SettingsError(usage);

  const files = filesIn(openDataDirectory(process.env));
  // A second process on the files of a running server, which sees each change within 2 s.
  const taskwire = createDealer(files.tasks);
  await taskwire.open();
  const database = openDatabase(files.accounts);
  try {
    // The server may not have been started yet.
    await ensureBoard(taskwire, dealer);
    await command(createPeople(database, taskwire, dealer), values);
  } finally {
    database.close();
    await taskwire.close();
  }
}

const print = (line: string): void => console.log(printable(line));

type Values = { readonly [name in "login" | "name" | "role" | "password"]?: string | undefined };

const commands: { readonly [command: string]: (people: People, values: Values) => Promise<void> } =
  {
    async add(people, { name, password, ...values }) {
      const fullName = nameSchema.safeParse(name);
      if (!fullName.success)
        throw new SettingsError('Give the name of the person, in one line: --name "…"');
      const login = loginName.safeParse(values.login);
      if (!login.success)
        throw new SettingsError("Give a login of 2 to 64 letters, digits or . _ @ + -: --login …");
      const added = await people.add({
        name: fullName.data,
        login: login.data,
        role: roleOf(values),
        password,
      });
      if (!added) throw new SettingsError(`The login ${login.data} is taken. Choose another one.`);
      print(`Added ${added.account.name} (${added.account.role}), login ${added.account.login}.`);
      if (password === undefined) print(`Password: ${added.password}`);
    },

    async list({ accounts }) {
      for (const { login, name, role, disabled } of accounts.list()) {
        print(`${login.padEnd(16)} ${role.padEnd(14)} ${name}${disabled ? " (disabled)" : ""}`);
      }
    },

    async role(people, values) {
      const { name, role } = await people.setRole(accountOf(people, values).id, roleOf(values));
      print(`${name} is now ${role}.`);
    },

    async disable(people, values) {
      const { name } = await people.setDisabled(accountOf(people, values).id, true);
      print(`${name} is disabled and logged out. Everything they did stays.`);
    },

    async enable(people, values) {
      const { name } = await people.setDisabled(accountOf(people, values).id, false);
      print(`${name} can log in again.`);
    },

    async password(people, values) {
      const { id, name } = accountOf(people, values);
      const password = await people.setPassword(id, values.password);
      print(`${name} has a new password and is logged out everywhere.`);
      if (values.password === undefined) print(`Password: ${password}`);
    },
  };

function roleOf({ role }: Values): string {
  const known = roleNames.find((name) => name === role);
  if (known === undefined)
    throw new SettingsError(`Give a role: --role …, one of ${roleNames.join(", ")}.`);
  return known;
}

function accountOf({ accounts }: People, { login = "" }: Values) {
  const account = accounts.byLogin(login);
  if (!account)
    throw new SettingsError(
      `${login ? `There is no login ${login}` : "No login is given"}: --login …, one of \`npm run user -- list\`.`,
    );
  return account;
}

process.umask(0o077);

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsageError = error instanceof TypeError && "code" in error;
  if (error instanceof SettingsError)
    console.error(error.message.split("\n").map(printable).join("\n"));
  else if (isUsageError) console.error(`${error.message}\n\n${usage}`);
  else console.error(error);
  process.exitCode = 1;
}
