import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

/** Linux keeps the files in this folder in memory. */
const shared = "/dev/shm";
/** So much has to be free, in bytes. The databases of a run take about a tenth of it. */
const needed = 4 * 2 ** 30;

/**
 * Makes a folder in memory the temporary folder of this process and of those that it starts. The
 * databases of the tests are there: a commit on a disk waits some milliseconds for it, and the tests
 * make tens of thousands. The folder is removed when the process exits. If `TMPDIR` is set, or if this
 * machine has no such folder with enough space, nothing changes.
 */
export function keepFilesInMemory(): void {
  if (process.env.TMPDIR || !hasSpace()) return;
  const folder = mkdtempSync(join(shared, "taskwire-tests-"));
  // PostgreSQL runs as another user if the tests run as root.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  // Each SQLite storage starts a thread, and many tests start processes. With the compiled sources of the
  // thread or process before, a storage opens in half the time.
  process.env.NODE_COMPILE_CACHE ??= join(folder, "compiled");
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}

function hasSpace(): boolean {
  try {
    const { bavail, bsize } = statfsSync(shared);
    const mount = readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .find((line) => line.split(" ")[1] === shared);
    // PostgreSQL's programs are copied to the temporary folder if its user can't read the clone.
    const mayRun = mount?.split(" ")[0] === "tmpfs" && !/\bnoexec\b/.test(mount);
    return mayRun && bavail * bsize >= needed && freemem() >= needed;
  } catch {
    return false;
  }
}
