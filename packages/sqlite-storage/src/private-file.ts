import { closeSync, fchmodSync, openSync } from "node:fs";

/**
 * Creates an empty file that only its owner can read and write, whatever the umask is; does nothing
 * if it exists. SQLite takes an empty file as a new database, and gives the files that it makes
 * beside it (`-wal`, `-shm`) the same mode.
 */
export function createPrivately(path: string): void {
  let file: number;
  try {
    file = openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw error;
  }
  try {
    fchmodSync(file, 0o600);
  } finally {
    closeSync(file);
  }
}
