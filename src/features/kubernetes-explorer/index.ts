// The exports of this feature for the extension.
export { registerKubernetesExplorer } from './register';
