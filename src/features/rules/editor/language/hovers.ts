import * as l10n from '@vscode/l10n';
import {
  addressesOf,
  carriersByTag,
  dataOf,
  endpointsWithTag,
  networksOf,
  taskOf,
} from '../../../../cluster/model/indexes';
import { selectedBy } from '../../../../cluster/model/labels';
import type { WorkloadEndpoint } from '../../../../cluster/model/snapshot';
import { displayName } from '../../../../policy/calico1/names';
import type { Direction, Rule } from '../../../../policy/calico1/rule';
import { endpointsInCidr, farEndpoints } from './completion/endpoints';
import { meaningOf, sectionMeaning } from './completion/meanings';
import { offeredPorts } from './completion/ports';
import { storedTag, type DocumentContext } from '../document-context';
import type { DocumentWord } from './tokens';

/** Maximum number of endpoints in a hover. */
const LISTED = 12;

/** Returns the current meaning of a word as paragraphs of plain text; empty if there is none. */
export function hoverOf(word: DocumentWord, subject: DocumentContext | undefined): readonly string[] {
  switch (word.kind) {
    case 'section':
      return [sectionMeaning(word.value, subject?.kind) ?? []].flat();
    case 'keyword':
      return [meaningOf(word.value, subject?.kind) ?? []].flat();
    case 'tag':
      return subject ? tagHover(word.value, subject) : [];
    case 'cidr':
      return subject
        ? [
            headline(l10n.t('The network {0}', word.value), endpointsInCidr(word.value, subject.policy).size),
            ...list(endpointsInCidr(word.value, subject.policy), subject),
          ]
        : [];
    case 'ports':
      return subject ? portsHover(word.value, subject) : [];
    case 'label':
      return [sectionMeaning('labels') ?? []].flat();
    case 'selector':
      return [
        ...(subject ? selectorHover(word.value, subject) : []),
        l10n.t('Felix evaluates the selector against the labels of every endpoint, including those of its profiles.'),
      ];
    case 'other':
      return [];
  }
}

/**
 * Returns which endpoints a rule of a document matches now, as lines of plain text: the sources of an inbound rule, the
 * destinations of an outbound one. Its tags are as displayed.
 */
export function peersOf(rule: Rule, direction: Direction, subject: DocumentContext): readonly string[] {
  const peers = farEndpoints(rule, direction, subject);
  const side = direction === 'inbound' ? l10n.t('The source') : l10n.t('The destination');
  if (peers === undefined) return [l10n.t('{0} is chosen by labels.', side)];
  if (peers === 'any') return [l10n.t('{0} is any endpoint or address.', side)];
  return [headline(side, peers.size), ...list(peers, subject)];
}

function tagHover(shown: string, subject: DocumentContext): readonly string[] {
  const tag = storedTag(shown, subject);
  const endpoints = endpointsWithTag(tag, subject.policy);
  const carriers = carriersByTag(subject.policy).get(tag) ?? [];
  const networks = networksOf(subject.snapshot);
  const by =
    carriers.length === 0
      ? l10n.t('No profile has this tag, so it matches nothing.')
      : l10n.t('Profiles with this tag: {0}.', carriers.map(({ name }) => displayName(name, networks)).join(', '));
  return [
    headline(l10n.t('The tag {0}', shown), endpoints.size),
    tag === shown ? by : l10n.t('{0} Stored as {1}.', by, tag),
    ...list(endpoints, subject),
  ];
}

function selectorHover(selector: string, subject: DocumentContext): readonly string[] {
  const selected = selectedBy(selector, subject.policy);
  if (!selected) return [];
  const workloads = new Set(selected.flatMap(({ endpoint }) => endpoint ?? []));
  return [
    headline(l10n.t('The selector'), selected.length),
    ...list(workloads, subject),
    ...selected.flatMap(({ name }) => name ?? []).slice(0, LISTED),
  ];
}

function portsHover(ports: string, subject: DocumentContext): readonly string[] {
  const named = new Set(ports.split(','));
  return offeredPorts(subject)
    .filter(({ port }) => named.has(String(port)))
    .map(({ port, users }) => l10n.t('Port {0}: {1}.', port, users.join(', ')));
}

function headline(what: string, endpoints: number): string {
  return endpoints === 0
    ? l10n.t('{0} currently matches no endpoints.', what)
    : endpoints === 1
      ? l10n.t('{0} currently matches 1 endpoint.', what)
      : l10n.t('{0} currently matches {1} endpoints.', what, endpoints);
}

function list(endpoints: ReadonlySet<WorkloadEndpoint>, subject: DocumentContext): readonly string[] {
  const lines = [...endpoints].slice(0, LISTED).map((endpoint) => {
    const app = taskOf(endpoint, dataOf(subject.snapshot.marathon))?.appId;
    const address = addressesOf(endpoint).join(', ');
    return l10n.t('{0}{1} on {2}', address, app === undefined ? '' : `, ${app}`, endpoint.host);
  });
  return endpoints.size > LISTED ? [...lines, l10n.t('and {0} more', endpoints.size - LISTED)] : lines;
}
