import * as l10n from '@vscode/l10n';
import { ANYONE_OUTSIDE } from '../../../../cluster/model/workloads';
import { grouped } from '../../../../base/grouped';
import { contains, formatAddress, parseAddress } from '../../../../policy/model/address';
import { formatCell, type Connectivity, type Group } from '../../../../policy/reach';
import type { WorkloadGroup } from './workload-groups';

type OutsideGroup = Extract<Group, { kind: 'outside' }>;

/** Beyond this many addresses that policy tells apart, those that no network set names are one node. */
const MOST_NODES = 24;

/** Returns the address that represents a group of addresses outside in questions to the policy. */
function partyOf(group: OutsideGroup, { groups, model }: Connectivity): string {
  const anyone = parseAddress(ANYONE_OUTSIDE);
  const isAnyone =
    anyone?.version === group.cell.address.version &&
    groups.networks.around(anyone).join() === group.networks.join() &&
    sameClasses(model.place(anyone), group.place);
  return isAnyone ? ANYONE_OUTSIDE : formatAddress(group.cell.address);
}

function sameClasses({ classes: one }: OutsideGroup['place'], { classes: other }: OutsideGroup['place']): boolean {
  return one.length === other.length && one.every((endpointClass) => other.includes(endpointClass));
}

/** A node for addresses outside, with what represents them in the policy. */
export interface OutsideNode extends WorkloadGroup {
  readonly groups: readonly OutsideGroup[];
}

export function isOutside(group: WorkloadGroup): group is OutsideNode {
  return group.node.kind === 'outside';
}

/**
 * Returns the nodes of what is outside: one for each network set that covers addresses, one for each other range that
 * policy tells apart, and one for the rest.
 */
export function outsideNodes(connectivity: Connectivity): readonly OutsideNode[] {
  const sets = [...connectivity.model.directory].flatMap(({ endpoint }) =>
    endpoint.kind === 'network-set' ? [endpoint] : [],
  );
  const cells = connectivity.groups.all.filter((group) => group.kind === 'outside');
  const nameOf = ({ cell }: OutsideGroup) =>
    sets
      .filter(({ nets }) => nets.some((net) => contains(net, cell.address)))
      .map(({ id }) => id)
      .sort()
      .join(', ');
  const each = grouped(cells, (group) => nameOf(group) || textOf(group));
  const named =
    each.size <= MOST_NODES
      ? each
      : grouped(cells, (group) => nameOf(group) || (isRest(group) ? textOf(group) : OTHERS));
  return [...named].map(([name, groups]) => {
    const isWhole = groups.some(isRest);
    return {
      node: {
        id: isWhole ? '□' : `□ ${name}`,
        kind: 'outside',
        name: isWhole ? l10n.t('Anyone outside') : name === OTHERS ? l10n.t('{0} other ranges', groups.length) : name,
        addresses: isWhole && groups.length === 1 ? [] : groups.map(textOf),
        hosts: [],
        profiles: [],
        tags: [],
        answered: true,
      },
      parties: groups.map((group) => partyOf(group, connectivity)),
      listening: [],
      groups,
    };
  });
}

/** No range is written like this. */
const OTHERS = '…';

/** Whether a group has what no smaller range contains. */
function isRest({ cell }: OutsideGroup): boolean {
  return cell.network.prefix === 0;
}

function textOf({ cell }: OutsideGroup): string {
  return formatCell(cell);
}
