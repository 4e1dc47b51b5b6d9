import type * as vscode from 'vscode';
import { Command } from '../../app/ids';
import type { NodeOf, TreeNode } from '../../app/tree-nodes';
import type { Row } from './rows/row';

/** What a click on a row, or Enter, runs besides selecting it. */
type Click = Pick<vscode.Command, 'command' | 'arguments'>;

/** Returns what a click on a row does; undefined for rows that only expand. */
export function clickOn(node: TreeNode, row: Row | undefined): Click | undefined {
  switch (node.kind) {
    case 'rule':
    case 'policyRule':
    case 'resource':
    case 'resourceRule':
    case 'tag':
    case 'policy':
    case 'brokenPolicy':
    case 'brokenProfile':
      // The keys of the tree go on working.
      return { command: Command.openRules, arguments: [node, undefined, { preserveFocus: true }] };
    case 'decidingPolicy':
      return {
        command: Command.openRules,
        arguments: [policyOf(node), undefined, { preserveFocus: true }],
      };
    case 'endpoint':
    case 'container':
    case 'task':
    case 'app':
    case 'host':
    case 'hostEndpoint':
    case 'pod':
    case 'deployment':
      return { command: Command.showDetails, arguments: [node] };
    case 'network':
      return row?.expand === 'none' ? { command: Command.showDetails, arguments: [node] } : undefined;
    case 'failure':
    case 'problem':
      return { command: Command.showStatus, arguments: [node] };
    case 'hint':
      return { command: HINTED[node.of], arguments: [node] };
    case 'connection':
      return { command: Command.connect, arguments: [node] };
    default:
      return undefined;
  }
}

function policyOf({ tier, policy, cluster }: NodeOf<'decidingPolicy'>): NodeOf<'policy'> {
  return { kind: 'policy', tier, policy, ...(cluster !== undefined && { cluster }) };
}

const HINTED = {
  networks: Command.createNetwork,
  profiles: Command.createProfile,
  policies: Command.createPolicy,
  applications: Command.launchGroup,
} as const;
