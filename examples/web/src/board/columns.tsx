import { useBoard, useClient, useTaskCounts } from "@taskwire/react";
import { type ReactNode, useMemo } from "react";
import { boardId } from "../connection/client.ts";
import { useLanguage } from "../language/provider.tsx";
import { useMe } from "../shell/me.ts";
import { useNameOf } from "../shell/names.ts";
import { countText, finderOf } from "./find.ts";
import { Older } from "./older.tsx";
import { RequestList } from "./request-list.tsx";

interface ColumnsProps {
  readonly search: string;
  readonly empty: ReactNode;
}

/** The requests in one column for each state of the workflow. */
export function Columns({ search, empty }: ColumnsProps) {
  const { t, tOr } = useLanguage();
  const client = useClient();
  const { counts } = useTaskCounts(boardId);
  const tasks = useBoard(boardId, (board) => board.tasks);
  const me = useMe();
  const nameOf = useNameOf();
  const states = Object.entries(client.welcome?.workflow.states ?? {});
  const byState = useMemo(() => {
    const fits = finderOf(search, nameOf);
    return Map.groupBy(tasks.filter(fits), ({ state }) => state as string);
  }, [tasks, search, nameOf]);
  if (tasks.length === 0) return empty;

  return (
    <div className="columns-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: people without a mouse scroll it with the arrow keys. */}
      <section className="columns" tabIndex={0} aria-label={t("board.view.columns")}>
        {states.map(([state, { kind }]) => {
          const ids = byState.get(state)?.map(({ id }) => id) ?? [];
          const name = tOr(`state.${state}`, state);
          const counted = counts.filter((one) => one.state === state);
          const count = counted.length > 0 ? countText(counted) : String(ids.length);
          return (
            <section
              key={state}
              className={`column column-${kind}`}
              aria-label={t("board.column.count", { name, count })}
            >
              <h2 className="column-head">
                <span className={`chip chip-${kind}`}>{name}</span>
                <span className="soft small">{count}</span>
              </h2>
              <RequestList
                label={name}
                ids={ids}
                scope={search}
                current={undefined}
                hrefOf={(id) => `/requests/${id}?view=columns`}
                isOwn={(id) =>
                  byState.get(state)?.find((task) => task.id === id)?.requesterId === me?.id
                }
                showState={false}
                empty={<p className="column-empty soft small">{t("board.none.filter")}</p>}
              />
            </section>
          );
        })}
      </section>
      <Older />
    </div>
  );
}
