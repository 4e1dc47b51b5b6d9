// The scripts feature's exports for other features.
export { plannedProfiles } from './changes';
export { parseScript, type ScriptLine } from './lines';
export { registerScripts } from './register';
export { planScript } from './plan';
