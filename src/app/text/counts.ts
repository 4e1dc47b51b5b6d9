import * as l10n from '@vscode/l10n';

/** A number of endpoints, as a description: `no endpoints`, `1 endpoint`, `3 endpoints`. */
export function endpointCount(count: number): string {
  return count === 0 ? l10n.t('no endpoints') : count === 1 ? l10n.t('1 endpoint') : l10n.t('{0} endpoints', count);
}

/** A number of pods, as a description: `no pods`, `1 pod`, `3 pods`. */
export function podCount(count: number): string {
  return count === 0 ? l10n.t('no pods') : count === 1 ? l10n.t('1 pod') : l10n.t('{0} pods', count);
}
