import type { StoredRecord } from "../../storage/storage.ts";
import { weightOf } from "./weight.ts";

/** A cached record, and about how many bytes it takes. */
export interface SizedRecord extends StoredRecord {
  readonly bytes: number;
}

/** @param bytes about how many bytes the fields take. If it is left out, they are counted. */
export const sizedRecord = (
  { id, version, fields }: StoredRecord,
  bytes = weightOf(fields),
): SizedRecord => ({ id, version, fields, bytes });
