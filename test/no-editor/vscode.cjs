// Every name of VS Code's API, as a class without members that can be extended and instantiated.
class Nothing {}

/** Names that module loaders request and VS Code doesn't have. */
const ABSENT = new Set(['__esModule', 'default', 'then']);
const isName = (name) => typeof name === 'string' && !ABSENT.has(name);
// A test can set a name on the prototype of VS Code's API, for all files.
const everyName = new Proxy(Object.create(null), {
  get: (set, name) => (isName(name) ? (set[name] ?? Nothing) : undefined),
});
// Loaders copy a module's own names, but not its prototype, where they find all others.
module.exports = Object.create(everyName);
