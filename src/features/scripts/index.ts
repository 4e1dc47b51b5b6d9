// What the rest of the extension uses of calicoctl scripts.
export { plannedProfiles } from './changes';
export { parseScript, type ScriptLine } from './lines';
export { registerScripts } from './register';
export { planScript } from './plan';
