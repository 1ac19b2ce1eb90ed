export type { SnapshotSource } from "../snapshot-source.ts";
export { ready } from "./ready.ts";
