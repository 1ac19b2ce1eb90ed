// For a page without a bundler: what completes and draws mentions, in a file that a browser loads as it is.
export * from "@taskwire/core/mentions";
