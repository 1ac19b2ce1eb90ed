// The server's address, and requests to the example's own routes (accounts and people).

/**
 * The server of this page, or another one that `?server=http://localhost:3000` names. That one has
 * to list this page's origin in ORIGINS.
 */
export const serverUrl = new URLSearchParams(location.search).get("server") ?? location.origin;

/** The address of the ws-adapter. */
export const socketUrl = new URL("/taskwire", serverUrl.replace(/^http/, "ws")).href;

/** A failed request, with the server's error code, or `network` if the server didn't respond. */
export class RequestError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Sends a request to one of the example's own routes. Throws a {@link RequestError}.
 *
 * @param {string} path
 * @param {{ method?: string, body?: unknown, token?: string }} [options]
 * @returns {Promise<any>}
 */
export async function request(path, { method = "GET", body, token } = {}) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token !== undefined) headers.Authorization = `Bearer ${token}`;
  const init =
    body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(new URL(path, serverUrl), init).catch((error) => {
    throw new RequestError("network", String(error));
  });
  const result = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) return result;
  // Without problem details, the response came from a proxy and not from the server.
  throw new RequestError(result?.code ?? "network", result?.detail ?? response.statusText);
}
