/**
 * Replaces the package side-channel in the lab's bundle, by which Express's query parser finds cycles in what it writes:
 * the original brings shims for engines without weak maps, and an inspector for its one message.
 */
const noSideChannel = (): WeakMap<object, unknown> => new WeakMap();

// It is loaded by `require`.
export = noSideChannel;
