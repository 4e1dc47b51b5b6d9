import path from 'node:path';

/** The repository's root. */
export const ROOT = path.dirname(import.meta.dirname);
/** Cached downloads and profiles: git-ignored, and shared with `@vscode/test-electron`. */
export const CACHE = path.join(ROOT, '.vscode-test');
export const VSIX = path.join(ROOT, 'calico-stars.vsix');
export const SAMPLE = path.join(ROOT, 'sample');
