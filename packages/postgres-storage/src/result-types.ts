import type { CustomTypesConfig } from "pg";

/**
 * Leaves all values of a result as PostgreSQL's text. An app may change how `pg` parses the values of
 * its own statements, and `pg` has one table of parsers for the whole process. So taskwire's statements
 * don't use it.
 */
export const asText: CustomTypesConfig = {
  getTypeParser: () => (text: string) => text,
};
