import { useMemo } from "react";
import { type Spoken, useLanguage } from "./provider.tsx";

interface Details {
  readonly rule?: unknown;
  readonly conditions?: readonly string[];
  readonly retryAfterMs?: unknown;
  readonly quota?: string;
  readonly limit?: number;
}

/**
 * Returns the app's words for an error: those for the condition or the rule that failed if the error
 * names one, else those for its code. The error's own message is for developers, so it is never shown.
 */
export function errorTextIn({ t, tOr }: Spoken, error: unknown): string {
  const { code, details = {} }: { readonly code?: string; readonly details?: Details } =
    Object(error);
  const { rule, conditions = [], retryAfterMs, quota, limit = 0 } = details;
  if (rule === "permission" && conditions.length > 0)
    return tOr(`why.permission.${conditions[0]}`, t("why.permission.if"));
  const waitMs = typeof retryAfterMs === "number" ? retryAfterMs : 0;
  if (rule === "quota")
    return tOr(`quota.${quota}`, t("refused.quota"), {
      limit,
      minutes: Math.ceil(waitMs / 60_000),
    });
  if (code === "rate_limited" && waitMs > 0)
    return t("error.rate_limited.for", { seconds: Math.ceil(waitMs / 1000) });
  return tOr(`refused.${rule}`, tOr(`error.${code}`, t("error.other")));
}

/** Returns a function that gives an error its words. */
export function useErrorText(): (error: unknown) => string {
  const spoken = useLanguage();
  return useMemo(() => (error: unknown) => errorTextIn(spoken, error), [spoken]);
}
