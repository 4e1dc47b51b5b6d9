import { parse } from 'shell-quote';
import { fencesIn, isShell } from './fences';

/** A network that a block creates. */
export interface WrittenNetwork {
  readonly name: string;
  readonly subnet?: string;
}

/** A block of a tutorial whose commands can be run without a shell, and its line, counted from 0. */
export type TutorialBlock =
  | { readonly kind: 'networks'; readonly line: number; readonly networks: readonly WrittenNetwork[] }
  /** `file`: the group's file, relative to the document. */
  | { readonly kind: 'group'; readonly line: number; readonly file: string };

/** Returns the blocks that create networks of Calico with docker, or launch a group in Marathon with curl. */
export function tutorialBlocksIn(markdown: string): readonly TutorialBlock[] {
  return fencesIn(markdown).flatMap(({ line, language, text }): readonly TutorialBlock[] => {
    if (!isShell(language)) return [];
    const commands = text
      .replaceAll(/\\\n/g, ' ')
      .split('\n')
      .map((command) => wordsOf(command.replace(/^\s*[$#]\s+/, '')));
    const networks = commands.flatMap((words) => networkIn(words) ?? []);
    if (networks.length > 0) return [{ kind: 'networks', line, networks }];
    const file = commands.map(groupFileIn).find((found) => found !== undefined);
    return file === undefined ? [] : [{ kind: 'group', line, file }];
  });
}

/** Splits a command into words. Returns none of a line that is more than one command. */
function wordsOf(line: string): readonly string[] {
  const words = parse(line, (name) => `$${name}`);
  return words.every((word) => typeof word === 'string') ? words : [];
}

/** Docker's syntax: `docker network create [OPTIONS] NAME`. */
function networkIn(all: readonly string[]): WrittenNetwork | undefined {
  const words = all[0] === 'sudo' ? all.slice(1) : all;
  if (words.slice(0, 3).join(' ') !== 'docker network create') return undefined;
  const options = new Map<string, string>();
  const names: string[] = [];
  for (let index = 3; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, option, value] = /^(--?[\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (option === undefined) names.push(word);
    else options.set(option, value ?? words[++index] ?? '');
  }
  const [name, ...more] = names;
  const driver = options.get('--driver') ?? options.get('-d');
  if (name === undefined || more.length > 0 || driver !== 'calico') return undefined;
  const subnet = options.get('--subnet');
  return { name, ...(subnet !== undefined && { subnet }) };
}

/** A request to Marathon's `/v2/groups` with the content of a file. */
function groupFileIn(words: readonly string[]): string | undefined {
  if (words[0] !== 'curl' || !words.some((word) => /\/v2\/groups\b/.test(word))) return undefined;
  return words.find((word) => /^@.+\.json$/.test(word))?.slice(1);
}
