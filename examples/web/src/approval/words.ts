import type { ParametersIn } from "../language/dictionary.ts";
import { type Spoken, useLanguage } from "../language/provider.tsx";
import type { approvalWords } from "../words/approval.ts";

type ApprovalWords = typeof approvalWords;

/** Returns the text of a key of the approval's words. A missing value is a compile error. */
export type ApprovalText = <Key extends keyof ApprovalWords>(
  key: Key,
  ...values: ParametersIn<ApprovalWords[Key]["en"]>
) => string;

/** Returns the words of approvals in the page's language, beside those of the app. */
export function useApprovalWords(): Spoken & { readonly a: ApprovalText } {
  const spoken = useLanguage();
  return { ...spoken, a: (key, ...[values]) => spoken.tOr(key, key, values) };
}

/** Returns the name of a part of the approval. */
export const stepName = ({ tOr }: Spoken, step: string): string => tOr(`vote.${step}`, step);

/** Returns the name of a group of voters. */
export const groupName = ({ tOr }: Spoken, group: string): string =>
  tOr(`vote.group.${group}`, group);
