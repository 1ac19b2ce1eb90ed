import { expect, test } from "vitest";
import { involvementId } from "../src/model/involvement.ts";
import { memberId } from "../src/model/member.ts";
import { parseTarget, preferenceId } from "../src/model/preference.ts";
import { readMarkerId } from "../src/model/read-marker.ts";
import { roomMemberId } from "../src/model/room-member.ts";
import { parseTopic, userTopic } from "../src/model/topic.ts";
import { notificationId } from "../src/notifications/notification.ts";
import { oddUserIds } from "../src/testing/engine/user-ids.ts";
import { connect, startWorld } from "./support/session-world.ts";

const places = ["a", "b", "a.b", "board:x", "user:a", "x~1"];

test("the ids of records about a person and a place are different for different pairs (A8)", () => {
  const makers = [memberId, roomMemberId, readMarkerId, involvementId, notificationId];
  for (const make of makers) {
    const ids = places.flatMap((place) => oddUserIds.map((userId) => make(place, userId)));
    expect(new Set(ids).size, make.name).toBe(ids.length);
  }
  const targets = places.flatMap((place) => [`board:${place}`, `room:${place}`, `task:${place}`]);
  const ids = targets.flatMap((target) => oddUserIds.map((userId) => preferenceId(userId, target)));
  expect(targets.every(parseTarget)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test("no two people have the same id of a notification, whatever it is about (H18)", () => {
  const people = [...oddUserIds, "x|lek", "lek|x", "task:1|lek", "task:1", "+task:1", "e.0+task:1"];
  const events = ["e.0", "e.01", "e.0+x"];
  const ids = people.flatMap((userId) =>
    events.flatMap((eventId) => [
      notificationId(eventId, userId),
      notificationId(eventId, userId, "task:1"),
    ]),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test("an id of an event that nobody made leads to nobody else's notification (H18)", async () => {
  const world = await startWorld();
  const other = "auth0|lek";
  for (const id of [other, "lek"])
    await world.system("users.put", { id, name: "Somebody", role: "ADMIN_LIMITED" });
  await world.system("members.add", { boardId: "sales", userId: other });
  const open = JSON.parse(await world.as(other, "inbox.open", {})) as {
    notifications: readonly { readonly eventId: string; readonly id: string }[];
  };
  const [one] = open.notifications;
  expect(one?.id).toBe(`${one?.eventId}|${other}`);
  const asked = { eventId: `${one?.eventId}|auth0` };
  expect(JSON.parse(await world.as("lek", "notifications.explain", asked))).toMatchObject({
    notification: null,
    outcomes: [],
  });
  const read = await world.as("lek", "inbox.read", { ids: [one?.id] });
  expect(JSON.parse(read)).toMatchObject({ changed: 0 });
  await world.taskwire.close();
});

test("a person's topic leads back to the person (A8)", () => {
  for (const id of oddUserIds) expect(parseTopic(userTopic(id))).toEqual({ kind: "user", id });
  for (const odd of ["user:", "user:.", "user:a\nb", "board:a|b", "board:a/b", "board:..", "x:a"])
    expect(parseTopic(odd), odd).toBeUndefined();
});

test.each(oddUserIds)("%s follows their own topic, and nobody else's (A8)", async (id) => {
  const world = await startWorld();
  await world.system("users.put", { id, name: "Somebody", role: "ADMIN_LIMITED" });
  await world.system("members.add", { boardId: "sales", userId: id });
  const mine = await connect(world, id);
  mine.send({ type: "subscribe", topic: userTopic(id) });
  mine.send({ type: "subscribe", topic: "board:sales" });
  mine.send({ type: "subscribe", topic: userTopic("dao") });
  mine.send({ type: "presence", topic: "board:sales", on: true });
  await world.runtime.settle();
  expect(mine.of("subscribed").map(({ topic }) => topic)).toEqual([userTopic(id), "board:sales"]);
  expect(mine.of("unsubscribed").map(({ topic }) => topic)).toEqual([userTopic("dao")]);
  await world.as(id, "preferences.set", { target: "board:sales", level: "all" });
  await world.runtime.settle();
  const events = mine.of("events").filter(({ topic }) => topic === userTopic(id));
  expect(JSON.stringify(events)).toContain("preference.changed");
  await world.taskwire.close();
});
