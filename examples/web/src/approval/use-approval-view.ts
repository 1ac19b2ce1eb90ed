import { type TaskShown, useApproval, useClient } from "@taskwire/react";
import { useMemo } from "react";
import { useNow } from "../page/now.ts";
import { useMe } from "../shell/me.ts";
import { boardId } from "../workplace/workplace.ts";
import { type Actions, ballotsOf, choicesIn } from "./ballots.ts";
import { isNow, useDelegations } from "./use-delegations.ts";

/** Returns the approval of a request, and the votes that I can cast in it. */
export function useApprovalView({ id: taskId, state, requesterId }: TaskShown) {
  const client = useClient();
  const me = useMe()?.id ?? "";
  const now = useNow(15_000);
  const { approval } = useApproval({ boardId, taskId });
  const { own, all } = useDelegations();
  const actions = client.welcome?.workflow.actions as Actions | undefined;
  const choices = useMemo(() => choicesIn(actions ?? {}, state), [actions, state]);
  const given = own.filter((one) => one.principalId !== me && isNow(one, now));
  const principals = [...new Set(given.map(({ principalId }) => principalId))];
  const ballots = approval ? ballotsOf({ approval, choices, me, requesterId, principals }) : [];
  const away = all.filter((one) => isNow(one, now));
  return { approval, choices, ballots, away, me, now, actions };
}
