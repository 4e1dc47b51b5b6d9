import * as l10n from '@vscode/l10n';
import { joined } from '../../../src/base/text/list';
import type {
  Access,
  EdgeState,
  GraphEdge,
  GraphProbe,
  PortRange,
} from '../../../src/features/graph/protocol/elements';
import type { DrawnNode } from '../scene/drawn';
import type { Fact } from '../../shared/fact';
import { describeAgreement, describeExpected } from './agreement-text';
import { pastFacts, describeSince } from './history-text';

const stateWords = (): Readonly<Record<EdgeState, string>> => ({
  reachable: l10n.t('reachable'),
  unreachable: l10n.t('unreachable'),
  unknown: l10n.t('not measured yet'),
  allowed: l10n.t('allowed by policy'),
  denied: l10n.t('denied by policy'),
});

/** Describes an edge's state. */
export function describeState(state: EdgeState): string {
  return stateWords()[state];
}

/** Returns the full title of a star: its ID, and its name if that differs. */
export function titleOf({ id, kind, name }: DrawnNode): string {
  if (kind === 'collector') return name === 'collector' ? name : l10n.t('{0} (collector)', name);
  if (kind !== 'probe') return name;
  return name === id ? id : `${id} · ${name}`;
}

/** Joins the profiles of a star. Empty if unknown. */
export function formatProfiles({ profiles }: DrawnNode): string {
  return few(profiles.map(({ name }) => name));
}

/** Names listed of a group; the others are counted. */
const MOST_NAMED = 12;

function few(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const listed = names.slice(0, more > 0 ? MOST_NAMED - 1 : MOST_NAMED).join(', ');
  return more > 0 ? l10n.t('{0} and {1} more', listed, more + 1) : listed;
}

/** Whether a star responds to the collector; undefined where there is none. */
function describeAnswer({ kind, url, answered }: DrawnNode): string | undefined {
  switch (kind) {
    case 'workload':
    case 'host':
    case 'group':
      return undefined;
    case 'outside':
      return url === undefined ? undefined : l10n.t('not a resource of the collector');
    default:
      return answered ? l10n.t('yes') : l10n.t('no, the collector gets no response from it');
  }
}

/** Returns ports in order, e.g. `80, 8000–8080, 53/udp`. ICMP goes without saying where all ports are open. */
export function describePorts(ports: readonly PortRange[]): string {
  const whole = new Set(ports.filter(isWhole).map(({ protocol = 'tcp' }) => protocol));
  if (['tcp', 'udp', 'sctp'].every((protocol) => whole.has(protocol))) return l10n.t('all ports');
  return ports
    .map((range) => {
      const { protocol = 'tcp', first, last } = range;
      if (first === 0) return protocol.toUpperCase();
      if (isWhole(range)) return l10n.t('all {0} ports', protocol.toUpperCase());
      return `${first === last ? first : `${first}–${last}`}${protocol === 'tcp' ? '' : `/${protocol}`}`;
    })
    .join(', ');
}

/** Ports listed in the label of an edge. */
const MOST_IN_LABEL = 3;

/** The same for the label of an edge: the first ports, and how many more there are. */
function shortPorts(ports: readonly PortRange[]): string {
  const more = ports.length - MOST_IN_LABEL;
  const whole = describePorts(ports);
  return more <= 0 || whole === l10n.t('all ports')
    ? whole
    : l10n.t('{0} and {1} more', describePorts(ports.slice(0, MOST_IN_LABEL)), more);
}

/** The same, with how many workloads of collapsed groups an edge concerns. */
export function shortWay({ concerns }: Pick<GraphEdge, 'concerns'>, ports: readonly PortRange[]): string {
  if (!concerns) return shortPorts(ports);
  const counts = `${concerns.from} → ${concerns.to}`;
  return ports.length === 1 ? `${counts} · ${shortPorts(ports)}` : counts;
}

function isWhole({ first, last }: PortRange): boolean {
  return first === 1 && last === 65_535;
}

/** Returns whom policy lets in or out; undefined where it is nothing special. */
function describeAccess({ access }: DrawnNode, direction: keyof Access): string | undefined {
  switch (access?.[direction]) {
    case 'all':
      return direction === 'inbound' ? l10n.t('open to everyone on all ports') : l10n.t('to everyone on all ports');
    case 'none':
      return direction === 'inbound' ? l10n.t('nobody can connect') : l10n.t('cannot connect to anything');
    default:
      return undefined;
  }
}

/** Returns the facts about a star. */
export function nodeFacts(node: DrawnNode): readonly Fact[] {
  return facts([
    [l10n.t('Responds'), describeAnswer(node)],
    ['URL', node.url],
    [l10n.t('App'), node.app],
    [l10n.t('Workloads'), node.size === undefined ? undefined : String(node.size)],
    [l10n.t('Namespace'), node.namespace],
    [l10n.t('Tasks'), describeTasks(node)],
    [l10n.t('Profile'), few(node.profiles.map(({ name, id }) => (name === id ? name : `${name} (${shortId(id)})`)))],
    [l10n.t('Tags'), node.tags.join(', ')],
    [l10n.t('Address'), few(node.addresses)],
    [l10n.t('Listens on'), node.listening?.join(', ')],
    [describeHosts(node), few(node.hosts)],
    [l10n.t('Labels'), node.labels && few(node.labels)],
    [l10n.t('Inbound policies'), node.policies?.inbound.join(' → ')],
    [l10n.t('Outbound policies'), node.policies?.outbound.join(' → ')],
    [l10n.t('Policy'), node.unselected && l10n.t('no policy selects it')],
    [l10n.t('Inbound'), describeAccess(node, 'inbound')],
    [l10n.t('Outbound'), describeAccess(node, 'outbound')],
    [l10n.t('Reason'), node.note],
  ]);
}

/** Returns the field's word for the hosts of workloads: Kubernetes has namespaces. */
function describeHosts({ hosts: { length }, namespace }: DrawnNode): string {
  if (namespace === undefined) return length === 1 ? l10n.t('Agent') : l10n.t('Agents');
  return length === 1 ? l10n.t('Node') : l10n.t('Nodes');
}

/**
 * Returns the state of an edge, its expected state, and how long it has lasted.
 * @param now The displayed time by the host's clock, in milliseconds since the epoch.
 */
export function stateFacts(edge: GraphEdge, now: number): readonly Fact[] {
  return facts([
    [l10n.t('State'), describeEdge(edge)],
    [l10n.t('Ports'), edge.ports && describePorts(edge.ports)],
    [l10n.t('Expected'), edge.kind === 'ghost' || edge.kind === 'policy' ? undefined : describeExpected(edge)],
    [l10n.t('Status'), describeSince(edge, now)],
    ...pastFacts(edge, now),
    [l10n.t('Preview'), edge.preview?.text],
    [l10n.t('Comparison'), edge.compared?.text],
  ]);
}

/** Returns the facts about an edge that don't depend on its state. */
export function edgeFacts(edge: GraphEdge, from: DrawnNode, to: DrawnNode): readonly Fact[] {
  return facts([
    ...edge.probes.map((probe) => [probed()[edge.kind], describeProbe(probe, edge.probes.length > 1)] as const),
    [l10n.t('Workloads'), describeConcerns(edge, from, to)],
    [
      l10n.t('Profiles'),
      formatProfiles(from) === '' && formatProfiles(to) === ''
        ? ''
        : `${formatProfiles(from) || '?'} → ${formatProfiles(to) || '?'}`,
    ],
  ]);
}

/** Returns how many workloads of collapsed groups an edge concerns. */
function describeConcerns({ concerns }: GraphEdge, from: DrawnNode, to: DrawnNode): string | undefined {
  if (!concerns) return undefined;
  const of = (count: number, { size = 1 }: DrawnNode) =>
    count === size ? String(count) : l10n.t('{0} of {1}', count, size);
  return `${of(concerns.from, from)} → ${of(concerns.to, to)}`;
}

const probed = (): Readonly<Record<GraphEdge['kind'], string>> => ({
  probe: l10n.t('Probes'),
  fetch: l10n.t('Fetches'),
  access: l10n.t('Requests'),
  policy: '',
  ghost: '',
});

const matchWords = (): Readonly<Record<GraphProbe['match'], string>> => ({
  exact: '',
  normalised: l10n.t(' (same URL, written differently)'),
  host: l10n.t(' (another port or path on the same host)'),
});

/** Describes a probe: its URL, how that was matched, and its state if there are several probes. */
function describeProbe({ url, match, state }: GraphProbe, several: boolean): string {
  return `${url}${matchWords()[match]}${several ? `: ${describeState(state)}` : ''}`;
}

function describeTasks({ tasks }: DrawnNode): string | undefined {
  if (!tasks) return undefined;
  const { running, instances, staged, healthy, unhealthy } = tasks;
  return [
    l10n.t('{0} of {1} running', running, instances),
    ...(staged > 0 ? [l10n.t('{0} starting', staged)] : []),
    ...(healthy > 0 ? [l10n.t('{0} healthy', healthy)] : []),
    ...(unhealthy > 0 ? [l10n.t('{0} unhealthy', unhealthy)] : []),
  ].join(', ');
}

/** Returns the tasks of an app in short form. undefined for an app with one healthy task. */
export function shortTasks({ tasks }: DrawnNode): { readonly text: string; readonly well: boolean } | undefined {
  if (!tasks) return undefined;
  const { running, instances, unhealthy } = tasks;
  const well = running === instances && unhealthy === 0;
  return well && instances === 1
    ? undefined
    : { text: unhealthy > 0 ? `${running - unhealthy}/${instances} ✕` : `${running}/${instances}`, well };
}

/** Describes a star for screen readers. @param out Its outgoing edges. */
export function nodeSentence(node: DrawnNode, out: readonly GraphEdge[]): string {
  const reached = out.filter(({ state }) => state === 'reachable' || state === 'allowed').map(({ to }) => to);
  const answer = `${node.answered ? '' : l10n.t(', no response')}${node.compared ? `, ${node.compared}` : ''}`;
  const reach =
    out.length === 0
      ? ''
      : reached.length === 0
        ? l10n.t(', reaches none of {0}', out.length)
        : l10n.t(', reaches {0} of {1}', joined(reached), out.length);
  const profiles = formatProfiles(node);
  const tasks = shortTasks(node) ? `, ${describeTasks(node) ?? ''}` : '';
  return `${titleOf(node)}${profiles === '' ? '' : l10n.t(', profile {0}', profiles)}${tasks}${answer}${reach}`;
}

function describeEdge({ kind, state, partly }: GraphEdge): string {
  if (kind === 'ghost') return l10n.t('not probed');
  return partly ? l10n.t('allowed for some tasks') : describeState(state);
}

/** Describes an edge for screen readers. */
export function edgeSentence(edge: GraphEdge, from: DrawnNode, to: DrawnNode): string {
  const { judgement, preview, compared } = edge;
  const parts = [describeEdge(edge)];
  if (edge.ports) parts.push(describePorts(edge.ports));
  if (judgement && judgement.agreement !== 'unmeasured')
    parts.push(describeExpected(edge), ...(judgement.agreement === 'agrees' ? [] : [describeAgreement(edge) ?? '']));
  if (preview) parts.push(l10n.t('preview: {0}', preview.text));
  if (compared) parts.push(compared.text);
  return l10n.t('{0} to {1}: {2}', titleOf(from), titleOf(to), parts.join(', '));
}

/** Returns the first twelve digits of a network's ID, as Docker shows it. */
function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function facts(all: readonly (readonly [string, string | undefined, string?])[]): readonly Fact[] {
  return all.flatMap(([name, value, ...time]) =>
    value === undefined || value === '' ? [] : [[name, value, ...time] as const],
  );
}
