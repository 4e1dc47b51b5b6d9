import { readFileSync } from 'node:fs';

/** The English texts of package.json, by key. */
export const MANIFEST_TEXTS = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;

/** The keys in package.json, in order: a value `%key%` refers to a text. */
export function manifestKeys(): readonly string[] {
  return [...readFileSync('package.json', 'utf8').matchAll(/"%([^"%]+)%"/g)].map(([, key = '']) => key);
}

/** package.json with its English texts, as VS Code reads it. */
export function readManifest(): unknown {
  return JSON.parse(readFileSync('package.json', 'utf8'), (_, value: unknown) => {
    const key = typeof value === 'string' ? /^%([^%]+)%$/.exec(value)?.[1] : undefined;
    return key === undefined ? value : (MANIFEST_TEXTS[key] ?? value);
  });
}
