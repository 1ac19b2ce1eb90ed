import { boardStore } from "@taskwire/client/board";
import { useBoard, useClient, useTaskCounts } from "@taskwire/react";
import { memo, type ReactNode, useCallback, useMemo, useRef } from "react";
import { useLanguage } from "../language/provider.tsx";
import { useMe } from "../shell/me.ts";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import { countText, finderOf } from "./find.ts";
import { Older } from "./older.tsx";
import { RequestList } from "./request-list.tsx";
import { sameIds } from "./steady.ts";

interface ColumnsProps {
  readonly search: string;
  readonly empty: ReactNode;
}

const none: readonly string[] = [];

/** The requests in one column for each state of the workflow. */
export function Columns({ search, empty }: ColumnsProps) {
  const { t } = useLanguage();
  const client = useClient();
  const { counts } = useTaskCounts(boardId);
  const tasks = useBoard(boardId, (board) => board.tasks);
  const nameOf = useNameOf();
  const states = Object.entries(client.welcome?.workflow.states ?? {});
  /** The ids as they were drawn last. A column whose ids are the same is not drawn again. */
  const drawn = useRef(new Map<string, readonly string[]>()).current;
  const byState = useMemo(() => {
    const fits = finderOf(search, nameOf);
    return Map.groupBy(tasks.filter(fits), ({ state }) => state as string);
  }, [tasks, search, nameOf]);
  if (tasks.length === 0) return empty;

  const idsOf = (state: string) => {
    const ids = byState.get(state)?.map(({ id }) => id) ?? none;
    const before = drawn.get(state);
    if (before && sameIds(before, ids)) return before;
    drawn.set(state, ids);
    return ids;
  };

  return (
    <div className="columns-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: people without a mouse scroll it with the arrow keys. */}
      <section className="columns" tabIndex={0} aria-label={t("board.view.columns")}>
        {states.map(([state, { kind }]) => {
          const ids = idsOf(state);
          const counted = counts.filter((one) => one.state === state);
          const count = counted.length > 0 ? countText(counted) : String(ids.length);
          return (
            <Column key={state} state={state} kind={kind} ids={ids} count={count} search={search} />
          );
        })}
      </section>
      <Older />
    </div>
  );
}

interface ColumnProps {
  readonly state: string;
  readonly kind: string;
  readonly ids: readonly string[];
  readonly count: string;
  readonly search: string;
}

const hrefOf = (id: string) => `/requests/${id}?view=columns`;

const Column = memo(function Column({ state, kind, ids, count, search }: ColumnProps) {
  const { t, tOr } = useLanguage();
  const client = useClient();
  const myId = useMe()?.id;
  const isOwn = useCallback(
    (id: string) => {
      const { tasks } = boardStore(client, boardId).getSnapshot();
      return tasks.find((task) => task.id === id)?.requesterId === myId;
    },
    [client, myId],
  );
  const name = tOr(`state.${state}`, state);
  return (
    <section
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
        hrefOf={hrefOf}
        isOwn={isOwn}
        showState={false}
        empty={<p className="column-empty soft small">{t("board.none.filter")}</p>}
      />
    </section>
  );
});
