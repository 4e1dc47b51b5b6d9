import * as l10n from '@vscode/l10n';
import { byName } from '../../base/text/by-name';
import { finished } from '../../base/time-slices';
import { compare, type ConnectionChange } from '../../policy/change';
import type { Profile } from '../../policy/calico1/profile';
import type { Rule } from '../../policy/calico1/rule';
import { resourceKey } from '../../policy/resources';
import { compiledInTurn, withDrafts } from './compiled';
import { ANY_PORT, questionsAbout } from './questions';
import { reaching, type ReachQuery } from './reach';
import { dataOf, profileNamed } from '../model/indexes';
import { resourceNamed, resourcesOfKind, withResources, type ResourceDraft } from '../model/resources';
import { portsByName, subjectsOf } from './object-rules';
import { policyNamed, withPolicies, type PolicyDraft } from '../model/policies';
import type { PolicyData, Snapshot } from '../model/snapshot';
import { briefNames } from '../model/names';

/** Connections that open or close: from each of `from` to each of `to`, except to itself. */
export interface EffectChange extends Omit<ConnectionChange, 'port'> {
  readonly protocol: ReachQuery['protocol'];
  readonly ports: readonly number[];
}

/** The effect of changed profiles on connections, for the ports that the cluster uses or the change concerns. */
export interface Effect {
  readonly opened: readonly EffectChange[];
  readonly closed: readonly EffectChange[];
  /** The names of machines outside that a changed rule matches: its CIDR, by the address that was queried. */
  readonly outside: ReadonlyMap<string, string>;
  /** The number of used ports that were not queried because there are too many. */
  readonly unasked: number;
  /** Whether connections are left out because they depend on services whose endpoints are not known. */
  readonly lacksServices: boolean;
}

/**
 * Calculates which connections open and close if profiles, policies and objects change as in the drafts.
 * @param removed Stored names of profiles that would be removed.
 * @returns undefined while the policy is unknown.
 */
export function effectOf(...change: Parameters<typeof effectInTurn>): Effect | undefined {
  return finished(effectInTurn(...change));
}

/** Does the same with pauses. */
export function* effectInTurn(
  drafts: readonly Profile[],
  snapshot: Snapshot,
  removed: readonly string[] = [],
  policies: readonly PolicyDraft[] = [],
  resources: readonly ResourceDraft[] = [],
): Generator<undefined, Effect | undefined> {
  const policy = dataOf(snapshot.policy);
  if (!policy) return undefined;
  const after = withResources(withPolicies(withDrafts(policy, drafts, removed), policies), resources);
  yield;
  const concerned = [
    ...drafts.flatMap((draft) => [draft, profileNamed(draft.name, policy)]),
    ...policies.flatMap((draft) => [draft.policy, policyNamed(draft, policy)]),
  ];
  const rules = concerned.flatMap((object) =>
    object && object.kind !== 'broken' ? [...object.inbound, ...object.outbound] : [],
  );
  const objects = resources.flatMap(({ id, object }) => {
    const read = resourceNamed(id, policy)?.read;
    return [...(object ? [object] : []), ...(read?.state === 'decoded' ? [read.object] : [])];
  });
  const { model } = (yield* compiledInTurn(policy)).model;
  const named = objects.length > 0 ? yield* portsByName(model) : new Map<string, readonly number[]>();
  const subjects = objects.flatMap((object) => subjectsOf(object, named));
  yield;
  return yield* effectBetween(policy, after, [...rules, ...subjects, ...setsBeside(resources, policy)], snapshot);
}

/** Rules can select network sets by labels, so all sets are asked about after what the drafts name themselves. */
function setsBeside(drafts: readonly ResourceDraft[], { resources }: PolicyData): readonly Rule[] {
  if (drafts.length === 0 || !resources) return [];
  const drafted = new Set(drafts.map(({ id }) => resourceKey(id)));
  return (['GlobalNetworkSet', 'NetworkSet'] as const).flatMap((kind) =>
    resourcesOfKind(kind, resources).flatMap(({ key, read }) =>
      read.state === 'decoded' && !drafted.has(key) ? subjectsOf(read.object) : [],
    ),
  );
}

/** @param rules The rules that differ. What they match is evaluated in addition to the ports in use. */
function* effectBetween(
  before: PolicyData,
  after: PolicyData,
  rules: readonly Rule[],
  snapshot: Snapshot,
): Generator<undefined, Effect> {
  const compiledBefore = yield* compiledInTurn(before);
  const { asked, outside, unasked } = questionsAbout(rules, compiledBefore.model, snapshot);
  yield;
  const compiledAfter = yield* compiledInTurn(after);
  yield;
  const diffs: (ReturnType<typeof compare> & Pick<ReachQuery, 'protocol'> & Pick<Effect, 'lacksServices'>)[] = [];
  for (const question of asked) {
    const reaches = [yield* reaching(compiledBefore, question), yield* reaching(compiledAfter, question)] as const;
    yield;
    const lacksServices = reaches.some((reach) => reach.lacksServices);
    diffs.push({ ...compare(...reaches), protocol: question.protocol, lacksServices });
  }
  const all = (list: 'opened' | 'closed') => diffs.flatMap((diff) => merged(diff[list], diff.protocol));
  const lacksServices = diffs.some((diff) => diff.lacksServices);
  return { opened: all('opened'), closed: all('closed'), outside, unasked, lacksServices };
}

/** Merges changes between the same endpoints on several ports. */
function merged(changes: readonly ConnectionChange[], protocol: ReachQuery['protocol']): readonly EffectChange[] {
  const byEnds = new Map<
    string,
    { readonly from: readonly string[]; readonly to: readonly string[]; readonly ports: number[] }
  >();
  for (const { from, to, port } of changes) {
    const key = JSON.stringify([from, to]);
    const known = byEnds.get(key);
    if (known) known.ports.push(port);
    else byEnds.set(key, { from, to, ports: [port] });
  }
  return [...byEnds.values()].map((change) => ({ ...change, protocol }));
}

/** Returns the number of ordered pairs whose connections open or close. */
export function countOf(changes: readonly EffectChange[]): number {
  return changes.reduce((sum, { from, to }) => {
    const ends = new Set(to);
    return sum + from.length * to.length - from.filter((name) => ends.has(name)).length;
  }, 0);
}

/** Says what an effect leaves out, one phrase each. */
export function uncheckedIn({ unasked, lacksServices }: Pick<Effect, 'unasked' | 'lacksServices'>): readonly string[] {
  const ports = unasked === 1 ? l10n.t('1 port in use not checked') : l10n.t('{0} ports in use not checked', unasked);
  return [
    ...(unasked === 0 ? [] : [ports]),
    ...(lacksServices ? [l10n.t('what depends on services with unknown endpoints not checked')] : []),
  ];
}

/**
 * Formats changes, for example `client → frontend:9000`, with the name of a controller for all of its pods. Changes that
 * concern machines outside come first. Omitted changes are counted at the end.
 */
export function describe(
  changes: readonly EffectChange[],
  { outside }: Pick<Effect, 'outside'>,
  snapshot: Snapshot,
  most: number,
): readonly string[] {
  const list = (ends: readonly string[]) => {
    const beyond = ends.flatMap((end) => outside.get(end) ?? []);
    const inside = briefNames(
      ends.filter((end) => !outside.has(end)),
      snapshot,
    );
    const names = [...beyond.toSorted(byName), ...inside.toSorted(byName)];
    const shown = names.slice(0, NAMED).join(', ');
    return names.length > NAMED ? l10n.t('{0} and {1} more', shown, names.length - NAMED) : shown;
  };
  const concern = ({ from, to }: EffectChange) => ([...from, ...to].some((name) => outside.has(name)) ? 0 : 1);
  const words = changes
    .toSorted((a, b) => concern(a) - concern(b))
    .slice(0, most)
    .map(({ from, to, ports, protocol }) => `${list(from)} → ${list(to)}${formatPorts(ports, protocol)}`);
  return changes.length > most ? [...words, l10n.t('and {0} more', changes.length - most)] : words;
}

const NAMED = 3;

function formatPorts(ports: readonly number[], protocol: ReachQuery['protocol']): string {
  if (protocol === 'icmp') return l10n.t(' by icmp');
  const named = ports.filter((port) => port !== ANY_PORT);
  const suffix = protocol === 'tcp' ? '' : `/${protocol}`;
  if (named.length === 0) return l10n.t(' on other {0} ports', protocol);
  return `:${named.slice(0, NAMED).join(',')}${named.length > NAMED ? ',…' : ''}${suffix}${ports.length > named.length ? l10n.t(' and others') : ''}`;
}
