import { createContext, useContext } from "react";
import { useErrorText } from "../language/error-text.ts";
import { useToast } from "../parts/toasts.tsx";
import { createOutgoing, type Outgoing, TakenBack } from "./outgoing.ts";

export const OutgoingContext = createContext<Outgoing>(createOutgoing());

/** Returns the changes of this page that are on their way. */
export const useOutgoing = (): Outgoing => useContext(OutgoingContext);

/**
 * Returns a function that makes a change. It is listed while it waits for a connection, and a failure is
 * shown in words. Resolves with whether it worked.
 *
 * @example
 * ```tsx
 * const act = useAct();
 * const done = await act(t("action.task.approve"), (signal) => client.tasks.approve(input, { signal }));
 * ```
 */
export function useAct() {
  const outgoing = useOutgoing();
  const toast = useToast();
  const errorText = useErrorText();
  return async (
    what: string,
    change: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<boolean> => {
    try {
      await outgoing.run(what, change);
      return true;
    } catch (error) {
      if (!(error instanceof TakenBack)) toast({ text: errorText(error), tone: "error" });
      return false;
    }
  };
}
