import { type TaskShown, useClient } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";

/**
 * Returns a function that names the parts of an approval in which people vote on a request now. There
 * are none in a state without an approval.
 */
export function useOpenParts() {
  const { tOr } = useLanguage();
  const { welcome } = useClient();
  return ({ approval, state }: Pick<TaskShown, "approval" | "state">): readonly string[] => {
    if (!approval || welcome?.workflow.states[state]?.approval === undefined) return [];
    return Object.entries(approval.steps)
      .filter(([, step]) => step.state === "open")
      .map(([name]) => tOr(`vote.${name}`, name));
  };
}
