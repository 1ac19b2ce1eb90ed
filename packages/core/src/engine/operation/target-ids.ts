import { idSchema } from "../../model/id.ts";

// The ids that an operation's input needs, for each target.
export const onBoard = { boardId: idSchema };
export const onTask = { ...onBoard, taskId: idSchema };
export const onRoom = { ...onBoard, roomId: idSchema };
export const onMessage = { ...onRoom, messageId: idSchema };
export const onComment = { ...onTask, commentId: idSchema };
export const onSubtask = { ...onTask, subtaskId: idSchema };
