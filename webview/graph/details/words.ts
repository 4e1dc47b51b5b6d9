import type { EdgeState, GraphEdge, GraphProbe } from '../../../src/features/graph/protocol/elements';
import type { DrawnNode } from '../scene/drawn';
import type { Fact } from '../../shared/fact';
import { agreementInWords, expectedInWords } from './judgment-words';
import { pastFacts, standingInWords } from './past-words';

const STATE: Readonly<Record<EdgeState, string>> = {
  reachable: 'reachable',
  unreachable: 'unreachable',
  unknown: 'not measured yet',
};

/** An edge's state in words. */
export function stateInWords(state: EdgeState): string {
  return STATE[state];
}

/** What a star is called where there is room: its id, and its name when that tells more. */
export function titleOf({ id, kind, name }: DrawnNode): string {
  if (kind === 'collector') return name === 'collector' ? name : `${name} (collector)`;
  if (kind !== 'probe') return name;
  return name === id ? id : `${id} · ${name}`;
}

/** The profiles of a star as one text; empty when none is known. */
export function profilesInWords({ profiles }: DrawnNode): string {
  return profiles.map(({ name }) => name).join(', ');
}

/** What there is to know of a star. */
export function nodeFacts(node: DrawnNode): readonly Fact[] {
  return facts([
    [
      'Answers',
      node.kind === 'outside'
        ? 'it is no resource of the collector'
        : node.answered
          ? 'yes'
          : 'no, the collector has no answer from it',
    ],
    ['URL', node.url],
    ['App', node.app],
    ['Tasks', tasksInWords(node)],
    ['Profile', node.profiles.map(({ name, id }) => (name === id ? name : `${name} (${shortId(id)})`)).join(', ')],
    ['Tags', node.tags.join(', ')],
    ['Address', node.addresses.join(', ')],
    [node.hosts.length === 1 ? 'Agent' : 'Agents', node.hosts.join(', ')],
    ['Why', node.note],
  ]);
}

/** How an edge is, how it should be, and since when. @param now the time of what is shown, by the host's clock, in milliseconds since the epoch. */
export function stateFacts(edge: GraphEdge, now: number): readonly Fact[] {
  return facts([
    ['State', edge.kind === 'ghost' ? 'not probed' : stateInWords(edge.state)],
    ['Expected', edge.kind === 'ghost' ? undefined : expectedInWords(edge)],
    ['Together', standingInWords(edge, now)],
    ...pastFacts(edge, now),
    ['Preview', edge.preview?.text],
    ['Compared', edge.compared?.text],
  ]);
}

/** What there is to know of an edge, however it is. */
export function edgeFacts(edge: GraphEdge, from: DrawnNode, to: DrawnNode): readonly Fact[] {
  return facts([
    ...edge.probes.map((probe) => [PROBED[edge.kind], probeInWords(probe, edge.probes.length > 1)] as const),
    [
      'Profiles',
      profilesInWords(from) === '' && profilesInWords(to) === ''
        ? ''
        : `${profilesInWords(from) || '?'} → ${profilesInWords(to) || '?'}`,
    ],
  ]);
}

const PROBED: Readonly<Record<GraphEdge['kind'], string>> = {
  probe: 'Probed',
  fetch: 'Fetched',
  access: 'Asked',
  ghost: '',
};

const MATCH: Readonly<Record<GraphProbe['match'], string>> = {
  exact: '',
  normalised: ' (the same by its meaning, not letter by letter)',
  host: ' (another port or path of it)',
};

/** What is asked for, how it was found to be the star's, and how it is where several are asked for. */
function probeInWords({ url, match, state }: GraphProbe, several: boolean): string {
  return `${url}${MATCH[match]}${several ? `: ${stateInWords(state)}` : ''}`;
}

function tasksInWords({ tasks }: DrawnNode): string | undefined {
  if (!tasks) return undefined;
  const { running, instances, staged, healthy, unhealthy } = tasks;
  return [
    `${running} of ${instances} running`,
    ...(staged > 0 ? [`${staged} starting`] : []),
    ...(healthy > 0 ? [`${healthy} healthy`] : []),
    ...(unhealthy > 0 ? [`${unhealthy} unhealthy`] : []),
  ].join(', ');
}

/** The tasks of an app that has several, or of one that is not as it should be, in a few signs; undefined for all others. */
export function shortTasks({ tasks }: DrawnNode): { readonly text: string; readonly well: boolean } | undefined {
  if (!tasks) return undefined;
  const { running, instances, unhealthy } = tasks;
  const well = running === instances && unhealthy === 0;
  return well && instances === 1
    ? undefined
    : { text: unhealthy > 0 ? `${running - unhealthy}/${instances} ✕` : `${running}/${instances}`, well };
}

/** A star as a sentence for those who hear it. @param out the edges that go out from it. */
export function nodeSentence(node: DrawnNode, out: readonly GraphEdge[]): string {
  const reached = out.filter(({ state }) => state === 'reachable').map(({ to }) => to);
  const answer = `${node.answered ? '' : ', no answer'}${node.compared ? `, ${node.compared}` : ''}`;
  const reach =
    out.length === 0 ? '' : `, reaches ${reached.length === 0 ? 'none' : reached.join(' and ')} of ${out.length}`;
  const profiles = profilesInWords(node);
  const tasks = shortTasks(node) ? `, ${tasksInWords(node) ?? ''}` : '';
  return `${titleOf(node)}${profiles === '' ? '' : `, profile ${profiles}`}${tasks}${answer}${reach}`;
}

/** An edge as a sentence for those who hear it. */
export function edgeSentence(edge: GraphEdge, from: DrawnNode, to: DrawnNode): string {
  const { judgement, preview, compared, kind, state } = edge;
  const parts = [kind === 'ghost' ? 'not probed' : stateInWords(state)];
  if (judgement && judgement.agreement !== 'unmeasured')
    parts.push(expectedInWords(edge), ...(judgement.agreement === 'agrees' ? [] : [agreementInWords(edge) ?? '']));
  if (preview) parts.push(`preview: ${preview.text}`);
  if (compared) parts.push(compared.text);
  return `${titleOf(from)} to ${titleOf(to)}: ${parts.join(', ')}`;
}

/** The first twelve digits of a network's ID, as Docker shows it. */
function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function facts(all: readonly (readonly [string, string | undefined])[]): readonly Fact[] {
  return all.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}
