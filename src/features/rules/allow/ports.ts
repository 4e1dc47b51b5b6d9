import * as l10n from '@vscode/l10n';
import { ask, choose, type Item } from '../../../app/text/window';
import { icons } from '../../../base/text/markup';
import { ownPorts } from '../../../cluster/analysis/own-ports';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import type { TrafficEnd } from './ends';
import type { Traffic } from './plans';

type Port = Pick<Traffic, 'protocol' | 'port'>;

interface PortItem extends Item {
  readonly port?: Port;
}

const PORT = /^(?:(tcp|udp|sctp)\s+)?(\d{1,5})$/i;

/** Asks for a port: those on which the pods are known to listen come first. */
export async function askPort(
  title: string,
  { endpoints }: TrafficEnd,
  snapshot: Snapshot,
  data: PolicyData,
): Promise<Port | undefined> {
  const known = ownPorts(endpoints, snapshot, data);
  const items: readonly PortItem[] = [
    ...known.map((port): PortItem => ({ label: portText(port), description: l10n.t('listening'), port })),
    { label: icons`$(edit) ${l10n.t('Another Port…')}` },
  ];
  const chosen = known.length === 0 ? items[0] : await choose(items, { title, placeholder: l10n.t('Select the port') });
  if (!chosen || chosen.port) return chosen?.port;
  const typed = await ask({
    title,
    prompt: l10n.t('The port, with its protocol unless it is TCP.'),
    placeholder: 'udp 53',
    check: (text) => (parsePort(text) ? undefined : { incomplete: l10n.t('Enter a port from 1 to 65535.') }),
  });
  return typed === undefined ? undefined : parsePort(typed);
}

function parsePort(text: string): Port | undefined {
  const [, protocol = 'tcp', digits] = PORT.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535)) return undefined;
  return { protocol: protocol.toUpperCase() as Port['protocol'], port };
}

/** For example `TCP 80`. */
export function portText({ protocol, port }: Port): string {
  return `${protocol} ${port}`;
}
