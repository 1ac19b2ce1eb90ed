import { createContext, useContext, useSyncExternalStore } from "react";
import type { Person, Session } from "./session.ts";

const SessionContext = createContext<Session | undefined>(undefined);

/** Gives the components below it the session of one person. */
export const SessionProvider = SessionContext;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("Put a <SessionProvider> around the app.");
  return session;
}

/** Returns the person who is signed in, or undefined. */
export function usePerson(): Person | undefined {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, () => session.person);
}
