// What the rest of the extension uses of previews of changes.
export { PreviewStatus } from './status-item';
export { effectInALine, effectInLines } from './effect-text';
