/** The address of a receiver leads to this machine, or to a private network. */
export class PrivateAddress extends Error {
  override readonly name = "PrivateAddress";
}

/**
 * Says why a request had no answer, without anything of the address, the secrets or the body: the people who set up
 * webhooks may read it.
 */
export function errorText(error: unknown, timeoutMs: number): string {
  if (error instanceof PrivateAddress)
    return "The address is private. If it is yours, allow it with `allowPrivate` of webhookSender.";
  const { name, cause, code } = error as Error & { readonly code?: unknown };
  if ([name, (cause as Error | undefined)?.name].includes("TimeoutError"))
    return `There was no answer within ${timeoutMs} ms.`;
  // A code, such as ECONNREFUSED, has no text of others. A message can have the address.
  return typeof code === "string" && /^[A-Z][A-Z\d_]{1,60}$/.test(code)
    ? `The request failed: ${code}.`
    : "The connection ended without an answer.";
}
