/** Replaces the package debug in the bundles of the proxy agents and of Express, which would write their own log. */
const noDebug = (): (() => void) => () => undefined;

// Both load it by `require`, and one of them through `esModuleInterop`.
export = noDebug;
