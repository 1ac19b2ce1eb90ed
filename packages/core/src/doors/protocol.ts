export type { ErrorBody, ErrorCode } from "../errors.ts";
export { errorCodes, TaskwireError } from "../errors.ts";
export { closeCodes, comesBack } from "../protocol/close.ts";
export type * from "../protocol/down/index.ts";
export type { Limits } from "../protocol/limits.ts";
export { defaultLimits } from "../protocol/limits.ts";
export type {
  Authenticate,
  Call,
  ClientPing,
  ClientPong,
  SendTyping,
  Subscribe,
  Unsubscribe,
  Up,
  WatchPresence,
} from "../protocol/up/index.ts";
export { compressedSubprotocol, subprotocol } from "../protocol/version.ts";
