import { literal, quoted } from "./columns.ts";
import { hasKey, rows } from "./routine.ts";

/**
 * Locks the rows of one collection: first those that the batch changes, then those that it only
 * reads, each in the order of their ids. If their versions are not the expected ones, it runs the
 * checks of the first wave.
 */
export const lockRows = (s: string, name: string): string => `
    IF ${hasKey("v.locks", name)} THEN ${lockKind(s, name, "changed", "FOR NO KEY UPDATE")}${lockKind(s, name, "read", "FOR SHARE")}
    END IF;`;

function lockKind(s: string, name: string, kind: "changed" | "read", strength: string): string {
  const list = `v.locks->${literal(name)}->'${kind}'`;
  const check = checkRecords(s, name, `${list}->'checks'`);
  return `
      IF ${hasKey(`v.locks->${literal(name)}`, kind)} THEN
        ids := ${list}->>'ids';
        versions := ARRAY(SELECT version FROM ${s}.${quoted(name)} WHERE id = ANY (v.ids) ORDER BY id ${strength});
        IF versions IS DISTINCT FROM (${list}->>'versions')::bigint[] THEN ${
          kind === "changed"
            ? check
            : `
          IF cardinality(versions) < cardinality(ids) THEN closed_gates := closed_gates || ${literal(name)}::text;
          ELSE ${check}
          END IF;`
        }
        END IF;
      END IF;`;
}

/**
 * Compares a list of checks with the tables as they are now. Commits with a check that doesn't hold
 * become conflicts.
 */
export const checkRecords = (s: string, name: string, list: string): string => `
      newly_failed := ARRAY(SELECT jsonb_array_elements_text(x.r->0)::int FROM ${rows(list)}
        LEFT JOIN ${s}.${quoted(name)} t ON t.id = x.r->>1
        LEFT JOIN ${s}.taskwire_tombstones b ON t.id IS NULL AND b.collection = ${literal(name)} AND b.id = x.r->>1
        WHERE (x.r->>2)::bigint <> coalesce(t.version, b.version, 0) OR (x.r->>3)::boolean <> (t.id IS NOT NULL));
      failed := failed || newly_failed;`;

/**
 * Passes the gate of one collection, an advisory lock of the transaction. A row that doesn't exist
 * can't be locked, so the gate protects its absence:
 *
 * - A batch that relies on an absent row closes the gate (exclusive lock), and runs its checks
 *   behind it.
 * - A batch that inserts passes the gate together with other batches that insert (shared lock). If
 *   two of them insert the same row, one fails with a unique violation.
 *
 * Gates are the last locks of a batch, in the order of the collections' names. So a batch doesn't
 * wait for a row lock while it holds a gate.
 */
export const passGate = (schema: string, name: string): string => `
    IF ${literal(name)} = ANY (closed_gates) THEN
      ignored := (pg_advisory_xact_lock(${gateId(schema, literal(name))}) IS NULL)::text;
      ${checkRecords(quoted(schema), name, `v.locks->${literal(name)}->'read'->'checks'`)}
    ELSIF ${literal(name)} = ANY (inserts_into) THEN
      ignored := (pg_advisory_xact_lock_shared(${gateId(schema, literal(name))}) IS NULL)::text;
    END IF;`;

/** The number of a collection's gate, the same on every node. `name` is an SQL expression. */
export const gateId = (schema: string, name: string): string =>
  `hashtextextended(${literal(`taskwire gate ${schema} `)} || ${name}, 0)`;
