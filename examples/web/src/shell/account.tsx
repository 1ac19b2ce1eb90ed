import { type ReactNode, useId } from "react";
import { Link } from "wouter";
import { disconnect } from "../connection/client.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Face } from "../parts/face.tsx";
import { usePerson, useSession } from "../session/provider.tsx";
import { LanguageChoice, ThemeChoice } from "./choices.tsx";
import { useMe } from "./me.ts";

/**
 * A button with my name. It opens what I can choose for myself, and signs me out. `children` are further
 * links.
 */
export function Account({ children }: { readonly children?: ReactNode }) {
  const { t, tOr } = useLanguage();
  const session = useSession();
  const person = usePerson();
  const me = useMe();
  const id = useId();
  if (!person) return null;
  const role = me?.role ?? person.role;
  const name = me?.name ?? person.name;

  return (
    <div className="account">
      <button type="button" className="account-button" popoverTarget={id}>
        <Face id={person.id} name={name} />
        <span className="account-text">
          <span className="account-name">{name}</span>
          <span className="soft small">{tOr(`role.${role}`, role)}</span>
          <span className="visually-hidden">{t("nav.me")}</span>
        </span>
      </button>
      <div id={id} popover="auto" className="account-panel">
        <p className="account-name">{name}</p>
        <p className="soft small">{tOr(`role.${role}`, role)}</p>
        {children !== undefined && (
          <nav className="account-pages" aria-label={t("nav.more")}>
            {children}
          </nav>
        )}
        <Link
          href="/settings"
          className="account-settings"
          onClick={() => document.getElementById(id)?.hidePopover()}
        >
          {t("settings.title")}
        </Link>
        <LanguageChoice />
        <ThemeChoice />
        <Button
          onClick={() => {
            disconnect(session);
            session.signOut();
          }}
        >
          {t("signOut")}
        </Button>
      </div>
    </div>
  );
}
