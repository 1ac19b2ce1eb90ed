/** Logs a person in. Returns the function that gives the client a token, whenever it connects. */
export function logIn(login, password) {
  let tokens;
  let expiresAt = 0;
  let exchangeId;
  async function post(path, body) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answers ${response.status}.`);
    tokens = await response.json();
    exchangeId = undefined;
    expiresAt = Date.now() + (tokens.expiresIn - 60) * 1000;
  }
  return async () => {
    if (!tokens) await post("/auth/login", { login, password });
    // A refresh token works once, and gives the next one. If the answer gets lost, the same id gets it again.
    else if (Date.now() > expiresAt) {
      exchangeId ??= crypto.randomUUID();
      await post("/auth/refresh", { refreshToken: tokens.refreshToken, exchangeId });
    }
    return tokens.accessToken;
  };
}
