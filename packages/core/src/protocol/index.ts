export type { ErrorBody, ErrorCode } from "../errors.ts";
export { errorCodes, TaskwireError } from "../errors.ts";
export { closeCodes, comesBack } from "./close.ts";
export type * from "./down/index.ts";
export type { Limits } from "./limits.ts";
export { defaultLimits } from "./limits.ts";
export type { Up } from "./up/index.ts";
export { subprotocol } from "./version.ts";
