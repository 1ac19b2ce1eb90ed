import { useClient, useStatus } from "@taskwire/react";
import { useSyncExternalStore } from "react";
import { disconnect } from "../connection/client.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { usePerson, useSession } from "./provider.tsx";
import { SignInFields } from "./sign-in-fields.tsx";
import { useSignIn } from "./use-sign-in.ts";

/** Says that the session has ended, and lets the person sign in again where they were. */
export function SignedOut() {
  const { t } = useLanguage();
  const client = useClient();
  const status = useStatus();
  const session = useSession();
  const person = usePerson();
  const { problem, isSending, submit } = useSignIn(() => client.reconnect());
  const closed = useSyncExternalStore(client.onClose, () => client.closed);

  function leave() {
    disconnect(session);
    session.signOut();
  }

  if (closed && closed.code !== 1000)
    return (
      <Dialog title={t("connection.closed.title")} isOpen>
        <p>{t("connection.closed.text")}</p>
        <Button tone="primary" onClick={leave}>
          {t("signIn.asOther")}
        </Button>
      </Dialog>
    );
  return (
    <Dialog title={t("signIn.title")} isOpen={status === "signed out"}>
      <form onSubmit={submit} className="form">
        <p>{t("signIn.ended")}</p>
        <p className="soft">{person?.name}</p>
        <SignInFields problem={problem} />
        <div className="form-buttons">
          <Button submits tone="primary" aria-busy={isSending}>
            {t("signIn.submit")}
          </Button>
          <Button onClick={leave}>{t("signIn.asOther")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
