import type { EngineParts } from "../../engine/attempt.ts";
import { preferences } from "../../model/preference.ts";
import { userTopic } from "../../model/topic.ts";
import { untilNone } from "./pages.ts";

/**
 * Deletes people's notification settings for something that is deleted. The target is `board:<id>`,
 * `room:<id>` or `task:<id>`.
 */
export const deletePreferences = (
  target: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> =>
  untilNone(
    preferences,
    { index: "target", equals: { target }, limit: 100 },
    (records, context) => {
      for (const { id, userId } of records)
        context.emit({
          topic: userTopic(userId),
          type: "records.deleted",
          subject: id,
          audience: null,
          erase: { preferences: [[preferences, { id }]] },
          redact: true,
        });
    },
    parts,
  );
