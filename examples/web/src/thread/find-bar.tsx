import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button, IconButton } from "../parts/button.tsx";
import type { Find } from "./use-find.ts";

interface FindBarProps {
  readonly find: Find;
  /** The number of loaded posts. */
  readonly count: number;
  readonly hasOlder: boolean;
  loadOlder(): void;
}

/** The field that searches among the loaded posts. Enter goes to older matches, Shift+Enter to newer ones. */
export function FindBar({ find, count, hasOlder, loadOlder }: FindBarProps) {
  const { t } = useLanguage();
  const { text, matches, at, search, step, close } = find;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <search className="find">
      <input
        type="search"
        ref={field}
        aria-label={t("thread.find")}
        placeholder={t("thread.find")}
        value={text}
        onChange={({ target }) => search(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
          if (event.key === "Enter" && matches > 0) step(event.shiftKey ? 1 : -1);
        }}
      />
      <span className="soft small" role="status">
        {text.trim() !== "" &&
          (matches > 0 ? t("thread.find.at", { at, matches }) : t("thread.find.none", { count }))}
      </span>
      {hasOlder && matches === 0 && text.trim() !== "" && (
        <Button size="small" onClick={loadOlder}>
          {t("request.history.more")}
        </Button>
      )}
      <IconButton label={t("thread.find.older")} disabled={matches < 2} onClick={() => step(-1)}>
        <ChevronUp />
      </IconButton>
      <IconButton label={t("thread.find.newer")} disabled={matches < 2} onClick={() => step(1)}>
        <ChevronDown />
      </IconButton>
      <IconButton label={t("close")} onClick={close}>
        <X />
      </IconButton>
    </search>
  );
}
