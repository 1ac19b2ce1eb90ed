import { t, tOr } from "./i18n.js";

/**
 * Returns the page's words for an error: those for the condition or the rule that failed if the
 * error names one, else those for its code. The error's own message is for developers, in English
 * and with ids, so it is never shown.
 *
 * @param {unknown} error
 */
export function errorText(error) {
  const { code, details = {} } =
    /** @type {{ code?: string, details?: { rule?: unknown, conditions?: readonly string[], retryAfterMs?: unknown, quota?: string, limit?: number } }} */ (
      error ?? {}
    );
  const { rule, conditions = [], retryAfterMs, quota, limit = 0 } = details;
  if (rule === "permission" && conditions.length > 0)
    return tOr(`why.permission.${conditions[0]}`, t("why.permission.if"));
  const waitMs = typeof retryAfterMs === "number" ? retryAfterMs : 0;
  if (rule === "quota")
    return tOr(`quota.${quota}`, t("refused.quota"), {
      limit,
      minutes: Math.ceil(waitMs / 60_000),
    });
  if (code === "rate_limited" && typeof retryAfterMs === "number")
    return t("error.rate_limited.for", { seconds: Math.ceil(retryAfterMs / 1000) });
  return tOr(`refused.${rule}`, tOr(`error.${code}`, t("error.other")));
}
