import { useInbox } from "@taskwire/react";
import { lazy, type ReactNode, Suspense } from "react";
import { Link, useLocation } from "wouter";
import { ConnectionBanner } from "../connection/connection-banner.tsx";
import { useLanguage } from "../language/provider.tsx";
import { phone, useMedia } from "../page/media.ts";
import { Account } from "./account.tsx";
import { type Badge, useBadges } from "./badges.ts";
import { useDecides, useLooksAfter, useMe } from "./me.ts";
import { type NavigationPage, pages } from "./pages.ts";
import { Present } from "./present.tsx";
import { useTitle } from "./title.ts";

const Wire = lazy(async () => ({ default: (await import("./wire.tsx")).Wire }));

/** Whether the address asks for the raw events: `/?wire`. It holds for the whole visit. */
const showsWire = new URLSearchParams(location.search).has("wire");

interface AppShellProps {
  /** When the state was saved that is shown without a connection. */
  readonly savedAt: string | undefined;
  readonly children: ReactNode;
}

/** The frame of all pages: navigation at the side, or at the bottom of a phone. */
export function AppShell({ savedAt, children }: AppShellProps) {
  const { t } = useLanguage();
  const isPhone = useMedia(phone);
  const me = useMe();
  const badges = useBadges();
  useTitle(useInbox((inbox) => inbox.unread));
  const may = { deciders: useDecides()(me?.role), admins: useLooksAfter()(me?.role) };
  const mine = pages.filter(({ only }) => only === undefined || may[only]);
  const link = (page: NavigationPage) => (
    <PageLink key={page.path} page={page} badge={badges[page.path]} />
  );

  return (
    <div className="shell">
      <button
        type="button"
        className="skip"
        onClick={() => document.querySelector<HTMLElement>("#content")?.focus()}
      >
        {t("nav.skip")}
      </button>
      <header className="rail">
        <Link href="/" className="rail-brand" aria-label="taskwire">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>taskwire</span>
        </Link>
        <nav className="rail-pages" aria-label={t("nav.label")}>
          {mine.filter(({ onPhone }) => onPhone || !isPhone).map(link)}
        </nav>
        {!isPhone && <Present />}
        <Account>{isPhone ? mine.filter(({ onPhone }) => !onPhone).map(link) : undefined}</Account>
      </header>
      <div className="shell-body">
        <ConnectionBanner savedAt={savedAt} />
        <main id="content" className="content" tabIndex={-1}>
          {children}
        </main>
        {showsWire && (
          <Suspense>
            <Wire />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function PageLink({
  page: { path, name, icon: Icon },
  badge,
}: {
  readonly page: NavigationPage;
  readonly badge: Badge | undefined;
}) {
  const { t } = useLanguage();
  const [location] = useLocation();
  const isHere = location === path || location.startsWith(`${path}/`);
  return (
    <Link href={path} className="rail-link" aria-current={isHere ? "page" : undefined}>
      <Icon aria-hidden="true" />
      <span className="rail-name">{t(name)}</span>
      {badge !== undefined && (
        <span className="badge">
          <span aria-hidden="true">{badge.count}</span>
          <span className="visually-hidden">{t(badge.label, { count: badge.count })}</span>
        </span>
      )}
    </Link>
  );
}
