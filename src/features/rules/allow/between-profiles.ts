import * as l10n from '@vscode/l10n';
import { ClusterError } from '../../../cluster/connection/errors';
import { networksOf } from '../../../cluster/model/indexes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { addRule } from '../../../policy/calico1/edit';
import { parseRule } from '../../../policy/calico1/grammar';
import { displayName, displayRule } from '../../../policy/calico1/names';
import { icons } from '../../../base/text/markup';
import { ask, choose, type Item } from '../../../app/text/window';
import { connected, type Acting } from '../../../app/commands';
import { pickProfile } from '../../../app/pick';
import { editProfile, requireProfile } from '../../../app/policy-edit';
import { likelyServices, ruleFor, tagOf, type OfferedService } from './services';

/**
 * Allows the endpoints of one profile to reach those of another, by an inbound rule that names a tag of the first. Asks
 * for missing details. Profiles are given by their stored names.
 */
export async function allowBetweenProfiles(context: Acting, from?: string, to?: string): Promise<void> {
  const cluster = connected(context);
  const { store } = cluster;
  const shown = (profile: string) => displayName(profile, networksOf(store.snapshot));
  const source =
    from === undefined
      ? await pickProfile(l10n.t('Allow traffic from which profile?'), store.snapshot)
      : requireProfile(from, store.snapshot);
  if (!source) return;
  const tag = tagOf(source, store.snapshot);
  if (tag === undefined)
    throw new ClusterError(
      'invalid',
      l10n.t('The profile {0} has no tag, so rules can’t refer to its endpoints.', shown(source.name)),
      l10n.t('Add a tag to it first.'),
    );
  const target =
    to === undefined
      ? await pickProfile(l10n.t('Allow traffic from {0} to which profile?', shown(source.name)), store.snapshot)
      : requireProfile(to, store.snapshot);
  if (!target) return;
  const service = await askService(
    l10n.t('Allow Traffic from {0} to {1}', shown(source.name), shown(target.name)),
    target.name,
    tag,
    store.snapshot,
  );
  const rule = service && ruleFor(service, tag);
  if (!rule) return;
  const outcome = await editProfile(cluster, target.name, (profile) => addRule(profile, 'inbound', rule));
  const text = displayRule(rule, networksOf(store.snapshot));
  context.reporter.done(
    outcome === 'already-present'
      ? l10n.t('{0} already contains “{1}”. Nothing was changed.', shown(target.name), text)
      : l10n.t('Added “{0}” to {1}, inbound.', text, shown(target.name)),
  );
}

interface ServiceItem extends Item {
  /** The allowed service; with `ask`, the user enters its ports. */
  readonly service: OfferedService;
  readonly ask?: boolean;
}

async function askService(
  title: string,
  profile: string,
  tag: string,
  snapshot: Snapshot,
): Promise<OfferedService | undefined> {
  const text = (service: OfferedService) => {
    const rule = ruleFor(service, tag);
    return rule && displayRule(rule, networksOf(snapshot));
  };
  const item = (label: string, service: OfferedService): ServiceItem => {
    const detail = text(service);
    return {
      label,
      service,
      ...(service.hint !== undefined && { description: service.hint }),
      ...(detail !== undefined && { detail }),
    };
  };
  const chosen = await choose<ServiceItem>(
    [
      ...likelyServices(profile, snapshot).map((service) =>
        item(`${service.protocol} ${service.ports ?? ''}`, service),
      ),
      { label: icons`$(edit) ${l10n.t('tcp, other ports…')}`, service: { protocol: 'tcp' }, ask: true },
      { label: icons`$(edit) ${l10n.t('udp, ports…')}`, service: { protocol: 'udp' }, ask: true },
      item(l10n.t('tcp, all ports'), { protocol: 'tcp' }),
      item('icmp', { protocol: 'icmp' }),
      item(l10n.t('All traffic'), { protocol: '' }),
    ],
    { title, placeholder: l10n.t('Select the ports'), matchOnDescription: true },
  );
  if (!chosen?.ask) return chosen?.service;
  const { protocol } = chosen.service;
  const ports = await ask({
    title,
    prompt: l10n.t('{0} ports, with a colon for ranges', protocol),
    placeholder: '80,443,8000:9000',
    check: (value) => parseRule(`allow ${protocol} to ports ${value}`).errors[0]?.message,
  });
  return ports === undefined ? undefined : { protocol, ports };
}
