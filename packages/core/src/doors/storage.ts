export { mergeDeclarations, readDeclaration } from "../storage/declaration.ts";
export { maxTrimmed } from "../storage/trim.ts";
