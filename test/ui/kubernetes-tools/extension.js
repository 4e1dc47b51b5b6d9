const vscode = require('vscode');

const RESOURCES = [
  { kind: 'Namespace', abbreviation: 'namespace', name: 'stars', namespace: null },
  { kind: 'Deployment', abbreviation: 'deployment', name: 'frontend', namespace: 'stars' },
];

/** The parts of the API of cluster explorer v1_1 and configuration v1_1 that other extensions call. */
module.exports.activate = () => {
  vscode.window.createTreeView('extension.vsKubernetesExplorer', {
    treeDataProvider: {
      getChildren: (parent) => (parent ? [] : RESOURCES),
      getTreeItem: ({ kind, abbreviation, name }) =>
        Object.assign(new vscode.TreeItem(`${kind} ${name}`), {
          contextValue: `vsKubernetes.resource.${abbreviation}`,
        }),
    },
  });
  const parts = {
    clusterexplorer: {
      resolveCommandTarget: (target) =>
        RESOURCES.includes(target)
          ? {
              nodeType: 'resource',
              name: target.name,
              namespace: target.namespace,
              resourceKind: { manifestKind: target.kind, abbreviation: target.abbreviation },
            }
          : undefined,
    },
    configuration: {
      getKubeconfigPath: () => ({
        pathType: 'host',
        hostPath: vscode.workspace.getConfiguration('standIn').get('kubeconfig'),
      }),
    },
  };
  return {
    get: (component, version) =>
      version === 'v1_1' && component in parts
        ? { available: true, api: parts[component] }
        : { available: false, reason: 'version-unknown' },
  };
};
