// The row menu's exports for other features.
export { registerRowMenu } from './register';
