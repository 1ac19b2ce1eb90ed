import { type WorkStore, workStore } from "@taskwire/client/work";
import type { RegisteredApp } from "./register.ts";
import { type Shown, useStore } from "./use-store.ts";

/**
 * My work on all boards for a component: the fields of its snapshot, and its methods in `store`.
 */
export type WorkShown = Shown<WorkStore<RegisteredApp>>;

/**
 * Returns my work on all boards and keeps it up to date: decisions that wait for me, my open
 * subtasks by due date, my own requests, and mentions that I have not answered. With `select`, it
 * returns only a part of this.
 *
 * @example
 * ```ts
 * const waiting = useMyWork((work) => work.decide.length);
 * ```
 */
export function useMyWork(): WorkShown;
export function useMyWork<Selected>(select: (work: WorkShown) => Selected): Selected;
export function useMyWork(select?: (work: WorkShown) => unknown): unknown {
  return useStore(workStore<RegisteredApp>, [], select);
}
