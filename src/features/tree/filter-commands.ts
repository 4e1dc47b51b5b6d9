import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { connected, register, type CommandContext } from '../../app/commands';
import { Command } from '../../app/ids';
import { chooseSeveral } from '../../app/text/window';
import { ClusterError } from '../../cluster/connection/errors';
import { namespacesOf } from './rows/namespace-rows';
import type { NamespaceFilters } from './namespace-filter';

/** Registers the commands that choose which namespaces the tree shows. */
export function registerNamespaceFilter(context: CommandContext, filters: NamespaceFilters): vscode.Disposable[] {
  return [
    register(Command.filterNamespaces, context, async () => {
      const { definition, store } = connected(context);
      const names = [...namespacesOf(store.snapshot).keys()];
      if (names.length === 0)
        throw new ClusterError(
          'not-found',
          l10n.t('{0} has no namespaces that could be filtered.', definition.name),
          l10n.t('Connect to a Kubernetes cluster whose namespaces you may read.'),
        );
      const before = filters.of(definition);
      const chosen = await chooseSeveral(
        names.map((label) => ({ label })),
        ({ label }) => before === undefined || before.includes(label),
        {
          title: l10n.t('Filter Namespaces of {0}', definition.name),
          placeholder: l10n.t('Select the namespaces that the tree shows'),
        },
      );
      if (!chosen) return;
      const all = chosen.length === names.length;
      await filters.set(definition, all ? [] : chosen.map(({ label }) => label));
    }),
    register(Command.showAllNamespaces, context, () => filters.set(connected(context).definition, [])),
  ];
}
