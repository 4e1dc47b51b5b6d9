import { connected, targets, type CommandContext } from '../../../app/commands';
import { allowBetweenPods } from './between-pods';
import { allowBetweenProfiles } from './between-profiles';
import { hasTrafficEnds } from './ends';

export { allowBetweenProfiles };

/** Allows traffic from the first selected row to the second, if there is one: profiles, or namespaces and workloads. */
export async function allowTraffic(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const rows = args.length > 0 ? targets(args, context.tree, 'profile', 'namespace', 'workload') : [];
  const [from, to] = rows.flatMap((row) => (row.kind === 'profile' ? [] : [row]));
  const isOfPods = rows.length === 0 && hasTrafficEnds(connected(context).store.snapshot);
  if (from || isOfPods) {
    await allowBetweenPods(context, from, to);
    return;
  }
  const [source, target] = rows.flatMap((row) => (row.kind === 'profile' ? [row.profile] : []));
  await allowBetweenProfiles(context, source, target);
}
