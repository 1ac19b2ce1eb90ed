import { boardStore } from "@taskwire/client/board";
import { taskIn, useBoard, useClient } from "@taskwire/react";
import { type ReactNode, useMemo } from "react";
import { useLanguage } from "../language/provider.tsx";
import { useMe } from "../shell/me.ts";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import { type Filter, finderOf, isOf } from "./find.ts";
import { Older } from "./older.tsx";
import { RequestList } from "./request-list.tsx";

interface FoundRequestsProps {
  readonly filter: Filter;
  readonly search: string;
  readonly current: string | undefined;
  hrefOf(id: string): string;
  readonly empty: ReactNode;
}

/** The loaded requests that a person looks for, in one list. */
export function FoundRequests({ filter, search, current, hrefOf, empty }: FoundRequestsProps) {
  const { t } = useLanguage();
  const client = useClient();
  const me = useMe()?.id;
  const nameOf = useNameOf();
  const fits = useMemo(() => finderOf(search, nameOf), [search, nameOf]);
  // The same ids are the same array, so an edit of a request does not draw the list.
  const found = useBoard(boardId, ({ tasks }) =>
    tasks.filter((task) => isOf(filter, task.kind) && fits(task)).map(({ id }) => id),
  );
  const isOwn = (id: string) =>
    taskIn(boardStore(client, boardId).getSnapshot().tasks, id)?.requesterId === me;
  return (
    <RequestList
      label={t("board.title")}
      ids={found}
      scope={`${filter} ${search}`}
      current={current}
      hrefOf={hrefOf}
      isOwn={isOwn}
      empty={empty}
      footer={<Older />}
    />
  );
}
