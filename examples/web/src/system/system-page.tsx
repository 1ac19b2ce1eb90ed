import { useClient } from "@taskwire/react";
import { useSyncExternalStore } from "react";
import { addWords } from "../language/dictionary.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { ErrorState, LoadingRows, NoRightState } from "../parts/states.tsx";
import { useLooksAfter, useMe } from "../shell/me.ts";
import { usePageName } from "../shell/title.ts";
import { systemWords } from "../words/system.ts";
import { Connections } from "./connections.tsx";
import { FailedReactions } from "./failed-reactions.tsx";
import { PermissionTable } from "./permission-table.tsx";
import { useOverview } from "./use-overview.ts";
import { WorkflowDiagram } from "./workflow-diagram.tsx";

// They are loaded with this page.
addWords(systemWords);

/** The server, the workflow and the permissions, for people who look after the system. */
export function SystemPage() {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const client = useClient();
  const me = useMe();
  const welcome = useSyncExternalStore(client.onStatus, () => client.welcome);
  const mayLook = useLooksAfter()(me?.role);
  const { overview, error, load, retry } = useOverview(mayLook);
  usePageName(t("nav.admin"));

  if (me && !mayLook)
    return <NoRightState isPage title={t("system.noRight")} text={t("system.noRight.text")} />;
  return (
    <div className="page">
      <h1>{t("nav.admin")}</h1>
      {overview === undefined ? (
        error ? (
          <ErrorState text={errorText(error)} retry={() => void load()} />
        ) : (
          <LoadingRows rows={4} />
        )
      ) : (
        <>
          <Connections connections={overview.connections} count={overview.connectionCount} />
          <FailedReactions
            failed={overview.failed}
            hasMore={overview.hasMoreFailed}
            retry={retry}
          />
        </>
      )}
      {(overview !== undefined || error !== undefined) && welcome && (
        <>
          <WorkflowDiagram workflow={welcome.workflow} mermaid={overview?.diagram} />
          <PermissionTable roles={welcome.roles.roles} />
        </>
      )}
    </div>
  );
}
