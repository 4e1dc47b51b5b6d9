import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Returns the folder of a file in the order of imports: a layer, a feature, or a page. */
function folderOf(file: string): string {
  const [top = '', second = '', third = ''] = file.split('/');
  if (second.endsWith('.ts')) return file;
  return second === 'features' ? `${top}/${second}/${third}` : `${top}/${second}`;
}

function sources(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].flatMap(([, specifier = '']) => {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    return [`${target}.ts`, `${target}/index.ts`].filter((candidate) => existsSync(path.join(ROOT, candidate)));
  });
}

/** Returns the folders of a circle in order, each with the import that leads to the next; empty if there is none. */
function circleIn(graph: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly string[] {
  const done = new Set<string>();
  const visit = (folder: string, way: readonly string[]): readonly string[] => {
    const start = way.indexOf(folder);
    if (start >= 0)
      return way
        .slice(start)
        .map((from, index, circle) => `${from}: ${graph.get(from)?.get(circle[index + 1] ?? folder) ?? ''}`);
    if (done.has(folder)) return [];
    for (const next of graph.get(folder)?.keys() ?? []) {
      const circle = visit(next, [...way, folder]);
      if (circle.length > 0) return circle;
    }
    done.add(folder);
    return [];
  };
  for (const folder of graph.keys()) {
    const circle = visit(folder, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('folders', () => {
  it('have no circular imports', () => {
    const graph = new Map<string, Map<string, string>>();
    for (const file of [...sources('src'), ...sources('webview')]) {
      for (const target of importsOf(file)) {
        const [from, to] = [folderOf(file), folderOf(target)];
        if (from === to) continue;
        const ways = graph.get(from) ?? new Map<string, string>();
        graph.set(from, ways.set(to, `${file} imports ${target}`));
      }
    }
    assert.ok(graph.size > 10);
    assert.deepEqual(circleIn(graph), []);
  });

  it('with circular imports are reported with the imports responsible', () => {
    const ways = (to: string, by: string) => new Map([[to, by]]);
    assert.deepEqual(
      circleIn(
        new Map([
          ['a', ways('b', 'a1 imports b1')],
          ['b', ways('c', 'b1 imports c1')],
          ['c', ways('b', 'c1 imports b2')],
        ]),
      ),
      ['b: b1 imports c1', 'c: c1 imports b2'],
    );
  });
});
