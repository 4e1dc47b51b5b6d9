import { networksOf } from '../../cluster/model/indexes';
import { knownPorts } from '../../cluster/model/listening-ports';
import type { Snapshot } from '../../cluster/model/snapshot';
import { listeningPorts, SOMEBODY, workloadsOf } from '../../cluster/model/workloads';
import { parseAddress } from '../../policy/model/address';
import { displayName } from '../../policy/calico1/names';
import { icons } from '../../base/text/markup';
import { ask, choose, type Item } from '../../app/text/window';
import type { ConnectionRequest } from './connection';

interface PartyItem extends Item {
  /** Undefined for an address that is asked for. */
  readonly party: string | undefined;
}

interface ServiceItem extends Item {
  /** Undefined for a port that is asked for. */
  readonly service: Pick<ConnectionRequest, 'protocol' | 'port'> | undefined;
}

const TITLE = 'Explain a connection';

/** Asks for the two ends and the service of a connection; undefined when it was left. */
export async function askConnection(snapshot: Snapshot): Promise<ConnectionRequest | undefined> {
  const from = await askParty('From whom?', snapshot);
  const to = from === undefined ? undefined : await askParty('To whom?', snapshot, from);
  const service = to === undefined ? undefined : await askService(to, snapshot);
  return from === undefined || to === undefined || !service ? undefined : { from, to, ...service };
}

async function askParty(placeholder: string, snapshot: Snapshot, but?: string): Promise<string | undefined> {
  const workloads = workloadsOf(snapshot)
    .filter(({ endpoint }) => endpoint !== but)
    .map((workload): PartyItem => ({
      label: icons`$(vm) ${workload.name}`,
      description: [
        ...workload.profiles.map((profile) => displayName(profile, networksOf(snapshot))),
        ...workload.addresses,
      ].join(' · '),
      party: workload.endpoint,
    }));
  const chosen = await choose<PartyItem>(
    [
      ...workloads,
      {
        label: icons`$(globe) Anyone outside`,
        description: 'a machine that is no workload of the cluster',
        party: SOMEBODY,
      },
      { label: icons`$(edit) An address…`, party: undefined },
    ],
    { title: TITLE, placeholder, matchOnDescription: true, ignoreFocusOut: true },
  );
  if (!chosen || chosen.party !== undefined) return chosen?.party;
  const address = await ask({
    title: TITLE,
    prompt: 'An IP address, inside the cluster or not',
    placeholder: '172.24.197.101',
    check: (text) => (parseAddress(text.trim()) ? undefined : 'This is no IP address.'),
  });
  return address?.trim();
}

async function askService(
  to: string,
  snapshot: Snapshot,
): Promise<Pick<ConnectionRequest, 'protocol' | 'port'> | undefined> {
  const own = new Set(listeningPorts(snapshot).get(to));
  const ports = knownPorts(snapshot).map(({ port, users }): ServiceItem => ({
    label: `tcp ${port}`,
    description: own.has(port) ? 'it listens there' : users.join(', '),
    service: { protocol: 'tcp', port },
  }));
  const first = ({ service }: ServiceItem) => (service?.port !== undefined && own.has(service.port) ? 0 : 1);
  const chosen = await choose<ServiceItem>(
    [
      ...ports.sort((a, b) => first(a) - first(b)),
      { label: icons`$(edit) Another port…`, service: undefined },
      { label: 'icmp', description: 'ping', service: { protocol: 'icmp' } },
    ],
    { title: TITLE, placeholder: 'On which port?', ignoreFocusOut: true },
  );
  if (!chosen || chosen.service) return chosen?.service;
  const text = await ask({
    title: TITLE,
    prompt: 'A port; with /udp for UDP',
    placeholder: '8080 or 53/udp',
    check: (value) => (parseService(value) ? undefined : 'Ports go from 1 to 65535, with /tcp or /udp behind them.'),
  });
  return text === undefined ? undefined : parseService(text);
}

/** A port as people write it: `8080`, `53/udp`, `udp 53`. */
function parseService(text: string): Pick<ConnectionRequest, 'protocol' | 'port'> | undefined {
  const [, before, digits, after] = /^\s*(?:(tcp|udp)\s+)?(\d{1,5})(?:\/(tcp|udp))?\s*$/i.exec(text) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535) || (before !== undefined && after !== undefined)) return undefined;
  return { protocol: (before ?? after)?.toLowerCase() === 'udp' ? 'udp' : 'tcp', port };
}
