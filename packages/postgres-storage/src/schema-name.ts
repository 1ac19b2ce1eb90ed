import { TaskwireError } from "@taskwire/core/adapter";

/**
 * PostgreSQL cuts longer names off. Two systems with names that begin alike would then share their
 * data.
 */
const maxBytes = 63;

/**
 * Checks that a text can be the name of a schema, and that PostgreSQL doesn't change it.
 *
 * @throws TaskwireError `invalid` otherwise.
 */
export function checkSchemaName(name: string): void {
  const isName =
    typeof name === "string" && name !== "" && name.isWellFormed() && !name.includes("\0");
  if (!isName || Buffer.byteLength(name) > maxBytes || name.startsWith("pg_")) {
    throw new TaskwireError(
      "invalid",
      `The option \`schema\` must have 1 to ${maxBytes} bytes of valid text without NUL. It must not begin with pg_: PostgreSQL reserves such names.`,
    );
  }
}
