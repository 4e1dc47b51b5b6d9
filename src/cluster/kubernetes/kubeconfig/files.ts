import * as l10n from '@vscode/l10n';
import { statSync, type BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../../base/emitter';
import { messageOf } from '../../connection/errors';
import { inClusterContext } from './in-cluster';
import { mergeKubeconfigs, type Kubeconfig } from './merge';
import { parseKubeconfig, type KubeFile } from './parse';

/** Where kubeconfigs are. */
export interface KubeconfigPlace {
  /** A file that was chosen in the settings. It must exist. */
  readonly file?: string;
  /** The environment variables, such as `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home folder. */
  readonly home: string;
}

/** Returns where this machine's user has kubeconfigs. @param file A chosen file, which then is the only one. */
export function kubeconfigPlace(file?: string): KubeconfigPlace {
  return { ...(file !== undefined && { file }), environment: process.env, home: homedir() };
}

/** Maximum size of a kubeconfig in bytes. */
const LARGEST = 8 * 1024 * 1024;

/** Milliseconds between two looks at the files. They may be replaced, be links, or not exist yet. */
const LOOK = 2_000;

/** Returns the paths of the kubeconfigs: the chosen file, or those that `KUBECONFIG` lists, or `~/.kube/config`. */
export function kubeconfigFiles({ file, environment, home }: KubeconfigPlace): readonly string[] {
  if (file !== undefined) return [path.resolve(file.startsWith('~/') ? path.join(home, file.slice(2)) : file)];
  const listed = (environment['KUBECONFIG'] ?? '').split(path.delimiter).filter((name) => name !== '');
  return listed.length > 0
    ? [...new Set(listed.map((name) => path.resolve(name)))]
    : [path.join(home, '.kube', 'config')];
}

/**
 * Reads the contexts of the kubeconfigs, and in a pod that of its own cluster. Runs nothing. Missing files are ignored
 * unless one was chosen.
 */
export async function readKubeconfig(place: KubeconfigPlace): Promise<Kubeconfig> {
  const files = await Promise.all(kubeconfigFiles(place).map((file) => readOne(file, place.file !== undefined)));
  const merged = mergeKubeconfigs(files.filter((file) => file !== undefined));
  const own = place.file === undefined ? await inClusterContext(place.environment) : undefined;
  return own ? { ...merged, contexts: [...merged.contexts, own] } : merged;
}

/**
 * Calls `changed` after each change of the kubeconfigs since this call, also when they appear or disappear. Node's own
 * `watchFile` misses changes before its first look, which is later.
 */
export function watchKubeconfig(place: KubeconfigPlace, changed: () => void): Disposable {
  const files = kubeconfigFiles(place);
  let before = files.map(stampAtOnce);
  const end = new AbortController();
  const isEnded = () => end.signal.aborted;
  const look = async () => {
    const now = await Promise.all(files.map(stampOf));
    if (isEnded()) return;
    const isSame = now.every((stamp, index) => stamp === before[index]);
    before = now;
    if (!isSame) changed();
    // The listener may have had enough.
    if (!isEnded()) wait();
  };
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => void look(), LOOK).unref();
  };
  wait();
  return {
    dispose: () => {
      end.abort();
      clearTimeout(timer);
    },
  };
}

/** What changes with a file; undefined if it can't be found. */
type Stamp = string | undefined;

function stampAtOnce(file: string): Stamp {
  try {
    return formatStamp(statSync(file, { bigint: true }));
  } catch {
    return undefined;
  }
}

function stampOf(file: string): Promise<Stamp> {
  return stat(file, { bigint: true }).then(formatStamp, () => undefined);
}

function formatStamp({ mtimeNs, size, ino }: BigIntStats): Stamp {
  return `${mtimeNs} ${size} ${ino}`;
}

async function readOne(file: string, mustExist: boolean): Promise<KubeFile | undefined> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) return unreadable(file, l10n.t('It is larger than {0} MB.', LARGEST / 1024 / 1024));
    return parseKubeconfig(await readFile(file, 'utf8'), file);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && !mustExist) return undefined;
    return unreadable(file, l10n.t('It can’t be read: {0}.', messageOf(error)));
  }
}

function unreadable(file: string, problem: string): KubeFile {
  return { path: file, clusters: new Map(), users: new Map(), contexts: new Map(), problems: [problem] };
}
