/** What other features use of this one. */

export { plannedProfiles } from './changes';
export { parseScript, type ScriptLine } from './lines';
export { planScript } from './plan';
