import { useClient } from "@taskwire/react";

/** Calls an operation by its name, also one that not every server has. */
export type AnyCall = (
  operation: string,
  input: object,
  options?: { readonly signal: AbortSignal; readonly key?: string },
) => Promise<unknown>;

/** Returns the function that calls an operation whose name comes from the workflow's definition. */
export const useCall = (): AnyCall => useClient().call as unknown as AnyCall;
