import { type FormEvent, useEffect, useState } from "react";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Face } from "../parts/face.tsx";
import { Field } from "../parts/field.tsx";
import { LanguageChoice } from "../shell/choices.tsx";
import { isInSplit } from "../split/side.ts";
import { request } from "./http.ts";
import { useSession } from "./provider.tsx";

interface DemoPerson {
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

/** The people of the demo. None in production. */
function useDemoPeople(): readonly DemoPerson[] | undefined {
  const [people, setPeople] = useState<readonly DemoPerson[]>();
  useEffect(() => {
    const ending = new AbortController();
    request<readonly DemoPerson[]>("/auth/demo", { signal: ending.signal }).then(setPeople, () => {
      if (!ending.signal.aborted) setPeople([]);
    });
    return () => ending.abort();
  }, []);
  return people;
}

/** The page on which nobody is signed in. */
export function SignIn() {
  const { t, tOr } = useLanguage();
  const demo = useDemoPeople();
  const [problem, setProblem] = useState<string>();
  const [isSending, setIsSending] = useState(false);
  const session = useSession();
  const errorText = useErrorText();

  async function signIn(login: string, password: string) {
    if (isSending) return;
    setIsSending(true);
    setProblem(undefined);
    try {
      await session.signIn(login, password);
    } catch (error) {
      const { code } = Object(error) as { readonly code?: string };
      setProblem(code === "unauthenticated" ? t("error.signIn") : errorText(error));
    } finally {
      setIsSending(false);
    }
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void signIn(String(form.get("login")).trim(), String(form.get("password")));
  }

  return (
    <div className="sign-in">
      <header className="sign-in-head">
        <img src="/icon.svg" alt="" width="36" height="36" />
        <span className="sign-in-name">taskwire</span>
        <LanguageChoice />
      </header>
      <main className="sign-in-main" tabIndex={-1}>
        <h1>{t("signIn.title")}</h1>
        <p className="soft">{t("signIn.lead")}</p>
        {demo !== undefined && demo.length > 0 && (
          <section className="sign-in-demo" aria-labelledby="sign-in-demo">
            <h2 id="sign-in-demo">{t("signIn.demo")}</h2>
            <ul className="sign-in-people">
              {demo.map(({ login, name, role, password }) => (
                <li key={login}>
                  <button
                    type="button"
                    className="sign-in-person"
                    data-login={login}
                    disabled={isSending}
                    onClick={() => void signIn(login, password)}
                  >
                    <Face id={login} name={name} />
                    <span>
                      <span className="sign-in-person-name">{name}</span>
                      <span className="soft small">{tOr(`role.${role}`, role)}</span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            {!isInSplit && (
              <p className="soft small">
                {t("signIn.demo.two")} <a href="/split">{t("signIn.split")}</a>
              </p>
            )}
          </section>
        )}
        {demo !== undefined && (
          <form className="sign-in-form" onSubmit={submit}>
            <h2>{demo.length > 0 ? t("signIn.or") : ""}</h2>
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
            <Button submits tone="primary" aria-busy={isSending}>
              {t("signIn.submit")}
            </Button>
          </form>
        )}
      </main>
    </div>
  );
}
