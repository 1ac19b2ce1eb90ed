import { boardStore } from "@taskwire/client/board";
import { useBoard, useClient } from "@taskwire/react";
import { useEffect, useRef, useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { boardId } from "../workplace/workplace.ts";

/** An answer of the server has a limit in bytes. If it had fewer requests than this, more are loaded at once. */
const few = 50;

/** Says how many requests are loaded, and loads older ones. */
export function Older() {
  const { t } = useLanguage();
  const act = useAct();
  const hasMore = useBoard(boardId, (board) => board.hasMore);
  const count = useBoard(boardId, (board) => board.tasks.length);
  const store = boardStore(useClient(), boardId);
  const [isLoading, setIsLoading] = useState(false);
  const isFirst = useRef(true);
  const needsMore = hasMore && count < few && isFirst.current;
  useEffect(() => {
    if (!needsMore) return;
    isFirst.current = false;
    // If it fails, the person can press the button.
    store.loadMore().catch(() => {});
  }, [needsMore, store]);
  if (!hasMore || needsMore) return null;

  async function load() {
    if (isLoading) return;
    setIsLoading(true);
    await act(t("board.older"), async () => {
      // Requests that wait are loaded from the start, so a page may bring nothing new.
      const before = store.getSnapshot().tasks.length;
      const hasNothingNew = () => {
        const { tasks, hasMore } = store.getSnapshot();
        return hasMore && tasks.length === before;
      };
      do await store.loadMore();
      while (hasNothingNew());
    });
    setIsLoading(false);
  }

  return (
    <div className="older">
      <p className="soft small">{t("board.loaded", { count })}</p>
      <Button size="small" aria-busy={isLoading} onClick={() => void load()}>
        {t("board.older")}
      </Button>
    </div>
  );
}
