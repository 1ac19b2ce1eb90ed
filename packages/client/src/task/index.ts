export type { Available } from "../app.ts";
export type { SnapshotSource } from "../snapshot-source.ts";
export type { SubtaskView, TaskView } from "../task-view.ts";
export type { TaskSnapshot, TaskStore } from "./store.ts";
export { taskStore } from "./task-store.ts";
