import { renderParts } from "@taskwire/client/mentions";
import { languageOf } from "../language/bilingual.ts";
import { useMe } from "../shell/me.ts";
import { useMemberNames, useNameOf } from "../shell/names.ts";
import type { ThreadPost } from "./thread-post.ts";

/** The text of a post, with its mentions, links and code. Mentions of me stand out. */
export function PostBody({ post: { text, mentions } }: { readonly post: ThreadPost }) {
  const me = useMe();
  const nameOf = useNameOf();
  const members = useMemberNames();
  return (
    <p className="post-text" lang={languageOf(text)}>
      {renderParts(text, mentions).map((part, i) => {
        const key = `${i} ${part.type}`;
        switch (part.type) {
          case "mention": {
            const isGroup = part.kind === "group";
            const isMe = isGroup || part.id === me?.id;
            // Until the board is loaded, the name that was typed has to do.
            const name = isGroup || !members.has(part.id) ? part.text : `@${nameOf(part.id)}`;
            return (
              <span key={key} className={isMe ? "mention mention-me" : "mention"}>
                {name}
              </span>
            );
          }
          case "link":
            return (
              <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
                {part.text}
              </a>
            );
          case "code":
            return part.block ? (
              <pre key={key}>{part.text}</pre>
            ) : (
              <code key={key}>{part.text}</code>
            );
          default:
            return <span key={key}>{part.text}</span>;
        }
      })}
    </p>
  );
}
