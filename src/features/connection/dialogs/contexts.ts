import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { choose, type Item } from '../../../app/text/window';
import { explorerKubeconfig } from '../../../app/kubernetes-extension';
import { icons } from '../../../base/text/markup';
import type { KubernetesDefinition } from '../../../cluster/connection/definition';
import { kubeconfigFiles, kubeconfigPlace, readKubeconfig, type KubeContext } from '../../../cluster/kubernetes';

interface ContextItem extends Item {
  readonly context?: KubeContext;
  readonly other?: true;
}

/**
 * Asks for a context of the kubeconfig, the current one first. Runs and sends nothing.
 * @returns The cluster to connect to, under the name of its context; undefined if none was chosen.
 */
export async function askContext(): Promise<KubernetesDefinition | undefined> {
  // Whoever has the Kubernetes extension may have chosen another file there.
  let file = await explorerKubeconfig();
  for (;;) {
    const chosen = await choose(await itemsOf(file), {
      title: l10n.t('Connect to Context'),
      placeholder: l10n.t('Select a context of {0}', filesOf(file)),
    });
    if (!chosen) return undefined;
    if (chosen.context) {
      const { name } = chosen.context;
      return { name, context: name, ...(file !== undefined && { kubeconfig: file }) };
    }
    if (chosen.other) file = (await askFile()) ?? file;
  }
}

function filesOf(file: string | undefined): string {
  return kubeconfigFiles(kubeconfigPlace(file)).join(', ');
}

async function itemsOf(file: string | undefined): Promise<readonly ContextItem[]> {
  const { contexts, current, problems } = await readKubeconfig(kubeconfigPlace(file));
  const ordered = [...contexts].sort((a, b) => Number(b.name === current) - Number(a.name === current));
  return [
    ...ordered.map((context): ContextItem => ({
      label: icons`$(server-environment) ${context.name}`,
      description: [
        context.cluster.server,
        ...(context.namespace === undefined ? [] : [l10n.t('namespace {0}', context.namespace)]),
        ...(context.name === current ? [l10n.t('current')] : []),
      ].join(' · '),
      context,
    })),
    ...problems.map(({ context, file: where, message }): ContextItem => ({
      label: icons`$(warning) ${context ?? where}`,
      description: message,
    })),
    { label: '', separator: true },
    { label: icons`$(folder-opened) ${l10n.t('Choose Another Kubeconfig…')}`, other: true },
  ];
}

async function askFile(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Choose Kubeconfig'),
      openLabel: l10n.t('Choose'),
      canSelectMany: false,
    })) ?? [];
  return chosen?.fsPath;
}
