import { StateChip } from "../board/state-chip.tsx";
import type { DealerClient } from "../connection/client.ts";
import { useLanguage } from "../language/provider.tsx";

type Workflow = NonNullable<DealerClient["welcome"]>["workflow"];

interface WorkflowDiagramProps {
  readonly workflow: Workflow;
  /** The same as text. Undefined until the server has sent it. */
  readonly mermaid: string | undefined;
}

/** The states of a request, each with the actions that lead to others. */
export function WorkflowDiagram({ workflow, mermaid }: WorkflowDiagramProps) {
  const { t } = useLanguage();
  return (
    <section className="section" aria-labelledby="system-workflow">
      <h2 id="system-workflow">{t("system.workflow")}</h2>
      <ol className="workflow">
        {Object.keys(workflow.states).map((state) => (
          <State key={state} workflow={workflow} state={state} />
        ))}
      </ol>
      {mermaid !== undefined && (
        <details>
          <summary>{t("system.workflow.mermaid")}</summary>
          <pre className="workflow-text" lang="en">
            {mermaid}
          </pre>
        </details>
      )}
    </section>
  );
}

function State({ workflow, state }: { readonly workflow: Workflow; readonly state: string }) {
  const { t, tOr } = useLanguage();
  const { initial, states, actions } = workflow;
  const leading = Object.entries(actions).filter(([, { from }]) => from.includes(state));
  return (
    <li className="workflow-state">
      <p className="workflow-name">
        <StateChip state={state} kind={states[state]?.kind ?? ""} />
        {state === initial && <span className="soft small">{t("system.workflow.start")}</span>}
      </p>
      {leading.length === 0 && <p className="soft small">{t("system.workflow.end")}</p>}
      <ul>
        {leading.map(([name, { to, trigger }]) => (
          <li key={name}>
            {tOr(`action.task.${name}`, name)} → {tOr(`state.${to}`, to)}
            {trigger !== "person" && (
              <span className="soft small workflow-by-itself">
                {t(`system.workflow.${trigger}`)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}
