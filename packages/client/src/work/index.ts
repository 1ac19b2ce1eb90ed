import type { App, TypedFor } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createWorkStore, type WorkStore } from "./store.ts";

export type { SnapshotSource } from "../snapshot-source.ts";
export type {
  AskedWork,
  BoardName,
  DecideWork,
  StepWork,
  WorkListName,
  WorkLists,
} from "./entries.ts";
export type { WorkSnapshot, WorkStore } from "./store.ts";

const shared = createSharing<WorkStore>();

/**
 * Returns a store of the work of the person who is connected, on all boards: decisions that wait for them,
 * their open subtasks, their own requests, and mentions that they have not answered. It is up to date
 * while somebody is subscribed to it. Stores on one client are one store.
 *
 * It follows the person's boards, so the person is present on them.
 *
 * @example
 * ```ts
 * const work = workStore(client);
 * work.subscribe(() => badge(work.getSnapshot().decide.length));
 * ```
 */
export function workStore<A extends App = App>(client: ClientCore & TypedFor<A>): WorkStore<A> {
  // The server judges the records by the app's own schemas, so they have the app's types.
  return shared(client, "", () => createWorkStore(client)) as unknown as WorkStore<A>;
}
