import { userTopic } from "@taskwire/core/model";
import type { ClientCore } from "./client.ts";
import { type Follower, type Following, follow } from "./follow.ts";

/** Follows the person's own topic. Who that is says the first greeting: until then it waits. */
export function followOwn<State>(client: ClientCore, follower: Follower<State>): Following {
  let following: Following | undefined;
  const stops = [client.onStatus(join), client.onClose(join)];

  function join() {
    const id = client.welcome?.user.id;
    if (following || (id === undefined && !client.closed)) return;
    stop();
    following = follow(client, userTopic(id ?? ""), follower);
  }

  function stop() {
    for (const off of stops) off();
  }

  join();
  return {
    reopen: () => following?.reopen(),
    leave() {
      stop();
      following?.leave();
    },
  };
}
