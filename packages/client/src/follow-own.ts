import { userTopic } from "@taskwire/core/model";
import type { ClientCore } from "./client.ts";
import { type Follower, type Following, follow } from "./follow.ts";

/** Follows the person's own topic. It starts after the first `welcome`, which says who the person is. */
export function followOwn<State>(client: ClientCore, follower: Follower<State>): Following {
  let following: Following | undefined;
  const removals = [client.onStatus(join), client.onClose(join)];

  function join() {
    const id = client.welcome?.user.id;
    if (following || (id === undefined && !client.closed)) return;
    stopListening();
    following = follow(client, userTopic(id ?? ""), follower);
  }

  function stopListening() {
    for (const remove of removals) remove();
  }

  join();
  return {
    reopen: () => following?.reopen(),
    leave() {
      stopListening();
      following?.leave();
    },
  };
}
