import * as l10n from '@vscode/l10n';
import path from 'node:path';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { clusterOf, clusterEntry } from './cluster';
import type { KubeCluster, KubeUser } from './context';
import { isGiven } from './given';
import { userEntry, userOf } from './user';

/** One kubeconfig file. The names of each map are those of the file's lists. */
export interface KubeFile {
  readonly path: string;
  readonly clusters: ReadonlyMap<string, Entry<KubeCluster>>;
  readonly users: ReadonlyMap<string, Entry<KubeUser>>;
  readonly contexts: ReadonlyMap<string, Entry<ContextEntry>>;
  readonly current?: string;
  /** Why the file, or a nameless part of it, can't be used. */
  readonly problems: readonly string[];
}

/** A named part of a kubeconfig, or why it can't be used. */
export type Entry<T> = { readonly value: T } | { readonly problem: string };

export interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

const named = z.looseObject({ name: z.string() });

const config = z.object({
  clusters: z.nullish(z.array(z.unknown())),
  users: z.nullish(z.array(z.unknown())),
  contexts: z.nullish(z.array(z.unknown())),
  'current-context': z.nullish(z.string()),
});

const contextEntry = z.object({
  cluster: z.catch(z.string(), ''),
  user: z.catch(z.string(), ''),
  namespace: z.catch(z.nullish(z.string()), undefined),
});

/**
 * Parses a kubeconfig (kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig). A part that can't
 * be used affects only the contexts that refer to it. Relative paths are relative to the file.
 */
export function parseKubeconfig(text: string, file: string): KubeFile {
  const empty = { path: file, clusters: new Map(), users: new Map(), contexts: new Map() };
  const read = readYaml(text);
  if ('problem' in read) return { ...empty, problems: [read.problem] };
  // An empty file is an empty configuration.
  const parsed = config.safeParse(read.value ?? {});
  if (!parsed.success)
    return {
      ...empty,
      problems: [l10n.t('It is not a kubeconfig: “clusters”, “users” and “contexts” must be lists.')],
    };
  const { clusters, users, contexts, 'current-context': current } = parsed.data;
  const problems: string[] = [];
  const folder = path.dirname(file);
  return {
    path: file,
    clusters: entries(clusters, 'cluster', problems, (name, value) =>
      fromSchema(clusterEntry, value, (entry) => clusterOf(name, entry, folder)),
    ),
    users: entries(users, 'user', problems, (name, value) =>
      fromSchema(userEntry, value ?? {}, (entry) => userOf(name, entry, folder)),
    ),
    contexts: entries(contexts, 'context', problems, (_, value) =>
      fromSchema(contextEntry, value, ({ namespace, ...context }) => ({
        value: { ...context, ...(isGiven(namespace) && { namespace }) },
      })),
    ),
    ...(isGiven(current) && { current }),
    problems,
  };
}

function readYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    // kubectl reads YAML 1.1.
    const document = parseDocument(text, { version: '1.1', merge: true, prettyErrors: false });
    const [error] = document.errors;
    if (error) {
      const line = text.slice(0, error.pos[0]).split('\n').length;
      return { problem: l10n.t('It is not valid YAML (line {0}).', line) };
    }
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch {
    // Too many aliases. The library's message may quote the text.
    return { problem: l10n.t('It is not valid YAML.') };
  }
}

/** Reads a list of named parts. Of equal names the first counts. */
function entries<T>(
  list: readonly unknown[] | null | undefined,
  what: 'cluster' | 'user' | 'context',
  problems: string[],
  read: (name: string, value: unknown) => Entry<T>,
): ReadonlyMap<string, Entry<T>> {
  const found = new Map<string, Entry<T>>();
  for (const [index, item] of (list ?? []).entries()) {
    const parsed = named.safeParse(item);
    if (!parsed.success) problems.push(l10n.t('Entry {0} of “{1}” has no name.', index + 1, `${what}s`));
    else if (!found.has(parsed.data.name)) found.set(parsed.data.name, read(parsed.data.name, parsed.data[what]));
  }
  return found;
}

function fromSchema<S, T>(schema: z.ZodMiniType<S>, value: unknown, read: (entry: S) => Entry<T>): Entry<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return read(parsed.data);
  // Only the place: the value may be a secret.
  const where = parsed.error.issues.map(({ path: steps }) => steps.join('.')).find((text) => text !== '');
  return {
    problem:
      where === undefined ? l10n.t('It has no content.') : l10n.t('Its “{0}” is missing or has the wrong type.', where),
  };
}
