import { useClient, useStatus } from "@taskwire/react";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { disconnect } from "../connection/client.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Field } from "../parts/field.tsx";
import { usePerson, useSession } from "./provider.tsx";

/** Says that the session has ended, and lets the person sign in again where they were. */
export function SignedOut() {
  const { t } = useLanguage();
  const client = useClient();
  const status = useStatus();
  const session = useSession();
  const person = usePerson();
  const errorText = useErrorText();
  const [problem, setProblem] = useState<string>();
  const closed = useSyncExternalStore(client.onClose, () => client.closed);

  function leave() {
    disconnect(session);
    session.signOut();
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      await session.signIn(String(form.get("login")).trim(), String(form.get("password")));
      client.reconnect();
      setProblem(undefined);
    } catch (error) {
      const { code } = Object(error) as { readonly code?: string };
      setProblem(code === "unauthenticated" ? t("error.signIn") : errorText(error));
    }
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
      <form onSubmit={(event) => void submit(event)} className="form">
        <p>{t("signIn.ended")}</p>
        <p className="soft">{person?.name}</p>
        <Field label={t("signIn.login")} name="login" autoComplete="username" required />
        <Field
          label={t("signIn.password")}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <p className="problem" role="alert">
          {problem}
        </p>
        <div className="form-buttons">
          <Button submits tone="primary">
            {t("signIn.submit")}
          </Button>
          <Button onClick={leave}>{t("signIn.asOther")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
