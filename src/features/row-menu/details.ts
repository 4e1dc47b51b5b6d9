import * as l10n from '@vscode/l10n';
import { listeningPorts } from '../../cluster/model/listening-ports';
import { networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { displayName } from '../../policy/calico1/names';
import { rowOf } from '../tree';
import { isTrafficRow, subjectOf, type DetailsRow } from './subject';

/** Returns the name of what a row with details stands for; undefined if it no longer exists. */
export function detailsName(node: DetailsRow, snapshot: Snapshot): string | undefined {
  return isTrafficRow(node) ? subjectOf(node, snapshot)?.name : rowOf(node, snapshot)?.label;
}

/** Returns everything known about a row as lines of text; undefined if what it stands for no longer exists. */
export function detailsOf(node: DetailsRow, snapshot: Snapshot): string | undefined {
  const row = rowOf(node, snapshot);
  if (!isTrafficRow(node))
    return (
      row &&
      [row.label, ...(row.description === undefined ? [] : [row.description]), '', ...(row.tooltip ?? []), ''].join(
        '\n',
      )
    );
  const subject = subjectOf(node, snapshot);
  if (!subject || !row) return undefined;
  const listening = listeningPorts(snapshot);
  const ports = subject.parties.flatMap(({ endpoint }) => listening.get(endpoint) ?? []);
  const profiles = subject.profiles.map((profile) => displayName(profile, networksOf(snapshot)));
  const facts: readonly (readonly [name: string, values: readonly string[]])[] = [
    [node.kind === 'network' ? l10n.t('Subnet') : l10n.t('Address'), subject.addresses],
    [l10n.t('Profile'), profiles],
    [l10n.t('Listens on'), [...new Set(ports)].map((port) => l10n.t('tcp {0}', port))],
    [l10n.t('Endpoint'), node.kind === 'endpoint' ? [] : subject.parties.map(({ name }) => name)],
  ];
  return [
    subject.name,
    [row.label, row.description].filter((part) => part !== undefined && part !== subject.name).join(' · '),
    '',
    ...facts.flatMap(([name, values]) => (values.length === 0 ? [] : [`${name}: ${values.join(', ')}`])),
    ...(row.tooltip ?? []),
    '',
  ].join('\n');
}
