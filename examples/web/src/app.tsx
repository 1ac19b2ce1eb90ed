import { TaskwireProvider } from "@taskwire/react";
import { useMemo, useState } from "react";
import { OutgoingContext } from "./connection/act.tsx";
import { clientOf } from "./connection/client.ts";
import { createOutgoing } from "./connection/outgoing.ts";
import { PendingProvider } from "./decide/pending.tsx";
import { useSavedState } from "./offline/use-saved-state.ts";
import { PageGuard } from "./page/page-guard.tsx";
import { Announcer } from "./parts/announcer.tsx";
import { ToastProvider } from "./parts/toasts.tsx";
import { Routes } from "./routes.tsx";
import { SessionProvider, usePerson, useSession } from "./session/provider.tsx";
import { createSession, type Person } from "./session/session.ts";
import { SignIn } from "./session/sign-in.tsx";
import { SignedOut } from "./session/signed-out.tsx";
import { AppShell } from "./shell/app-shell.tsx";
import { sessionPlace } from "./split/side.ts";

const mainSession = createSession(sessionPlace);

/** The app of one person. */
export const App = () => (
  <SessionProvider value={mainSession}>
    <PersonApp />
  </SessionProvider>
);

/** The app for the session around it: the sign-in page, or the pages of the person. */
export function PersonApp() {
  const person = usePerson();
  return person ? <SignedIn key={person.id} person={person} /> : <SignIn />;
}

function SignedIn({ person }: { readonly person: Person }) {
  const session = useSession();
  const client = useMemo(() => clientOf(session, person.id), [session, person.id]);
  const [outgoing] = useState(createOutgoing);
  const saved = useSavedState(client, person.id);
  return (
    <TaskwireProvider client={saved?.client ?? client}>
      <OutgoingContext value={outgoing}>
        <Announcer>
          <ToastProvider>
            <PendingProvider>
              <AppShell savedAt={saved?.at}>
                <Routes />
              </AppShell>
              <SignedOut />
              <PageGuard />
            </PendingProvider>
          </ToastProvider>
        </Announcer>
      </OutgoingContext>
    </TaskwireProvider>
  );
}
