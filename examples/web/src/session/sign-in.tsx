import { useEffect, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { PersonButton } from "../parts/person-button.tsx";
import { LanguageChoice } from "../shell/choices.tsx";
import { isInSplit } from "../split/side.ts";
import { request } from "./http.ts";
import { SignInFields } from "./sign-in-fields.tsx";
import { useSignIn } from "./use-sign-in.ts";

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
  const { t } = useLanguage();
  const demo = useDemoPeople();
  const { problem, isSending, signIn, submit } = useSignIn();

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
                  <PersonButton
                    person={{ id: login, name, role }}
                    data-login={login}
                    disabled={isSending}
                    onClick={() => void signIn(login, password)}
                  />
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
            <SignInFields problem={problem} />
            <Button submits tone="primary" aria-busy={isSending}>
              {t("signIn.submit")}
            </Button>
          </form>
        )}
      </main>
    </div>
  );
}
