/**
 * `connecting`: the client tries to connect. `live`: it is connected, and everything that it follows is
 * up to date. `catching up`: it is connected, and missed events are on their way. `offline`: it waits
 * before the next attempt, or it is closed. `signed out`: it has no valid token. It asks for one again
 * from time to time, and at once after `reconnect()`.
 */
export type Status = "connecting" | "live" | "catching up" | "offline" | "signed out";
