import type { RoomShown } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import type { Unsent } from "./unsent.ts";

interface UnsentPostsProps {
  readonly unsent: readonly Unsent[];
  readonly store: Pick<RoomShown["store"], "post">;
  forget(id: string): void;
}

/** The texts that a reload stopped on their way: each can be sent now, or forgotten. */
export function UnsentPosts({ unsent, store, forget }: UnsentPostsProps) {
  const { t } = useLanguage();
  if (unsent.length === 0) return null;
  return (
    <ul className="unsent">
      {unsent.map(({ id, text, options }) => (
        <li key={id} className="post post-failed post-following">
          <div className="post-main">
            <p className="post-text">{text}</p>
            <p className="problem small">{t("thread.unsent")}</p>
            <Button
              size="small"
              onClick={() => {
                forget(id);
                store.post(text, options);
              }}
            >
              {t("composer.send")}
            </Button>
            <Button size="small" tone="quiet" onClick={() => forget(id)}>
              {t("thread.unsent.forget")}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
