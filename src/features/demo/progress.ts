import { addressesOf, dataOf, networksOf } from '../../cluster/model/indexes';
import type { App, Snapshot } from '../../cluster/model/snapshot';
import { allowsOf } from '../../cluster/analysis/allows';
import { ANYONE_OUTSIDE } from '../../cluster/model/workloads';
import { COLLECTOR_PORT, PROBE_PORT } from '../../cluster/model/listening-ports';
import { workloadsOf } from '../../cluster/model/workloads';
import { COLLECTOR, DEMO_NETWORKS, PROBES } from './steps';

/** The demo's progress, derived only from the cluster's state, regardless of who changed it. */
export interface DemoProgress {
  readonly networks: boolean;
  readonly launched: boolean;
  readonly uiOpen: boolean;
  readonly probesOpen: boolean;
  readonly connected: boolean;
}

const NOTHING: DemoProgress = { networks: false, launched: false, uiOpen: false, probesOpen: false, connected: false };

/** @param group absolute id of the demo's group in Marathon. */
export function demoProgress(snapshot: Snapshot | undefined, group: string): DemoProgress {
  if (!snapshot) return NOTHING;
  const names = new Set(networksOf(snapshot).map(({ name }) => name));
  const networks = DEMO_NETWORKS.every(({ name }) => names.has(name));
  const apps = new Map((dataOf(snapshot.marathon)?.apps ?? []).map((app) => [app.id, app]));
  const address = (name: string) => addressOf(apps.get(`${group}/${name}`));
  const launched = [COLLECTOR, ...PROBES].every((name) => address(name) !== undefined);
  const policy = dataOf(snapshot.policy);
  if (!launched || !policy) return { ...NOTHING, networks };
  const allows = allowsOf(policy);
  if (!allows) return { ...NOTHING, networks, launched };
  const endpoints = new Set(policy.endpoints.flatMap(addressesOf));
  // Marathon may report a task before its endpoint is in the datastore. Until then its address is outside all policy
  // and reachable by anyone.
  const policed = (name: string) => {
    const own = address(name);
    return own !== undefined && endpoints.has(own) ? own : undefined;
  };
  const reaches = (from: string | undefined, to: string, port: number) => {
    const target = policed(to);
    return from !== undefined && target !== undefined && allows({ from, to: target, port });
  };
  return {
    networks,
    launched,
    uiOpen: reaches(ANYONE_OUTSIDE, COLLECTOR, COLLECTOR_PORT),
    probesOpen: PROBES.every((probe) => reaches(policed(COLLECTOR), probe, PROBE_PORT)),
    connected:
      reaches(policed('client'), 'frontend', PROBE_PORT) && reaches(policed('frontend'), 'backend', PROBE_PORT),
  };
}

function addressOf(app: App | undefined): string | undefined {
  return app?.tasks.find(({ state }) => state === 'running')?.addresses[0];
}

/** The progress of the demo on Kubernetes, derived only from the cluster's state. */
export interface KubernetesProgress {
  readonly launched: boolean;
  /** Whether the stars are isolated. Only then is what the later steps allow their doing. */
  readonly denied: boolean;
  readonly uiAllowed: boolean;
  readonly backendAllowed: boolean;
  readonly frontendAllowed: boolean;
}

const NOT_LAUNCHED: KubernetesProgress = {
  launched: false,
  denied: false,
  uiAllowed: false,
  backendAllowed: false,
  frontendAllowed: false,
};

/** The stars by their deployments, with the ports of their services. */
const STARS = {
  ui: { place: 'management-ui/management-ui', port: 9001 },
  client: { place: 'client/client', port: 9000 },
  frontend: { place: 'stars/frontend', port: 80 },
  backend: { place: 'stars/backend', port: 6379 },
} as const;
type Star = keyof typeof STARS;

/** Returns the progress of the demo on Kubernetes. */
export function kubernetesDemoProgress(snapshot: Snapshot | undefined): KubernetesProgress {
  const policy = snapshot?.isKubernetes && dataOf(snapshot.policy);
  const allows = policy && allowsOf(policy);
  if (!policy || !allows) return NOT_LAUNCHED;
  const addresses = new Map(
    workloadsOf(snapshot).map(({ namespace = '', owner = '', addresses: [address] }) => [
      `${namespace}/${owner}`,
      address,
    ]),
  );
  const addressFor = (star: Star) => addresses.get(STARS[star].place);
  const reaches = (source: Star, target: Star) => {
    const [from, to] = [addressFor(source), addressFor(target)];
    return from !== undefined && to !== undefined && allows({ from, to, port: STARS[target].port });
  };
  const launched = (Object.keys(STARS) as readonly Star[]).every((star) => addressFor(star) !== undefined);
  // No step of the tutorial allows these again.
  const denied = launched && !reaches('frontend', 'client') && !reaches('backend', 'frontend');
  return {
    launched,
    denied,
    uiAllowed: denied && (['client', 'frontend', 'backend'] as const).every((star) => reaches('ui', star)),
    backendAllowed: denied && reaches('frontend', 'backend'),
    frontendAllowed: denied && reaches('client', 'frontend'),
  };
}
