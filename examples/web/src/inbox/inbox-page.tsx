import { useInbox } from "@taskwire/react";
import { Settings2 } from "lucide-react";
import { useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../parts/states.tsx";
import { usePageName } from "../shell/title.ts";
import { isOver, type Notice, needsMe } from "./notices.ts";
import { Preferences } from "./preferences.tsx";
import { WindowedGroups } from "./windowed-groups.tsx";

/** My notifications: those that need me first, by request and room. Resolved ones are folded away. */
export function InboxPage() {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const act = useAct();
  const { status, notifications, unread, hasMore, error, store } = useInbox();
  const [isChoosing, setIsChoosing] = useState(false);
  const [isUnfolded, setIsUnfolded] = useState(false);
  usePageName(t("inbox.title"));
  const waiting = notifications.filter(needsMe);
  const over = notifications.filter(isOver);
  const news = notifications.filter((one) => !needsMe(one) && !isOver(one));

  return (
    <div className="page">
      <header className="page-head">
        <h1>{t("inbox.title")}</h1>
        <div className="form-buttons">
          {unread > 0 && (
            <Button
              size="small"
              onClick={() => void act(t("inbox.readAll"), () => store.readAll())}
            >
              {t("inbox.readAll")}
            </Button>
          )}
          <Button
            size="small"
            icon={<Settings2 aria-hidden="true" />}
            onClick={() => setIsChoosing(true)}
          >
            {t("inbox.preferences")}
          </Button>
        </div>
      </header>
      {status === "loading" ? (
        error ? (
          <ErrorState text={errorText(error)} />
        ) : (
          <LoadingRows />
        )
      ) : notifications.length === 0 ? (
        <EmptyState title={t("inbox.empty")} text={t("inbox.empty.text")} />
      ) : (
        <>
          {waiting.length > 0 && <Part title={t("inbox.needsMe")} notices={waiting} />}
          {news.length > 0 && <Part title={t("inbox.news")} notices={news} />}
          {over.length > 0 && (
            <details onToggle={({ currentTarget }) => setIsUnfolded(currentTarget.open)}>
              <summary className="soft">{t("inbox.folded", { count: over.length })}</summary>
              {isUnfolded && <WindowedGroups notices={over} />}
            </details>
          )}
          {hasMore && (
            <Button size="small" onClick={() => void act(t("inbox.more"), () => store.loadMore())}>
              {t("inbox.more")}
            </Button>
          )}
        </>
      )}
      <Dialog
        title={t("inbox.preferences")}
        shape="drawer"
        isOpen={isChoosing}
        onClose={() => setIsChoosing(false)}
      >
        <Preferences />
      </Dialog>
    </div>
  );
}

const Part = ({
  title,
  notices,
}: {
  readonly title: string;
  readonly notices: readonly Notice[];
}) => (
  <section className="section" aria-label={title}>
    <h2>{title}</h2>
    <WindowedGroups notices={notices} />
  </section>
);
