// What the rest of the extension uses of the tools for language models.
export { registerTools } from './register';
