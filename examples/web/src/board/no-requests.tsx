import { useBoard } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/states.tsx";
import { boardId } from "../workplace/workplace.ts";
import type { Filter } from "./find.ts";

interface NoRequestsProps {
  readonly filter: Filter;
  readonly search: string;
  /** Opens the form for a new request. */
  onAsk(): void;
  /** Shows all requests. */
  onClear(): void;
}

/** There are no requests, or none is found: says why, and what to do. */
export function NoRequests({ filter, search, onAsk, onClear }: NoRequestsProps) {
  const { t } = useLanguage();
  const count = useBoard(boardId, ({ tasks }) => tasks.length);
  if (filter === "all" && search === "")
    return (
      <EmptyState title={t("board.empty.title")} text={t("board.empty.text")}>
        <Button tone="primary" onClick={onAsk}>
          {t("board.new")}
        </Button>
      </EmptyState>
    );
  return (
    <EmptyState
      title={t("board.none.title")}
      text={search === "" ? t("board.none.filter") : t("board.none.text", { count })}
    >
      <Button onClick={onClear}>{t("board.none.clear")}</Button>
    </EmptyState>
  );
}
