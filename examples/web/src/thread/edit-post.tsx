import { type FormEvent, useEffect, useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { Button } from "../parts/button.tsx";
import { keptSpans } from "./kept-spans.ts";
import type { ThreadMethods, ThreadPost } from "./thread-post.ts";

/** A text that is not saved yet. */
export interface EditDraft {
  readonly text: string;
  /** The text of the post when the draft was begun. */
  readonly from: string;
}

/** The key of the draft of one person's own post. Nobody else may edit it. */
const keyOf = ({ authorId, id }: ThreadPost) => `taskwire.post.${authorId}.${id}`;

/** Whether the post has the text of a draft now. The page may have closed before the answer to the edit came. */
const isSaved = ({ text, from }: EditDraft, post: ThreadPost) =>
  text === post.text && from !== post.text;

/** Returns the draft that was begun for a post, also before a reload. */
export function editDraftOf(post: ThreadPost): EditDraft | undefined {
  const draft = post.isMine ? readStored<EditDraft>(keyOf(post)) : undefined;
  return draft && !isSaved(draft, post) ? draft : undefined;
}

interface EditPostProps {
  readonly post: ThreadPost;
  readonly store: Pick<ThreadMethods, "edit">;
  onDone(): void;
}

/** Changes the text of a post. The draft is kept until it is saved or cancelled; Escape only folds it away. */
export function EditPost({ post, store, onDone }: EditPostProps) {
  const { t } = useLanguage();
  const act = useAct();
  const [draft, setDraft] = useState<EditDraft>(
    () => editDraftOf(post) ?? { text: post.text, from: post.text },
  );
  const { text, from } = draft;

  function write(next: EditDraft) {
    setDraft(next);
    writeStored(keyOf(post), next.text === post.text ? undefined : next);
  }

  function end() {
    writeStored(keyOf(post), undefined);
    onDone();
  }

  const isOver = isSaved(draft, post);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it ends once, when the text is saved.
  useEffect(() => {
    if (isOver) end();
  }, [isOver]);

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (text.trim() === "") return;
    const spans = keptSpans(post.text, text, post.mentions);
    if (await act(t("post.edit"), () => store.edit(post.id, text, { spans }))) end();
  }

  return (
    <form className="post-edit" onSubmit={(event) => void submit(event)}>
      {post.deletedAt !== null ? (
        <p className="notice">{t("post.deleted.meanwhile")}</p>
      ) : (
        post.text !== from && (
          <p className="notice">{t("request.edit.changed", { title: post.text })}</p>
        )
      )}
      <textarea
        aria-label={t("post.edit")}
        rows={2}
        value={text}
        onChange={({ target }) => write({ text: target.value, from })}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void submit();
          }
        }}
      />
      <div className="form-buttons">
        <Button submits size="small" tone="primary">
          {t("request.edit.save")}
        </Button>
        <Button size="small" onClick={end}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
