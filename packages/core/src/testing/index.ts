export { memoryStorage } from "../storage/memory.ts";
export type { EngineContract } from "./engine-contract.ts";
export { engineContract } from "./engine-contract.ts";
export { type FakeRuntime, fakeRuntime } from "./fake-runtime.ts";
export type { Test } from "./runner.ts";
export type { StorageContract } from "./storage-contract.ts";
export { storageContract } from "./storage-contract.ts";
export type { TransportContract } from "./transport-contract.ts";
export { transportContract } from "./transport-contract.ts";
