import * as l10n from '@vscode/l10n';
import { parseAddress } from '../../model/address';
import { parseCidrOrAddress } from '../../objects/cidr';
import type { Findings } from '../../objects/finding';
import { isDnsLabel, isSubdomain, LONGEST_LABEL, portNameFault } from '../../objects/names';
import type { GlobalNetworkSet, HostEndpoint, NetworkSet, Tier } from '../objects';
import { checkProtocol, hasPorts, protocolNumber } from './ports';
import { checkChoice } from './selectors';

const NAMESPACE_LABEL = 'projectcalico.org/namespace';

/** Built-in tiers. */
const BUILT_IN: ReadonlyMap<string, { readonly order: number; readonly action: string }> = new Map([
  ['kube-admin', { order: 1000, action: 'Pass' }],
  ['default', { order: 1_000_000, action: 'Deny' }],
  ['kube-baseline', { order: 10_000_000, action: 'Pass' }],
]);

export function checkTier({ metadata: { name }, spec }: Tier, findings: Findings): void {
  const at = ['metadata', 'name'];
  if (name.length > LONGEST_LABEL)
    findings.server(at, l10n.t('A tier’s name has at most {0} characters.', LONGEST_LABEL));
  else if (isSubdomain(name) && !isDnsLabel(name)) findings.server(at, l10n.t('A tier’s name has no dot.'));
  checkChoice(spec?.defaultAction, ['Deny', 'Pass'], ['spec', 'defaultAction'], findings);
  const builtIn = BUILT_IN.get(name);
  if (!builtIn || !spec) return;
  if (spec.order !== builtIn.order) {
    findings.schema(['spec', 'order'], l10n.t('The order of tier “{0}” is {1}.', name, builtIn.order), builtIn.order);
  }
  if (spec.defaultAction !== builtIn.action) {
    const message = l10n.t('The default action of tier “{0}” is {1}.', name, builtIn.action);
    findings.schema(['spec', 'defaultAction'], message, builtIn.action);
  }
}

export function checkSet({ metadata, spec }: NetworkSet | GlobalNetworkSet, findings: Findings): void {
  if (metadata.labels && Object.hasOwn(metadata.labels, NAMESPACE_LABEL)) {
    findings.server(
      ['metadata', 'labels', NAMESPACE_LABEL],
      l10n.t('The label “{0}” is reserved for Calico.', NAMESPACE_LABEL),
    );
  }
  for (const [index, net] of (spec?.nets ?? []).entries()) {
    if (!parseCidrOrAddress(net))
      findings.server(['spec', 'nets', index], l10n.t('“{0}” is neither a CIDR nor an address.', net));
  }
}

export function checkHostEndpoint({ spec = {} }: HostEndpoint, findings: Findings): void {
  const { node = '', interfaceName = '', expectedIPs = [], profiles = [], ports = [] } = spec;
  if (node === '') findings.schema(['spec', 'node'], l10n.t('A host endpoint needs its node.'));
  else if (!isSubdomain(node)) findings.server(['spec', 'node'], l10n.t('“{0}” is not a valid node name.', node));
  if (interfaceName === '' && expectedIPs.length === 0) {
    findings.schema(['spec', 'interfaceName'], l10n.t('A host endpoint needs “interfaceName” or “expectedIPs”.'));
  }
  if (interfaceName !== '' && interfaceName !== '*' && !/^[a-zA-Z0-9_.-]{1,15}$/.test(interfaceName)) {
    findings.server(['spec', 'interfaceName'], l10n.t('“{0}” is not a valid interface name.', interfaceName));
  }
  for (const [index, address] of expectedIPs.entries()) {
    if (!parseAddress(address))
      findings.server(['spec', 'expectedIPs', index], l10n.t('“{0}” is not an address.', address));
  }
  for (const [index, profile] of profiles.entries()) {
    if (!isSubdomain(profile))
      findings.server(['spec', 'profiles', index], l10n.t('“{0}” is not a valid profile name.', profile));
  }
  for (const [index, { name, protocol, port }] of ports.entries()) {
    const path = ['spec', 'ports', index];
    const fault = portNameFault(name);
    if (fault !== undefined) findings.server([...path, 'name'], l10n.t('The port’s name “{0}” {1}.', name, fault));
    checkProtocol(protocol, [...path, 'protocol'], findings);
    if (protocolNumber(protocol) !== undefined && !hasPorts(protocol)) {
      findings.server([...path, 'protocol'], l10n.t('Ports need the protocol TCP, UDP or SCTP.'));
    }
    if (port < 1 || port > 65535)
      findings.schema([...path, 'port'], l10n.t('{0} is not a port: ports are 1 to 65535.', port));
  }
}
