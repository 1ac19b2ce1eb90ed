import { t, tOr } from "./i18n.js";

/**
 * Returns the page's words for an error: those for the rule that failed if the error names one,
 * else those for its code.
 *
 * @param {unknown} error
 */
export function errorText(error) {
  const {
    code = "other",
    message = String(error),
    details,
  } = /** @type {{ code?: string, message?: string, details?: { rule?: unknown } }} */ (error);
  const byCode = tOr(`error.${code}`, t("error.other", { message }), { message });
  return tOr(`refused.${details?.rule}`, byCode);
}
