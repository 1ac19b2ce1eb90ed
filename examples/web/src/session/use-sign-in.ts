import { type FormEvent, useState } from "react";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { useSession } from "./provider.tsx";

/** Signs a person in, once at a time, and says in words why it failed. */
export function useSignIn(onDone: () => void = () => {}) {
  const { t } = useLanguage();
  const session = useSession();
  const errorText = useErrorText();
  const [problem, setProblem] = useState<string>();
  const [isSending, setIsSending] = useState(false);

  async function signIn(login: string, password: string) {
    if (isSending) return;
    setIsSending(true);
    setProblem(undefined);
    try {
      await session.signIn(login, password);
      onDone();
    } catch (error) {
      const { code } = Object(error) as { readonly code?: string };
      setProblem(code === "unauthenticated" ? t("error.signIn") : errorText(error));
    } finally {
      setIsSending(false);
    }
  }

  /** Takes the fields of `SignInFields`. */
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void signIn(String(form.get("login")).trim(), String(form.get("password")));
  }

  return { problem, isSending, signIn, submit };
}
