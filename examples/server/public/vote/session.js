// The session that the app of examples/web keeps in this browser, for the page of decision links.
const key = "taskwire.session.main";

/** Exchanges the refresh token as the app does: one tab at a time, because a token works once. */
async function exchange() {
  const stored = JSON.parse(localStorage.getItem(key) ?? "null");
  if (!stored) return undefined;
  const next = { exchangeId: crypto.randomUUID(), ...stored };
  // If the answer gets lost, the next page repeats this exchange and gets the same answer.
  localStorage.setItem(key, JSON.stringify(next));
  const { refreshToken, exchangeId } = next;
  const response = await fetch("/auth/refresh", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ refreshToken, exchangeId }),
  });
  if (!response.ok) return undefined;
  const tokens = await response.json();
  const { user } = tokens;
  localStorage.setItem(key, JSON.stringify({ user, refreshToken: tokens.refreshToken }));
  return { token: tokens.accessToken, until: Date.now() + (tokens.expiresIn - 60) * 1000 };
}

let access;

/** The token of the signed-in person. Undefined if nobody is signed in. */
export async function accessToken() {
  if (!access || Date.now() > access.until) access = await navigator.locks.request(key, exchange);
  return access?.token;
}
