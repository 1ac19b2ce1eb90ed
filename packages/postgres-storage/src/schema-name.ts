import { TaskwireError } from "@taskwire/core/adapter";

// PostgreSQL cuts a longer name, and two systems whose names begin alike would share their data.
const longest = 63;

/** Refuses what PostgreSQL can't take as the name of a schema, or would take as another one. */
export function checkSchemaName(name: string): void {
  const isName =
    typeof name === "string" && name !== "" && name.isWellFormed() && !name.includes("\0");
  if (!isName || Buffer.byteLength(name) > longest || name.startsWith("pg_")) {
    throw new TaskwireError(
      "invalid",
      `\`schema\` has 1 to ${longest} bytes of text without NUL, and doesn't begin with pg_, which is PostgreSQL's own.`,
    );
  }
}
