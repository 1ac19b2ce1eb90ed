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

test("nobody can find two people whose notifications of an event have the same id (H18)", () => {
  const [, hash = ""] = notificationId("event", "lek").split(".");
  // Each character of base64url has 6 bits.
  expect(hash.length * 6).toBeGreaterThanOrEqual(128);
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
