/**
 * A limit that is a parameter. SQLite looks at the value of a bare parameter when it plans a statement, and
 * then plans it again for each new value, which takes longer than most scans. It doesn't look into a sum.
 */
export const limitSql = "LIMIT ? + 0";
