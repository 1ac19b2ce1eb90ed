export type { Available } from "../app.ts";
export type { SnapshotSource } from "../snapshot-source.ts";
export type { SubtaskView, TaskView } from "../task-view.ts";
export { boardStore } from "./board-store.ts";
export type { BoardSnapshot } from "./snapshot.ts";
export type { BoardStore } from "./store.ts";
