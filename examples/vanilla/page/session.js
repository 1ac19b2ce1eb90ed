/** Logs a person in. Returns the function that gives the client a token, whenever it connects. */
export function logIn(login, password) {
  let tokens;
  let expiresAt = 0;
  async function post(path, body) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answers ${response.status}.`);
    tokens = await response.json();
    expiresAt = Date.now() + (tokens.expiresIn - 60) * 1000;
  }
  return async () => {
    if (!tokens) await post("/auth/login", { login, password });
    // A refresh token works once, and gives the next one.
    else if (Date.now() > expiresAt)
      await post("/auth/refresh", { refreshToken: tokens.refreshToken });
    return tokens.accessToken;
  };
}
