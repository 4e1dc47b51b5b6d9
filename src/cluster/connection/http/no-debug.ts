/** Replaces the package debug in the bundle of the proxy agents, which would write their own log. */
export default (): (() => void) => () => undefined;
