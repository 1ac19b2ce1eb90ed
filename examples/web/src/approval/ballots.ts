import type { ApprovalShown } from "@taskwire/react";

type Approval = NonNullable<ApprovalShown["approval"]>;

/** The actions of a workflow, by name. */
export type Actions = {
  readonly [name: string]: {
    readonly from: readonly string[];
    readonly vote?: "for" | "against" | "return" | "override";
    readonly reason: "required" | "optional" | "none";
    readonly event: string;
  };
};

/** Something that I can do in an approval. */
export interface Choice {
  /** The action of the workflow. */
  readonly action: string;
  readonly vote: "for" | "against" | "return" | "override";
  readonly needsReason: boolean;
}

/** A vote that I can cast: my own, or that of a person who is away. */
export interface Ballot {
  readonly step: string;
  /** The person for whom I vote. Undefined: myself. */
  readonly for: string | undefined;
  readonly choices: readonly Choice[];
}

const order = ["return", "against", "for"] as const;

/** Returns the actions with a part in the approval of a state, `for` last. */
export function choicesIn(actions: Actions, state: string): readonly Choice[] {
  const all = Object.entries(actions).flatMap(([action, { from, vote, reason }]) =>
    vote && from.includes(state) ? [{ action, vote, needsReason: reason === "required" }] : [],
  );
  const rank = ({ vote }: Choice) => order.indexOf(vote as (typeof order)[number]);
  return all.sort((a, b) => rank(a) - rank(b));
}

interface Context {
  readonly approval: Approval;
  readonly choices: readonly Choice[];
  readonly me: string;
  readonly requesterId: string;
  /** The people for whom I may vote now. */
  readonly principals: readonly string[];
}

/** Returns the votes that I can cast, my own first. The server judges those for others again. */
export function ballotsOf(context: Context): readonly Ballot[] {
  const { approval, choices, me, requesterId, principals } = context;
  const votes = choices.filter(({ vote }) => vote !== "override");
  const open = approval.isRunning ? approval.steps.filter(({ state }) => state === "open") : [];
  const own = open.flatMap(({ name, mine, available }) => {
    const allowed = votes.filter(({ action }) => available[`task.${action}`]?.allowed === true);
    return mine || allowed.length === 0 ? [] : [{ step: name, for: undefined, choices: allowed }];
  });
  const others = open.flatMap(({ name, asked, votes: cast }) =>
    requesterId === me || cast.some(({ castBy }) => castBy === me)
      ? []
      : principals
          .filter((id) => asked.includes(id))
          .map((id) => ({ step: name, for: id, choices: votes })),
  );
  return [...own, ...others];
}
