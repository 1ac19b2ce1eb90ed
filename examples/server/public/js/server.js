// Where the server is, and how its own routes (accounts and people) are asked.

/** This page's own, or another one by `?server=http://localhost:3000`, which then has to list this page's origin in ORIGINS. */
export const serverUrl = new URLSearchParams(location.search).get("server") ?? location.origin;

/** Where the ws-adapter listens. */
export const socketUrl = new URL("/taskwire", serverUrl.replace(/^http/, "ws")).href;

/** A refusal, with the server's stable word for why. `network`: no answer at all. */
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
  const answer = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) return answer;
  // Without a problem document it was not the server that answered, but something in front of it.
  throw new RequestError(answer?.code ?? "network", answer?.detail ?? response.statusText);
}
