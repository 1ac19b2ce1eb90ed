import { goals } from "../goals.ts";
import { heading, line, median, progress } from "../report.ts";
import { cpuOf, inTurns, isQuick, startLoad, startPeer } from "./peers.ts";

const boardId = "inbox";
const unread = 1_000;
const rounds = 5;
/** A person told is a small difference between two figures, so these are measured more often. */
const moreRounds = 10;
const messages = 40;
/** How many notifications a person of a measured group has in the end, besides those from the start. */
const added = (2 + rounds) * messages;
const warmUpMessages = isQuick ? 10 : 250;
const followers = ["full", "empty", "warmUp"] as const;

/** Groups of people on one board, by their numbers. */
const groups = {
  /** They follow their inboxes, and have a thousand unread notifications each. */
  full: { from: 0, to: 99 },
  someFull: { from: 0, to: 40 },
  /** They follow their inboxes, which begin empty. */
  empty: { from: 100, to: 140 },
  /** They are not connected. */
  away: { from: 140, to: 180 },
  oneAway: { from: 140, to: 141 },
  /** They follow their inboxes, and get the messages of the warm-up. */
  warmUp: { from: 180, to: 220 },
} as const;
type Group = keyof typeof groups;
const sizeOf = (group: Group): number => groups[group].to - groups[group].from;

/** Measures the cost of telling a person something: CPU, pauses of the main thread, disk. */
export async function inbox(): Promise<void> {
  const load = startLoad();
  const taskwire = await startPeer("taskwire");
  const bare = await startPeer("bare SQLite");
  const { ask } = taskwire.server;
  progress("inbox: people join the board");
  await ask.createBoard({ people: 220, role: "ADMIN", boardId });
  progress(`inbox: ${sizeOf("full")} people get ${unread} notifications each`);
  await ask.fillInboxes({ boardId, people: sizeOf("full"), unread });
  const rooms = new Map<Group, string>();
  for (const group of Object.keys(groups) as Group[])
    rooms.set(group, await ask.createRoom({ boardId, ...groups[group] }));
  for (const name of followers) {
    const { language, port } = taskwire;
    const first = groups[name].from;
    const crowd = { name, language, port, boardId, first, count: sizeOf(name), followsInbox: true };
    await load.ask.open(crowd);
    await load.ask.quiet(name);
  }
  const tell = (group: Group, count: number) =>
    ask.tellEverybody({
      boardId,
      roomId: rooms.get(group) ?? "",
      people: sizeOf(group),
      messages: count,
    });
  const tellAndWait = async (group: Group, count: number) => {
    await tell(group, count);
    for (const name of followers) await load.ask.quiet(name);
  };

  progress(`inbox: ${warmUpMessages} messages to the others, so that the code is compiled`);
  await tellAndWait("warmUp", warmUpMessages);
  const measured: Group[] = ["someFull", "empty", "away", "oneAway"];
  for (const group of measured) await tellAndWait(group, 2 * messages);
  const rows = (people: number, count: number) => () =>
    bare.server.ask.tellEverybody({ people, messages: count });
  await rows(sizeOf("warmUp"), warmUpMessages)();
  const bareFigures = new Map<Group, number[]>([
    ["away", []],
    ["oneAway", []],
  ]);
  const costOf = async (group: Group): Promise<number> => {
    const ofBare = await cpuOf(bare, rows(sizeOf(group), messages));
    bareFigures.get(group)?.push(ofBare / messages);
    return (await cpuOf(taskwire, () => tellAndWait(group, messages))) / messages;
  };
  const figures = await inTurns(rounds, measured, (group, round) => {
    progress(`inbox: a message to ${group}, round ${round + 1} of ${rounds}`);
    return costOf(group);
  });
  const more = await inTurns(moreRounds, [...bareFigures.keys()], (group, round) => {
    progress(`inbox: a message to ${group}, round ${round + 1} of ${moreRounds} more`);
    return costOf(group);
  });
  const of = (group: Group): number => median(figures.get(group) ?? []);
  const ofAll = (group: Group): number =>
    median([...(figures.get(group) ?? []), ...(more.get(group) ?? [])]);
  heading(
    "The cost of telling a person, one message at a time",
    `A message with @everyone goes to rooms of ${sizeOf("away")} people and to one of 1, in process. The difference is divided by the people. Bare SQLite writes one row for each person, and does nothing else. Followers are connected, and get the notification and their new count. CPU of the server.`,
  );
  const people = sizeOf("away");
  const perPerson = (many: number, one: number) => (many - one) / (people - sizeOf("oneAway"));
  const [manyRows = 0, oneRow = 0] = [...bareFigures.values()].map(median);
  const base = perPerson(manyRows, oneRow);
  const told = perPerson(ofAll("away"), ofAll("oneAway"));
  line("a person told", told, "µs", { goal: goals.personTold });
  line("  the same", told, "µs", { of: "bare SQLite", base });
  line("bare SQLite, a row for a person", base, "µs");
  const ofOne = (of("empty") - of("away")) / people;
  const ofMany = (of("someFull") - of("away")) / people;
  line(`more for a follower with up to ${added} unread`, ofOne, "µs");
  line(`more for a follower with ${unread} more unread`, ofMany, "µs", {
    of: "few unread",
    base: ofOne,
    goal: goals.countOfMany,
  });

  const stops: number[] = [];
  for (let round = 0; round < (isQuick ? 1 : rounds); round++) {
    progress(`inbox: a message to 99 people, round ${round + 1} of ${rounds}`);
    const before = await load.ask.told("full");
    await ask.longestStop();
    await tell("full", 1);
    // A job tells so many people. It may take up to five seconds to begin.
    while ((await load.ask.told("full")) < before + sizeOf("full"))
      await new Promise((resolve) => setTimeout(resolve, 50));
    await load.ask.quiet("full");
    stops.push(await ask.longestStop());
  }
  heading(
    `@everyone to ${sizeOf("full")} people with ${unread} unread notifications each`,
    "The longest time for which the main thread answers nobody, until all of them have their notification and their count. All of them follow their inboxes.",
  );
  line("longest stop of the main thread", median(stops), "ms", { goal: goals.longestStopMs });

  await Promise.all([load.stop(), taskwire.server.stop(), bare.server.stop()]);
  await disk();
}

const cycles = 1_000;
const approvers = 10;
/**
 * A cycle notifies all other approvers of the new task, the requester twice, and the decider. The founder of
 * the board is an approver too.
 */
const notificationsOfCycle = approvers + 2 + 1;

/** The bytes that a notification takes, from the files of two servers. */
async function disk(): Promise<void> {
  const grownBy = async (withoutInboxes: boolean): Promise<number> => {
    progress(`inbox: disk of ${cycles} cycles ${withoutInboxes ? "without" : "with"} inboxes`);
    const { server } = await startPeer("taskwire", [], { withoutInboxes });
    await server.ask.createBoard({ people: approvers, role: "ADMIN", boardId });
    const before = await server.ask.diskBytes();
    await server.ask.runCycles({ boardId, cycles });
    const bytes = (await server.ask.diskBytes()) - before;
    await server.stop();
    return bytes;
  };
  const [whole, without] = [await grownBy(false), await grownBy(true)];
  heading(
    "Disk a notification, SQLite",
    `How much larger ${cycles} approval cycles make the database file than without inboxes, with all indexes and the persons' logs. A cycle has ${notificationsOfCycle} notifications, of which 10 are resolved again.`,
  );
  line("a notification", (whole - without) / cycles / notificationsOfCycle, "bytes", {
    goal: goals.notificationBytes,
  });
}
