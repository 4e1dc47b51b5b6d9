import type { Path } from '../../policy/model/origin';
import type { Policy } from '../../policy/model/policy';
import { DIRECTIONS, type Direction, type Peers, type Rule } from '../../policy/model/rule';
import type { PolicyObject } from '../../policy/resources';
import { compileSelector } from '../../policy/selectors';
import type { CompiledModel, Stage } from '../../policy/verdict';
import type { PolicyData, Snapshot } from '../model/snapshot';
import { compiledOf } from './compiled';
import { portsByName, subjectsOf } from './object-rules';
import { classesOf, classesWhere, pairCredits, type DecidedPairs } from './pair-credits';
import { questionsAbout, type Questions } from './questions';

/** A rule as an object writes it, which may be several in the model, and what it decides. */
export interface WrittenRule extends DecidedPairs {
  /** Such as `['spec', 'ingress', 0]`. */
  readonly path: Path;
  readonly action: Rule['action'];
  /** Whether everything was asked that the rule could decide. Otherwise a count of 0 means nothing. */
  readonly isCertain: boolean;
}

/** What is asked besides, so that a rule for any protocol decides nothing only if it does so for these. */
const PROTOCOLS = [
  { action: 'allow', protocol: 'udp' },
  { action: 'allow', protocol: 'icmp' },
] as const;

const NUMBERS = { tcp: 6, udp: 17, icmp: 1 } as const;

/**
 * Calculates what the rules of an object's policy decide. Yields regularly, so that the caller can let other work run
 * first.
 * @param of The object and its policy in the model of `data`.
 * @returns undefined if there are too many connections, or the policy is not evaluated for workloads.
 */
export function* objectCoverage(
  { object, policy }: { readonly object: PolicyObject; readonly policy: Policy },
  data: PolicyData,
  snapshot: Snapshot,
): Generator<undefined, readonly WrittenRule[] | undefined> {
  const { model } = compiledOf(data);
  const found = model.policiesIn('enforced').find((compiled) => compiled.policy === policy);
  if (!found || policy.layer !== 'normal') return undefined;
  if (selectsHosts(policy, model)) return undefined;
  const named = yield* portsByName(model.model);
  const questions = questionsAbout([...subjectsOf(object, named), ...PROTOCOLS], model, snapshot);
  yield;
  const { classes } = yield* classesOf(model, questions);
  const own = classesWhere(classes, (of) => found.selects.holds(of));
  if (own.length === 0) return undefined;
  const decider = ({ tiers }: Stage) => {
    const step = tiers.flatMap(({ policies }) => policies).find((candidate) => candidate.policy === policy);
    return step?.decided?.rule.origin.path[PLACE];
  };
  const part = { classes, own, rules: (policy.ingress?.length ?? 0) + (policy.egress?.length ?? 0) };
  const credits = yield* pairCredits(model, questions, part, decider);
  return credits && DIRECTIONS.flatMap((direction) => writtenRules(policy, direction, credits, questions, model));
}

/** The place of a rule's index in the path of what it was translated from. */
const PLACE = 2;

function writtenRules(
  policy: Policy,
  direction: Direction,
  credits: Readonly<Record<Direction, ReadonlyMap<string | number, DecidedPairs>>>,
  questions: Questions,
  model: CompiledModel,
): readonly WrittenRule[] {
  const byIndex = new Map<string | number, Rule[]>();
  for (const rule of policy[direction] ?? []) {
    const index = rule.origin.path[PLACE];
    if (index !== undefined) byIndex.set(index, [...(byIndex.get(index) ?? []), rule]);
  }
  return [...byIndex].flatMap(([index, rules]) => {
    const [first] = rules;
    if (!first) return [];
    const { pairs, outside } = credits[direction].get(index) ?? { pairs: 0, outside: false };
    const isCertain = rules.every((rule) => isAskedAbout(rule, direction, questions, model));
    return [{ path: first.origin.path.slice(0, PLACE + 1), action: first.action, pairs, outside, isCertain }];
  });
}

/**
 * Whether the questions cover everything that a rule matches. They are about new IPv4 connections between workloads and
 * with machines outside, from a source port that no rule names, to the first port of each range, and for ICMP about echo
 * requests.
 */
function isAskedAbout({ match }: Rule, direction: Direction, { asked }: Questions, model: CompiledModel): boolean {
  const { ipVersion, protocol, notProtocol, icmp, notIcmp, http, source, destination } = match;
  const other = [notProtocol, icmp, notIcmp, http].some((part) => part !== undefined);
  if (ipVersion === 6 || other || source.ports || source.notPorts || destination.notPorts) return false;
  const question = asked.filter((one) => protocol === undefined || NUMBERS[one.protocol] === protocol);
  if (question.length === 0) return false;
  const areAsked = (destination.ports ?? []).every(
    (port) =>
      port.kind === 'range' &&
      port.first === port.last &&
      question.every(({ protocol: of, ports }) => of === 'icmp' || ports.includes(port.first)),
  );
  if (!areAsked) return false;
  const [near, far] = direction === 'ingress' ? [destination, source] : [source, destination];
  return [near, far].every(
    ({ nets, notNets, notPeers, service, peers = [] }) =>
      !nets && !notNets && !notPeers && !service && !matchesOthers(peers, model),
  );
}

/** Whether peers match network sets or host endpoints, whose addresses are not asked about. */
function matchesOthers(peers: readonly Peers[], { directory }: CompiledModel): boolean {
  if (peers.length === 0) return false;
  const tests = peers.map((set) => (set.kind === 'selector' ? compileSelector(set.selector) : () => true));
  return othersIn(directory).some(({ class: { labels } }) => tests.every((holds) => holds(labels)));
}

function selectsHosts({ selector }: Policy, { directory }: CompiledModel): boolean {
  const selects = compileSelector(selector);
  return othersIn(directory).some(
    ({ endpoint, class: { labels } }) => endpoint.kind === 'host-endpoint' && selects(labels),
  );
}

type Directory = CompiledModel['directory'];

const others = new WeakMap<Directory, Directory['members']>();

/** Returns the network sets and host endpoints, which are few. */
function othersIn(directory: Directory): Directory['members'] {
  let found = others.get(directory);
  if (!found) others.set(directory, (found = directory.members.filter(({ endpoint }) => endpoint.kind !== 'workload')));
  return found;
}
