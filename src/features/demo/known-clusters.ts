import type { LocalDemo } from '../../app/commands';
import { configuredClusters } from '../../app/settings';
import { DEMO_NAME } from './demo';

/** The names of the clusters that can be connected: those in the settings, and the running demo. */
export function knownClusters(demo: Pick<LocalDemo, 'running'>): readonly string[] {
  const names = [...(demo.running ? [DEMO_NAME] : []), ...configuredClusters().clusters.map(({ name }) => name)];
  return [...new Set(names)];
}
