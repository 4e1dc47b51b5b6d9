import * as l10n from '@vscode/l10n';
import { contains } from '../../model/address';
import type { CompiledModel } from '../../verdict';
import { foundAbout, foundIn } from '../finding';
import type { Shape } from '../shape';
import { locationOf, type Check } from '../rule-list';

/** Finds inbound rules that allow everything, or exclude even the profile's own members. */
export const checkOpenness: Check = (list, { policy: { model }, endpointsOf }, report) => {
  const { owner, profile, direction, shapes } = list;
  if (direction !== 'inbound') return;
  for (const [index, shape] of shapes.entries()) {
    if (shape.action === 'allow' && shape.unconditional)
      report(
        foundIn(
          'allow-all-inbound',
          locationOf(list, index, shape),
          [],
          l10n.t('This rule allows all traffic on every port, including from outside the cluster.'),
        ),
      );
  }
  // Another policy of the tier may allow peers.
  if (owner.policy) return;
  const members = endpointsOf.get(profile.name) ?? [];
  if (
    members.length < 2 ||
    shapes.some((shape) => shape.action !== 'log' && shape.action !== 'deny' && admits(shape, members, model))
  )
    return;
  // Another profile of the endpoints may allow peers.
  if (members.some((name) => (model.directory.member(name)?.endpoint.profiles.length ?? 0) > 1)) return;
  report(
    foundAbout(
      'peers-locked-out',
      owner,
      l10n.t(
        'No inbound rule allows the {0} endpoints of this profile to reach each other. New networks have “allow from tag {1}” for that.',
        members.length,
        profile.tags[0] ?? profile.name,
      ),
    ),
  );
};

/** Whether a rule may match a packet from one of the members. */
function admits({ from }: Shape, members: readonly string[], model: CompiledModel): boolean {
  return members.some((name) => {
    const endpoint = model.directory.member(name)?.endpoint;
    if (!endpoint || endpoint.kind === 'network-set') return false;
    return endpoint.addresses.some((address) => {
      const { classes } = model.place(address);
      const has = (tag: string) => classes.some(({ tags }) => tags.has(tag));
      if (from.tag !== undefined && !has(from.tag)) return false;
      if (from.notTag !== undefined && has(from.notTag)) return false;
      return from.net?.version !== address.version || contains(from.net, address);
    });
  });
}
