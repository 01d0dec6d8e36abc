// What the API, the mutator and the page agree on. Types alone, but for two paths: the page's bundler takes it as it is.

export * from "./events.ts";
export type * from "./health.ts";
export type * from "./mutation.ts";
export type * from "./operations.ts";
export type * from "./problem.ts";
export * from "./subnet.ts";
export type * from "./topology.ts";
