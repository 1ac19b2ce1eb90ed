/** A failed request, with the server's error code, or `network` if the server did not answer. */
export class RequestError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface RequestOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** The idempotency key of a command. */
  readonly key?: string;
  /** Whether the request goes on when the page is left. */
  readonly keepalive?: boolean;
}

/** Sends a request to one of the server's own routes. Throws a {@link RequestError}. */
export async function request<Answer>(
  path: string,
  { method = "GET", body, token, signal, key, keepalive = false }: RequestOptions = {},
): Promise<Answer> {
  const response = await fetch(path, {
    method,
    keepalive,
    headers: {
      Accept: "application/json",
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(key !== undefined && { "Idempotency-Key": key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    throw new RequestError("network", String(error));
  });
  const result: unknown =
    response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) return result as Answer;
  // Without problem details, the answer came from a proxy and not from the server.
  const { code = "network", detail = response.statusText } = Object(result);
  throw new RequestError(code, detail);
}
