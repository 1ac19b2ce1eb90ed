/**
 * A limit whose value is a parameter. If a limit is only a parameter, SQLite uses its value to plan
 * the statement, and makes a new plan for each new value. That takes longer than most scans. If the
 * limit is a sum, SQLite does not do this.
 */
export const limitSql = "LIMIT ? + 0";
