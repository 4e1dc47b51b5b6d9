// Every name of the editor's API, as a class without members: it can be extended and made, and does nothing.
class Nothing {}

/** What loaders of modules ask for, and the editor doesn't have. */
const ABSENT = new Set(['__esModule', 'default', 'then']);
const isName = (name) => typeof name === 'string' && !ABSENT.has(name);
const everyName = new Proxy({}, { get: (_, name) => (isName(name) ? Nothing : undefined) });
// Loaders copy a module's own names, and leave its prototype: there they find any other.
module.exports = Object.create(everyName);
