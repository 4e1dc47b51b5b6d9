// The preview feature's exports for other features.
export { PreviewStatus } from './status-item';
export { effectSummary, effectLines } from './effect-text';
