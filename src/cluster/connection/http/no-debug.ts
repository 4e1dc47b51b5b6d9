/** Stands in for the package debug in the bundle of the proxy agents, which write to a log of their own by it. */
export default (): (() => void) => () => undefined;
