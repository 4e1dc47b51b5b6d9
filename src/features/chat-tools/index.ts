// The exports of the language model tools for other features.
export { registerTools } from './register';
