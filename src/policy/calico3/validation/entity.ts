import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import { hasHostBits, maskedCidr, parseCidr, parseCidrOrAddress } from '../../objects/cidr';
import type { Findings } from '../../objects/finding';
import { isSubdomain } from '../../objects/names';
import type { EntityRule, ServiceMatch } from '../objects';
import { parseV3Selector } from '../../selectors';
import { checkPort } from './ports';
import { checkCount, checkLength, checkSelector, forbidGlobal } from './selectors';

const MOST_NETS = 256;
const MOST_PORTS = 50;
const LONGEST_SERVICE = 253;

/** Checks one side of a rule. */
export function checkEntity(side: EntityRule, path: Path, findings: Findings): void {
  for (const field of ['selector', 'notSelector', 'namespaceSelector'] as const) {
    checkSelector(side[field], [...path, field], findings);
  }
  forbidGlobal(side.selector, [...path, 'selector'], findings);
  checkGlobalAlone(side.namespaceSelector, [...path, 'namespaceSelector'], findings);
  checkSelector(side.serviceAccounts?.selector, [...path, 'serviceAccounts', 'selector'], findings, false);
  for (const field of ['nets', 'notNets'] as const) {
    checkCount(side[field], MOST_NETS, [...path, field], findings);
    for (const [index, net] of (side[field] ?? []).entries()) checkNet(net, [...path, field, index], findings);
  }
  for (const [index, net] of (side.notNets ?? []).entries()) {
    if (parseCidr(net)?.prefix !== 0) continue;
    findings.server(
      [...path, 'notNets', index],
      l10n.t('“{0}” excludes every address, so the rule matches nothing.', net),
    );
  }
  for (const field of ['ports', 'notPorts'] as const) {
    checkCount(side[field], MOST_PORTS, [...path, field], findings);
    for (const [index, port] of (side[field] ?? []).entries()) checkPort(port, [...path, field, index], findings);
  }
  if (side.services) checkServices(side, side.services, path, findings);
}

/** A network with a prefix length and without host bits. */
function checkNet(text: string, path: Path, findings: Findings): void {
  const network = parseCidr(text);
  if (!network) {
    const address = parseCidrOrAddress(text);
    const whole = address && `${text}/${address.version === 4 ? 32 : 128}`;
    const message = address ? l10n.t('“{0}” has no prefix length.', text) : l10n.t('“{0}” is not a CIDR.', text);
    findings.server(path, message, whole);
  } else if (hasHostBits(network)) {
    findings.server(path, l10n.t('“{0}” has bits set beyond its prefix length.', text), maskedCidr(text));
  }
}

/** `global()` has no meaning in combination with other terms. */
function checkGlobalAlone(text: string | undefined, path: Path, findings: Findings): void {
  if (!text?.includes('global(')) return;
  const parsed = parseV3Selector(text);
  // Parentheses, which have no effect, are rejected, too.
  if (parsed.ok && parsed.selector.kind === 'global' && !/^\s*[(!]/.test(text)) return;
  findings.server(path, l10n.t('“global()” cannot be combined with other selectors.'), 'global()');
}

function checkServices(side: EntityRule, { name, namespace }: ServiceMatch, path: Path, findings: Findings): void {
  const at = [...path, 'services'];
  if (name === undefined || name === '') findings.schema(at, l10n.t('“services” needs a name.'));
  for (const [field, text] of [
    ['name', name],
    ['namespace', namespace],
  ] as const) {
    checkLength(text, LONGEST_SERVICE, [...at, field], findings);
    if (text === undefined || text === '' || isSubdomain(text)) continue;
    findings.server(
      [...at, field],
      field === 'name'
        ? l10n.t('“{0}” is not a valid service name.', text)
        : l10n.t('“{0}” is not a valid namespace.', text),
    );
  }
  const beside = (['selector', 'notSelector', 'namespaceSelector', 'nets', 'notNets'] as const).filter(
    (field) => side[field] !== undefined && side[field].length > 0,
  );
  for (const field of beside)
    findings.schema([...path, field], l10n.t('“{0}” cannot be combined with “services”.', field));
  if (side.serviceAccounts) {
    findings.schema([...path, 'serviceAccounts'], l10n.t('“serviceAccounts” cannot be combined with “services”.'));
  }
}
