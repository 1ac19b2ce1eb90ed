import { boards } from "../../model/board.ts";
import { comments } from "../../model/comment.ts";
import { commentMarkers } from "../../model/comment-marker.ts";
import { members } from "../../model/member.ts";
import { messages } from "../../model/message.ts";
import { notifications } from "../../model/notification.ts";
import { preferences } from "../../model/preference.ts";
import { readMarkers } from "../../model/read-marker.ts";
import { rooms } from "../../model/room.ts";
import { roomMembers } from "../../model/room-member.ts";
import { subtasks } from "../../model/subtask.ts";
import { tasks } from "../../model/task.ts";
import { boardTopic, roomTopic, userTopic } from "../../model/topic.ts";
import { users } from "../../model/user.ts";

type Ids = { readonly [field: string]: unknown };

const ofBoard = ({ boardId }: Ids): string => boardTopic(String(boardId));
const ofRoom = ({ roomId }: Ids): string => roomTopic(String(roomId));
const ofUser = ({ userId }: Ids): string => userTopic(String(userId));

const topics: { readonly [collection: string]: (record: Ids) => string } = {
  [boards.name]: ({ id }) => boardTopic(String(id)),
  [members.name]: ofBoard,
  [tasks.name]: ofBoard,
  [subtasks.name]: ofBoard,
  [comments.name]: ofBoard,
  [rooms.name]: ({ id }) => roomTopic(String(id)),
  [roomMembers.name]: ofRoom,
  [messages.name]: ofRoom,
  [users.name]: ({ id }) => userTopic(String(id)),
  [notifications.name]: ofUser,
  [preferences.name]: ofUser,
  [readMarkers.name]: ofUser,
  [commentMarkers.name]: ofUser,
};

/**
 * The topic whose log has the changes of a record. Undefined for a record of the app's own: its changes
 * can be in any log.
 */
export const topicOfRecord = (collection: string, record: object): string | undefined =>
  topics[collection]?.(record as Ids);
