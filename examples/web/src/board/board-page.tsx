import { useBoard, useTaskCounts } from "@taskwire/react";
import { Columns3, List, Plus, Search, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { phone, useMedia } from "../page/media.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { Segments } from "../parts/segments.tsx";
import { EmptyState, ErrorState, GoneState, LoadingRows } from "../parts/states.tsx";
import { NoRequest } from "../request/no-request.tsx";
import { RequestPage } from "../request/request-page.tsx";
import { useMe } from "../shell/me.ts";
import { useNameOf } from "../shell/names.ts";
import { usePageName } from "../shell/title.ts";
import { boardId } from "../workplace/workplace.ts";
import { useArrivals } from "./arrivals.ts";
import { AskDrawer } from "./ask-drawer.tsx";
import { Columns } from "./columns.tsx";
import { countText, type Filter, filters, finderOf, isOf } from "./find.ts";
import { Older } from "./older.tsx";
import { RequestList } from "./request-list.tsx";

/** The requests of the board, as a list beside the chosen one, or in columns by their state. */
export function BoardPage({ taskId }: { readonly taskId: string | undefined }) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const [params, setParams] = useSearchParams();
  const { status, tasks, error } = useBoard(boardId);
  const me = useMe();
  const nameOf = useNameOf();
  const { status: counting, counts } = useTaskCounts(boardId);
  const isPhone = useMedia(phone);
  const [isAsking, setIsAsking] = useState(false);
  const [search, setSearch] = useState("");
  usePageName(t("board.title"));
  useArrivals();

  const filter = filters.find((name) => name === params.get("show")) ?? "all";
  const view = params.get("view") === "columns" && taskId === undefined ? "columns" : "list";
  const found = useMemo(() => {
    const fits = finderOf(search, nameOf);
    return tasks.filter((task) => isOf(filter, task.kind) && fits(task)).map(({ id }) => id);
  }, [tasks, filter, search, nameOf]);

  const set = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === undefined) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );

  if (status === "gone")
    return <GoneState isPage title={t("board.gone")} text={t("board.gone.why")} />;
  const query = params.size > 0 ? `?${params}` : "";
  const isOwn = (id: string) => tasks.find((task) => task.id === id)?.requesterId === me?.id;
  const countOf = (name: Filter) =>
    counting === "ready" ? countText(counts.filter(({ kind }) => isOf(name, kind))) : undefined;

  const head = (
    <header className="board-head">
      <div className="board-bar">
        <h1>{t("board.title")}</h1>
        <Segments
          label={t("board.view")}
          value={view}
          options={[
            { value: "list", name: t("board.view.list"), icon: <List aria-hidden="true" /> },
            {
              value: "columns",
              name: t("board.view.columns"),
              icon: <Columns3 aria-hidden="true" />,
            },
          ]}
          onChange={(next) => set("view", next === "columns" ? next : undefined)}
        />
        <Button tone="primary" icon={<Plus aria-hidden="true" />} onClick={() => setIsAsking(true)}>
          {t("board.new")}
        </Button>
      </div>
      <div className="board-bar">
        <label className="search">
          <Search aria-hidden="true" />
          <input
            type="search"
            value={search}
            placeholder={t("board.find.hint")}
            aria-label={t("board.find")}
            onChange={({ target }) => setSearch(target.value)}
          />
          {search !== "" && (
            <IconButton label={t("board.find.clear")} onClick={() => setSearch("")}>
              <X />
            </IconButton>
          )}
        </label>
        {view === "list" && (
          <Segments
            label={t("board.filter")}
            value={filter}
            options={filters.map((value) => ({
              value,
              name: t(`board.filter.${value}`),
              count: countOf(value),
            }))}
            onChange={(next) => set("show", next === "all" ? undefined : next)}
          />
        )}
      </div>
    </header>
  );

  const isFiltered = filter !== "all" || search !== "";
  const empty = isFiltered ? (
    <EmptyState
      title={t("board.none.title")}
      text={search === "" ? t("board.none.filter") : t("board.none.text", { count: tasks.length })}
    >
      <Button
        onClick={() => {
          setSearch("");
          set("show", undefined);
        }}
      >
        {t("board.none.clear")}
      </Button>
    </EmptyState>
  ) : (
    <EmptyState title={t("board.empty.title")} text={t("board.empty.text")}>
      <Button tone="primary" onClick={() => setIsAsking(true)}>
        {t("board.new")}
      </Button>
    </EmptyState>
  );

  const list =
    status === "loading" ? (
      error ? (
        <ErrorState text={errorText(error)} />
      ) : (
        <LoadingRows />
      )
    ) : view === "columns" ? (
      <Columns search={search} empty={empty} />
    ) : (
      <RequestList
        label={t("board.title")}
        ids={found}
        scope={`${filter} ${search}`}
        current={taskId}
        hrefOf={(id) => `/requests/${id}${query}`}
        isOwn={isOwn}
        empty={empty}
        footer={<Older />}
      />
    );

  const hasDetail = view === "list" && (taskId !== undefined || !isPhone);
  return (
    <div
      className={[
        "board",
        view === "columns" && "board-columns",
        taskId !== undefined && "board-open",
      ]
        .filter(Boolean)
        .join(" ")}
    >
      <section className="board-side" aria-label={t("board.title")}>
        {head}
        {list}
      </section>
      {hasDetail &&
        (taskId === undefined ? (
          <NoRequest />
        ) : (
          <RequestPage key={taskId} taskId={taskId} back={`/requests${query}`} />
        ))}
      <AskDrawer isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </div>
  );
}
