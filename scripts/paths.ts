import path from 'node:path';

/** The checkout. */
export const ROOT = path.dirname(import.meta.dirname);
/** Downloads and profiles that are made once: git-ignored, and shared with `@vscode/test-electron`. */
export const CACHE = path.join(ROOT, '.vscode-test');
export const VSIX = path.join(ROOT, 'calico-stars.vsix');
export const SAMPLE = path.join(ROOT, 'sample');
