import { type RoomIds, type TaskIds, useComments, useRoom } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";

/** Says who is typing in a room. Only this line is drawn again when that changes. */
export const RoomTyping = ({ place }: { readonly place: RoomIds }) => (
  <Typing names={useRoom(place, ({ typing }) => typing)} />
);

/** Says who is typing a comment on a task. */
export const CommentsTyping = ({ place }: { readonly place: TaskIds }) => (
  <Typing names={useComments(place, ({ typing }) => typing)} />
);

/** Everything of a conversation that is drawn by its page, which is all except who is typing. */
export function withoutTyping<Shown extends { readonly typing: unknown }>({
  typing: _,
  ...rest
}: Shown): Omit<Shown, "typing"> {
  return rest;
}

/** The people who are typing. It has its own line, so nothing moves. */
function Typing({ names }: { readonly names: readonly string[] }) {
  const { t } = useLanguage();
  const [first = "", second] = names;
  const words =
    names.length === 0
      ? ""
      : names.length === 1
        ? t("thread.typing.one", { name: first })
        : names.length === 2
          ? t("thread.typing.two", { name: first, other: second ?? "" })
          : t("thread.typing.many", { name: first, count: names.length - 1 });
  return <p className="thread-typing soft small">{words}</p>;
}
