/** A string, a sign or a simple value of JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/gs;

interface Level {
  readonly path: string;
  /** Undefined inside a list. */
  readonly names: Set<string> | undefined;
  index: number;
  name: string;
}

/** Returns the paths of fields that valid JSON states twice, for example `metadata.labels.a`. */
export function duplicateFields(text: string): string[] {
  const duplicates: string[] = [];
  const levels: Level[] = [];
  let isName = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      levels.push({ path: pathInside(level), names: token === '{' ? new Set() : undefined, index: 0, name: '' });
      isName = token === '{';
    } else if (token === '}' || token === ']') {
      levels.pop();
    } else if (token === ',') {
      if (level) level.index += 1;
      isName = level?.names !== undefined;
    } else if (token === ':') {
      isName = false;
    } else if (isName && level?.names) {
      level.name = JSON.parse(token) as string;
      if (level.names.has(level.name)) duplicates.push(pathInside(level));
      level.names.add(level.name);
    }
  }
  return duplicates;
}

/** The path of what comes next inside a level. */
function pathInside(level: Level | undefined): string {
  if (!level) return '';
  if (!level.names) return `${level.path}[${level.index}]`;
  return level.path === '' ? level.name : `${level.path}.${level.name}`;
}
