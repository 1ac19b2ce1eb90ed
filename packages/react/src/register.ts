import type { App } from "@taskwire/client";

/**
 * Tells the hooks the types of your app: its states, task types, data, actions and own operations.
 * Declare this once, in any file:
 *
 * @example
 * ```ts
 * import type { taskwire } from "../server/taskwire.ts";
 *
 * declare module "@taskwire/react" {
 *   interface Register {
 *     readonly app: typeof taskwire;
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps add their field to it.
export interface Register {}

/** The app that `Register` names, or any app. */
export type RegisteredApp = Register extends { readonly app: infer A extends App } ? A : App;
