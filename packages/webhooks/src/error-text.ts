/**
 * The address of a receiver leads to this machine or to a private network, or its name does not exist. Both
 * have the same error: a difference would tell the people who set up webhooks which names the network has.
 */
export class NotPublic extends Error {
  override readonly name = "NotPublic";
}

/**
 * Says why a request had no answer, without anything of the address, the secrets or the body: the people who set up
 * webhooks may read it.
 */
export function errorText(error: unknown, timeoutMs: number): string {
  if (error instanceof NotPublic)
    return "The address is private, or its name doesn't exist. If it is yours, allow it with `allowPrivate` of webhookSender.";
  const { name, cause, code } = error as Error & { readonly code?: unknown };
  if ([name, (cause as Error | undefined)?.name].includes("TimeoutError"))
    return `There was no answer within ${timeoutMs} ms.`;
  // A code, such as ECONNREFUSED, has no text of others. A message can have the address.
  return typeof code === "string" && /^[A-Z][A-Z\d_]{1,60}$/.test(code)
    ? `The request failed: ${code}.`
    : "The connection ended without an answer.";
}
