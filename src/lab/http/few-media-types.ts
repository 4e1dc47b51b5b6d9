/**
 * Replaces the package mime-db in the lab's bundle: the media types that the lab answers with, instead of the 2,500
 * that are registered. A default character set is what Express adds to a type.
 */
const mediaTypes = {
  'application/json': { source: 'iana', charset: 'UTF-8', extensions: ['json'] },
  'text/html': { source: 'iana', extensions: ['html'] },
  'text/plain': { source: 'iana', extensions: ['txt'] },
} as const;

// Loaded by `require`.
export = mediaTypes;
