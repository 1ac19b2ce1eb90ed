import { useBoard, useTaskCounts } from "@taskwire/react";
import { Columns3, List, Plus, Search, X } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { phone, useMedia } from "../page/media.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { Segments } from "../parts/segments.tsx";
import { ErrorState, GoneState, LoadingRows } from "../parts/states.tsx";
import { NoRequest } from "../request/no-request.tsx";
import { RequestPage } from "../request/request-page.tsx";
import { usePageName } from "../shell/title.ts";
import { boardId } from "../workplace/workplace.ts";
import { useArrivals } from "./arrivals.ts";
import { AskDrawer } from "./ask-drawer.tsx";
import { Columns } from "./columns.tsx";
import { countText, type Filter, filters, isOf } from "./find.ts";
import { FoundRequests } from "./found-requests.tsx";
import { NoRequests } from "./no-requests.tsx";

/** The requests of the board, as a list beside the chosen one, or in columns by their state. */
export function BoardPage({ taskId }: { readonly taskId: string | undefined }) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const [params, setParams] = useSearchParams();
  // An event of a large board draws one row, and not this page.
  const status = useBoard(boardId, (board) => board.status);
  const error = useBoard(boardId, (board) => board.error);
  const { status: counting, counts } = useTaskCounts(boardId);
  const isPhone = useMedia(phone);
  const [isAsking, setIsAsking] = useState(false);
  const [search, setSearch] = useState("");
  usePageName(t("board.title"));
  useArrivals();

  const filter = filters.find((name) => name === params.get("show")) ?? "all";
  const view = params.get("view") === "columns" && taskId === undefined ? "columns" : "list";
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

  const empty = (
    <NoRequests
      filter={filter}
      search={search}
      onAsk={() => setIsAsking(true)}
      onClear={() => {
        setSearch("");
        set("show", undefined);
      }}
    />
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
      <FoundRequests
        filter={filter}
        search={search}
        current={taskId}
        hrefOf={(id) => `/requests/${id}${query}`}
        empty={empty}
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
