// What the rest of the extension uses of previews of changes.
export { PreviewStatus } from './status-item';
export { effectSummary, effectLines } from './effect-text';
