// What the rest of the extension uses of rules, profiles and their documents.
export { registerRules } from './register';
