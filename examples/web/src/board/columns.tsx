import { boardStore } from "@taskwire/client/board";
import {
  type BoardShown,
  type TaskShown,
  taskIn,
  useBoard,
  useClient,
  useTaskCounts,
} from "@taskwire/react";
import { memo, type ReactNode, useCallback, useMemo } from "react";
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

type IdsByState = { readonly [state: string]: readonly string[] };

/**
 * Returns a function that gives the ids of the found requests by their state. As long as the requests in
 * a state are the same, so is the array: an event draws only the columns that it changes.
 */
function useIdsByState(fits: (task: TaskShown) => boolean) {
  return useMemo(() => {
    let held: IdsByState = {};
    return ({ tasks }: BoardShown): IdsByState => {
      const next: { [state: string]: string[] } = {};
      for (const task of tasks) {
        if (!fits(task)) continue;
        const ids = next[task.state];
        if (ids) ids.push(task.id);
        else next[task.state] = [task.id];
      }
      held = Object.fromEntries(
        Object.entries(next).map(([state, ids]) => {
          const before = held[state];
          return [state, before && sameIds(before, ids) ? before : ids];
        }),
      );
      return held;
    };
  }, [fits]);
}

/** The requests in one column for each state of the workflow. */
export function Columns({ search, empty }: ColumnsProps) {
  const { t } = useLanguage();
  const client = useClient();
  const { counts } = useTaskCounts(boardId);
  const isEmpty = useBoard(boardId, ({ tasks }) => tasks.length === 0);
  const nameOf = useNameOf();
  const fits = useMemo(() => finderOf(search, nameOf), [search, nameOf]);
  const byState = useBoard(boardId, useIdsByState(fits));
  const states = Object.entries(client.welcome?.workflow.states ?? {});
  if (isEmpty) return empty;

  return (
    <div className="columns-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: people without a mouse scroll it with the arrow keys. */}
      <section className="columns" tabIndex={0} aria-label={t("board.view.columns")}>
        {states.map(([state, { kind }]) => {
          const ids = byState[state] ?? none;
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
      return taskIn(tasks, id)?.requesterId === myId;
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
