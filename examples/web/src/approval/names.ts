import { useNameOf } from "../shell/names.ts";
import type { Delegation } from "./use-delegations.ts";
import { useApprovalWords } from "./words.ts";

/** So many people are named in one line. */
const maxNamed = 4;

/** Returns a function that names the people who are asked, and says who of them is away. */
export function useAskedNames(away: readonly Delegation[]) {
  const { a, t } = useApprovalWords();
  const nameOf = useNameOf();
  const listOf = (ids: readonly string[]) => ids.map(nameOf).join(t("remedy.or"));
  return (ids: readonly string[]): string => {
    const names = ids.map((id) => {
      const name = nameOf(id);
      const absence = away.find(({ principalId }) => principalId === id);
      if (!absence) return name;
      if (absence.to.length === 0) return a("approval.away.nobody", { name });
      return a("approval.away", { name, others: listOf(absence.to) });
    });
    const shown = names.sort((x, y) => x.localeCompare(y)).slice(0, maxNamed);
    const others = names.length - shown.length;
    return [...shown, ...(others > 0 ? [t("faces.more", { count: others })] : [])].join(", ");
  };
}

/** Returns a function that names the person who cast a vote, and the person whose vote it is. */
export function useVoterName() {
  const { a } = useApprovalWords();
  const nameOf = useNameOf();
  return ({ seat, castBy }: { readonly seat: string; readonly castBy: string }): string =>
    seat === castBy
      ? nameOf(seat)
      : a("approval.person.for", { name: nameOf(castBy), other: nameOf(seat) });
}
