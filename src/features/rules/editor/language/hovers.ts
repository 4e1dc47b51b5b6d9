import {
  addressesOf,
  carriersByTag,
  dataOf,
  endpointsWithTag,
  networksOf,
  taskOf,
} from '../../../../cluster/model/indexes';
import type { WorkloadEndpoint } from '../../../../cluster/model/snapshot';
import { displayName } from '../../../../policy/calico1/names';
import { endpointsInCidr } from './endpoints';
import { meaningOf } from './meanings';
import { offeredPorts } from './ports';
import { storedTag, type Subject } from '../subject';
import type { DocumentWord } from './words';

/** As many endpoints as a hover lists. */
const LISTED = 12;

/** What a word means right now, as paragraphs of plain text; empty when there is nothing to say. */
export function hoverOf(word: DocumentWord, subject: Subject | undefined): readonly string[] {
  switch (word.kind) {
    case 'section':
    case 'keyword':
      return [meaningOf(word.value) ?? []].flat();
    case 'tag':
      return subject ? tagHover(word.value, subject) : [];
    case 'cidr':
      return subject
        ? [
            headline(`The network ${word.value}`, endpointsInCidr(word.value, subject.policy).size),
            ...list(endpointsInCidr(word.value, subject.policy), subject),
          ]
        : [];
    case 'ports':
      return subject ? portsHover(word.value, subject) : [];
    case 'selector':
      return ['Felix weighs the selector against the labels of every endpoint, with those of its profiles.'];
    case 'other':
      return [];
  }
}

function tagHover(shown: string, subject: Subject): readonly string[] {
  const tag = storedTag(shown, subject);
  const endpoints = endpointsWithTag(tag, subject.policy);
  const carriers = carriersByTag(subject.policy).get(tag) ?? [];
  const networks = networksOf(subject.snapshot);
  const by =
    carriers.length === 0
      ? 'No profile carries it: it matches nothing.'
      : `Carried by ${carriers.map(({ name }) => displayName(name, networks)).join(', ')}.`;
  return [
    headline(`The tag ${shown}`, endpoints.size),
    tag === shown ? by : `${by} Stored as ${tag}.`,
    ...list(endpoints, subject),
  ];
}

function portsHover(ports: string, subject: Subject): readonly string[] {
  const named = new Set(ports.split(','));
  return offeredPorts(subject)
    .filter(({ port }) => named.has(String(port)))
    .map(({ port, users }) => `Port ${port}: ${users.join(', ')}.`);
}

function headline(what: string, endpoints: number): string {
  return `${what} means ${endpoints === 0 ? 'no endpoint' : endpoints === 1 ? '1 endpoint' : `${endpoints} endpoints`} right now.`;
}

function list(endpoints: ReadonlySet<WorkloadEndpoint>, subject: Subject): readonly string[] {
  const lines = [...endpoints].slice(0, LISTED).map((endpoint) => {
    const app = taskOf(endpoint, dataOf(subject.snapshot.marathon))?.appId;
    const address = addressesOf(endpoint).join(', ');
    return `${address}${app === undefined ? '' : `, ${app}`} on ${endpoint.host}`;
  });
  return endpoints.size > LISTED ? [...lines, `and ${endpoints.size - LISTED} more`] : lines;
}
