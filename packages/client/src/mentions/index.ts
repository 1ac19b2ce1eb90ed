// Completes and draws mentions, in a file that a page without a bundler loads as it is.
export * from "@taskwire/core/mentions";
