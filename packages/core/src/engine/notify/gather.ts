import { systemId } from "../../model/actor.ts";
import { notifications } from "../../model/notification.ts";
import type { AnyReason } from "../../model/reason.ts";
import type {
  CandidateFacts,
  PersonCandidate,
  RequestOutcomes,
} from "../../notifications/decide.ts";
import { type ReasonRules, rulesOf } from "../../notifications/reasons.ts";
import type {
  Candidate,
  Group,
  NotificationRequest as RequestOf,
} from "../../notifications/request.ts";
import { type Names, namesOf } from "../../notifications/words.ts";
import type { EngineContext } from "../context.ts";
import { expand } from "./groups.ts";
import type { BoardPerson, MembersCache, People } from "./members-cache.ts";
import type { NotifyParts } from "./notify-parts.ts";
import { mayReadIn, type Place, placeOf, readPlaces } from "./place.ts";
import { PreferenceReader, targetsOf, type WantedPreferences } from "./preference-reader.ts";
import { tellOfStall } from "./stall.ts";

/** Everything that decides about one request. */
export interface Gathered {
  readonly candidates: readonly PersonCandidate[];
  readonly facts: CandidateFacts;
  readonly names: Names;
}

type NotificationRequest = RequestOf<AnyReason>;

/** Outcomes with the names that go into the notifications. */
export type NamedOutcomes = RequestOutcomes & Pick<Gathered, "names">;

type GroupCandidate = Candidate<AnyReason> & { readonly to: Group };

/** A request, and what has been read for it so far. */
interface Draft {
  readonly request: NotificationRequest;
  readonly groups: readonly GroupCandidate[];
  readonly targets: readonly string[];
  candidates: PersonCandidate[];
  place: Place | undefined;
  people: Pick<People<BoardPerson>, "get">;
  notified: ReadonlySet<string>;
}

/**
 * Reads everything that decides about the candidates of all requests of a command: places, groups,
 * people, preferences, earlier notifications. It reads nothing for requests that concern only the
 * actor. If the board, room or task of a request was deleted, the request has no candidates.
 */
export async function gather(
  requests: readonly NotificationRequest[],
  context: EngineContext,
  parts: NotifyParts,
): Promise<Gathered[]> {
  const drafts = requests.map(draftOf);
  const isOther = ({ userId, evenActor }: PersonCandidate) =>
    userId !== context.actor.userId || evenActor === true;
  const concerning = drafts.filter(
    ({ groups, candidates }) => groups.length > 0 || candidates.some(isOther),
  );
  const missing = readPlaces(
    concerning.map(({ request }) => request),
    context,
  );
  if (missing.length > 0) await Promise.all(missing);
  const placed = concerning.filter((draft) => findPlace(draft, context));
  const preferences = new PreferenceReader(parts.storage);
  const grouped = placed.filter(({ groups }) => groups.length > 0);
  if (grouped.length > 0) await expandGroups(grouped, preferences, context, parts);
  const reaching = placed.filter(({ candidates }) => candidates.some(isOther));
  const reads = readPeople(reaching, isOther, parts.members);
  const rules = rulesOf(context.definitions);
  const wanted = reaching.flatMap((draft) => wantedOf(draft, isOther, rules));
  if (wanted.length > 0) reads.push(preferences.read(wanted));
  for (const draft of reaching) if (draft.request.once) reads.push(readNotified(draft, context));
  if (reads.length > 0) await Promise.all(reads);
  return drafts.map((draft) => ({
    candidates: draft.candidates,
    facts: factsOf(draft, preferences, context),
    names: namesOf(context.user(), draft.place ?? {}),
  }));
}

const isGroup = (candidate: Candidate<AnyReason>): candidate is GroupCandidate =>
  typeof candidate.to !== "string";

const noPeople: People<BoardPerson> = new Map();
const nobody: ReadonlySet<string> = new Set();

const draftOf = (request: NotificationRequest): Draft => ({
  request,
  groups: request.candidates.filter(isGroup),
  targets: targetsOf(request),
  candidates: request.candidates.flatMap(({ to, reason, evenActor }): PersonCandidate[] =>
    typeof to === "string" && to !== systemId
      ? [{ userId: to, reason, ...(evenActor && { evenActor }) }]
      : [],
  ),
  place: undefined,
  people: noPeople,
  notified: nobody,
});

const idsOf = (candidates: readonly PersonCandidate[]): string[] => [
  ...new Set(candidates.map(({ userId }) => userId)),
];

/**
 * Sets the place of a request. Returns false if the place was deleted: then the request has no
 * candidates.
 */
function findPlace(draft: Draft, context: EngineContext): boolean {
  draft.place = placeOf(draft.request, context);
  if (!draft.place) draft.candidates = [];
  return draft.place !== undefined;
}

/** Adds the people of groups to the candidates. */
async function expandGroups(
  drafts: readonly Draft[],
  preferences: PreferenceReader,
  context: EngineContext,
  parts: NotifyParts,
): Promise<void> {
  const byLevel = drafts.filter(({ groups }) => groups.some(({ to }) => "level" in to));
  if (byLevel.length > 0) await preferences.readAll(byLevel.flatMap(({ targets }) => targets));
  for (const { groups, candidates, place, targets } of drafts) {
    for (const { to, reason } of groups) {
      if ("level" in to) {
        for (const userId of preferences.followersOf(targets))
          candidates.push({ userId, reason, byPreference: true });
      } else {
        const userIds = await expand(to, place as Place, context, parts);
        for (const userId of userIds) candidates.push({ userId, reason });
        if ("deciders" in to && userIds.length === 0)
          candidates.push(...(await tellOfStall(to, place as Place, context, parts)));
      }
    }
  }
}

/**
 * The preferences that decide about a request. No preference suppresses a critical notification.
 */
function wantedOf(
  { candidates, targets }: Draft,
  isOther: (candidate: PersonCandidate) => boolean,
  rules: ReasonRules,
): WantedPreferences[] {
  const userIds = idsOf(candidates.filter((one) => isOther(one) && !rules.isCritical(one.reason)));
  return userIds.length > 0 ? [{ userIds, targets }] : [];
}

/**
 * Starts to read which candidates are on the board and in the room, with one read for each place.
 */
function readPeople(
  drafts: readonly Draft[],
  isOther: (candidate: PersonCandidate) => boolean,
  members: MembersCache,
): Promise<void>[] {
  const byPlace = new Map<string, { place: Place; together: Draft[] }>();
  for (const draft of drafts) {
    const place = draft.place as Place;
    const key = `${place.board.id} ${place.room?.id}`;
    const group = byPlace.get(key);
    if (group) group.together.push(draft);
    else byPlace.set(key, { place, together: [draft] });
  }
  return Array.from(byPlace.values(), async ({ place: { board, room }, together }) => {
    const userIds = () => idsOf(together.flatMap(({ candidates }) => candidates.filter(isOther)));
    const people = await members.among(userIds, board, room);
    for (const draft of together) draft.people = people;
  });
}

async function readNotified(draft: Draft, context: EngineContext): Promise<void> {
  draft.notified = await notifiedOf(draft.request.about, context);
}

/** The ids of the people who were notified of a thing. */
export async function notifiedOf(about: string, context: EngineContext): Promise<Set<string>> {
  const earlier = await context.listAll(notifications, { index: "about", equals: { about } });
  return new Set(earlier.map(({ userId }) => userId));
}

/**
 * The people who count as followers of the request's task or room, although they have set no
 * preference for it.
 */
function followersOf({ request, place }: Draft, rules: ReasonRules): Set<string> {
  const named = request.candidates.flatMap(({ to, reason }) =>
    typeof to === "string" && rules.isFollowed(reason) ? to : [],
  );
  return new Set([...named, ...(place?.task?.involved ?? [])]);
}

function factsOf(
  draft: Draft,
  preferences: PreferenceReader,
  context: EngineContext,
): CandidateFacts {
  const { place, people, targets, notified } = draft;
  const rules = rulesOf(context.definitions);
  return {
    rules,
    actorId: context.actor.userId,
    principalId: context.facts.caster && context.facts.actor.userId,
    now: context.now,
    mayRead: (userId) =>
      place !== undefined && mayReadIn(place, people.get(userId), context.definitions),
    wasNotified: (userId) => notified.has(userId),
    followers: followersOf(draft, rules),
    preferences: (userId) => preferences.of(userId, targets),
  };
}
