import type { RoomIds, TaskIds } from "@taskwire/react";
import { type ComposerWords, useComposer } from "@taskwire/react/composer";
import { SendHorizontal, X } from "lucide-react";
import { useMemo } from "react";
import { useLanguage } from "../language/provider.tsx";
import { IconButton } from "../parts/button.tsx";
import { Face } from "../parts/face.tsx";
import type { ThreadPost } from "./thread-post.ts";

interface ComposerProps {
  readonly place: RoomIds | TaskIds;
  readonly placeholder: string;
  /** The post that the text answers. */
  readonly replyTo: ThreadPost | undefined;
  onSent(): void;
  /** Called if the person doesn't want to reply any more. */
  onReplyEnd(): void;
}

/** The field for the next comment or message. It completes mentions, and its text is kept until it is sent. */
export function Composer({ place, placeholder, replyTo, onSent, onReplyEnd }: ComposerProps) {
  const { t, tOr } = useLanguage();
  const words = useMemo<ComposerWords>(
    () => ({
      suggestions: (count) => t("composer.suggestions", { count }),
      chosen: (name) => t("composer.chosen", { name }),
    }),
    [t],
  );
  const composer = useComposer(place, {
    words,
    onSent,
    ...(replyTo && { replyTo: replyTo.id }),
  });
  const lines = Math.min(6, composer.text.split("\n").length);

  return (
    <form {...composer.formProps} className="composer">
      {replyTo && (
        <p className="composer-reply small">
          <span className="clamp-1">
            {t("post.reply.to", { name: replyTo.author ?? t("somebody"), text: replyTo.text })}
          </span>
          <IconButton label={t("composer.replyTo.cancel")} onClick={onReplyEnd}>
            <X />
          </IconButton>
        </p>
      )}
      <ul {...composer.listProps} className="composer-list" aria-label={t("composer.people")}>
        {composer.suggestions.map((suggestion, i) => {
          const name = suggestion.names[0] ?? suggestion.handle;
          return (
            <li key={`${suggestion.kind} ${suggestion.id}`} {...composer.optionProps(i)}>
              <Face id={suggestion.id} name={name} />
              <span>
                {suggestion.kind === "group" ? tOr(`group.${suggestion.id}`, name) : name}
              </span>
              <span className="soft small">@{suggestion.handle}</span>
            </li>
          );
        })}
      </ul>
      <div className="composer-line">
        <textarea
          {...composer.fieldProps}
          rows={lines}
          aria-label={placeholder}
          placeholder={placeholder}
          enterKeyHint="send"
        />
        <button type="submit" className="icon-button composer-send" aria-label={t("composer.send")}>
          <SendHorizontal aria-hidden="true" />
        </button>
      </div>
      <p {...composer.statusProps} className="visually-hidden" />
    </form>
  );
}
