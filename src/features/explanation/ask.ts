import * as l10n from '@vscode/l10n';
import { ownPorts } from '../../cluster/analysis/own-ports';
import { dataOf, networksOf } from '../../cluster/model/indexes';
import { hostEndpointsOf } from '../../cluster/model/host-endpoints';
import { knownPorts } from '../../cluster/model/known-ports';
import type { Snapshot } from '../../cluster/model/snapshot';
import { ANYONE_OUTSIDE, workloadsOf } from '../../cluster/model/workloads';
import { writtenProfiles } from '../../cluster/model/written-profiles';
import { parseAddress } from '../../policy/model/address';
import { displayName } from '../../policy/calico1/names';
import { icons } from '../../base/text/markup';
import { ask, choose, type Item } from '../../app/text/window';
import { formatService, type ConnectionRequest, type KnownEnd } from './connection';

interface PartyItem extends Item {
  /** Undefined for an address that is asked for. */
  readonly party: string | undefined;
}

interface ServiceItem extends Item {
  /** Undefined for a port that is asked for. */
  readonly service: Pick<ConnectionRequest, 'protocol' | 'port'> | undefined;
}

const title = () => l10n.t('Explain Connection');

/**
 * Asks for source, destination and service of a connection. Returns undefined if the user cancels.
 * @param known The end that is known already.
 */
export async function askConnection(snapshot: Snapshot, known: KnownEnd = {}): Promise<ConnectionRequest | undefined> {
  const from = known.from ?? (await askParty(l10n.t('Select the source'), snapshot, known.to));
  const to =
    from === undefined ? undefined : (known.to ?? (await askParty(l10n.t('Select the destination'), snapshot, from)));
  const service = to === undefined ? undefined : await askService(to, snapshot);
  return from === undefined || to === undefined || !service ? undefined : { from, to, ...service };
}

async function askParty(placeholder: string, snapshot: Snapshot, but?: string): Promise<string | undefined> {
  const policy = dataOf(snapshot.policy);
  const workloads = [...workloadsOf(snapshot), ...hostEndpointsOf(snapshot)]
    .filter(({ endpoint }) => endpoint !== but)
    .map((workload): PartyItem => ({
      label: icons`$(vm) ${workload.name}`,
      description: [
        ...writtenProfiles(workload.profiles, policy).map((profile) => displayName(profile, networksOf(snapshot))),
        ...workload.addresses,
      ].join(' · '),
      party: workload.endpoint,
    }));
  const chosen = await choose<PartyItem>(
    [
      ...workloads,
      {
        label: icons`$(globe) ${l10n.t('Anyone outside')}`,
        description: l10n.t('a machine that is not a workload of the cluster'),
        party: ANYONE_OUTSIDE,
      },
      { label: icons`$(edit) ${l10n.t('An address…')}`, party: undefined },
    ],
    { title: title(), placeholder, matchOnDescription: true },
  );
  if (!chosen || chosen.party !== undefined) return chosen?.party;
  const address = await ask({
    title: title(),
    prompt: l10n.t('An IP address inside or outside the cluster'),
    placeholder: '172.24.197.101',
    check: (text) => (parseAddress(text.trim()) ? undefined : l10n.t('This is not a valid IP address.')),
  });
  return address?.trim();
}

async function askService(
  to: string,
  snapshot: Snapshot,
): Promise<Pick<ConnectionRequest, 'protocol' | 'port'> | undefined> {
  const chosen = await choose<ServiceItem>(
    [
      ...offeredServices(to, snapshot),
      { label: icons`$(edit) ${l10n.t('Another port…')}`, service: undefined },
      { label: 'icmp', description: 'ping', service: { protocol: 'icmp' } },
    ],
    { title: title(), placeholder: l10n.t('Select the destination port') },
  );
  if (!chosen || chosen.service) return chosen?.service;
  const text = await ask({
    title: title(),
    prompt: l10n.t('A port number, followed by /udp for UDP'),
    placeholder: l10n.t('8080 or 53/udp'),
    check: (value) =>
      parseService(value) ? undefined : l10n.t('Enter a port from 1 to 65535, optionally followed by /tcp or /udp.'),
  });
  return text === undefined ? undefined : parseService(text);
}

/** Returns the ports on which an end is known to listen, then those that are in use elsewhere. */
export function offeredServices(to: string, snapshot: Snapshot): readonly ServiceItem[] {
  const data = dataOf(snapshot.policy);
  const own = (data ? ownPorts([to], snapshot, data) : []).flatMap(({ protocol, port }): readonly ServiceItem[] =>
    protocol === 'SCTP' ? [] : [itemOf(protocol === 'UDP' ? 'udp' : 'tcp', port, l10n.t('it listens on this port'))],
  );
  const listed = new Set(own.map(({ label }) => label));
  const others = knownPorts(snapshot).map(({ port, users }) => itemOf('tcp', port, users.join(', ')));
  return [...own, ...others.filter(({ label }) => !listed.has(label))];
}

function itemOf(protocol: 'tcp' | 'udp', port: number, description: string): ServiceItem {
  return { label: formatService({ protocol, port }), description, service: { protocol, port } };
}

/** Parses a port as people write it: `8080`, `53/udp`, `udp 53`. */
function parseService(text: string): Pick<ConnectionRequest, 'protocol' | 'port'> | undefined {
  const [, before, digits, after] = /^\s*(?:(tcp|udp)\s+)?(\d{1,5})(?:\/(tcp|udp))?\s*$/i.exec(text) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535) || (before !== undefined && after !== undefined)) return undefined;
  return { protocol: (before ?? after)?.toLowerCase() === 'udp' ? 'udp' : 'tcp', port };
}
