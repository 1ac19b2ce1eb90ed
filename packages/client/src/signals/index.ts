export { type Present, watchPresence } from "./presence.ts";
export {
  sendTyping,
  type TypingSender,
  type TypingWatch,
  type Typist,
  watchTyping,
} from "./typing.ts";
