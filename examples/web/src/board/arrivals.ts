import { boardStore } from "@taskwire/client/board";
import { useClient } from "@taskwire/react";
import { useEffect } from "react";
import { useLanguage } from "../language/provider.tsx";
import { useAnnounce } from "../parts/announcer.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";

/** Reads aloud new requests and decisions of other people. */
export function useArrivals(): void {
  const client = useClient();
  const announce = useAnnounce();
  const nameOf = useNameOf();
  const { t, tOr, own } = useLanguage();

  useEffect(
    () =>
      boardStore(client, boardId).onEvents((events) => {
        for (const event of events) {
          if (!("data" in event) || event.actor === client.welcome?.user.id) continue;
          const { task } = event.data as { readonly task?: { readonly title?: string } };
          const title = task?.title;
          if (title === undefined || !event.type.startsWith("task.")) continue;
          const words = { actor: nameOf(event.actor), task: own(title) };
          announce(tOr(`event.${event.type}`, t("board.arrived", { title }), words));
        }
      }),
    [client, announce, nameOf, t, tOr, own],
  );
}
