import assert from 'node:assert/strict';
import type { Failure } from '../../../src/cluster/model/snapshot';
import {
  KubernetesApi,
  KubernetesSource,
  type ApiOptions,
  type KubeContext,
  type KubernetesData,
  type KubernetesSourceOptions,
} from '../../../src/cluster/kubernetes';

/** Returns a context of a server, as one who presents a token. */
function contextOf(server: string, token = 'secret'): KubeContext {
  return {
    name: 'test',
    file: 'kubeconfig',
    cluster: { name: 'test', server, isUnchecked: false },
    user: { name: 'me', token },
  };
}

export function apiOf(server: string, options: Partial<ApiOptions> = {}): KubernetesApi {
  return new KubernetesApi(contextOf(server), { mayRun: () => ({ allowed: true }), ...options });
}

export interface Delivery {
  readonly data: KubernetesData;
  readonly problems: readonly Failure[];
}

/** Follows a cluster, and waits for what it delivers. */
export class Following {
  readonly deliveries: Delivery[] = [];
  readonly source: KubernetesSource;
  #end = new AbortController();
  #heard: () => void = () => undefined;
  running: Promise<void> = Promise.resolve();

  constructor(api: KubernetesApi, options: KubernetesSourceOptions = {}) {
    this.source = new KubernetesSource(api, options);
    this.start();
  }

  start(): void {
    this.#end = new AbortController();
    this.running = this.source.follow((data, problems = []) => {
      this.deliveries.push({ data, problems });
      this.#heard();
    }, this.#end.signal);
    // A test that expects a failure awaits it later.
    this.running.catch(() => undefined);
  }

  /** Resolves with the first delivery that has the property. */
  async until(found: (delivery: Delivery) => boolean): Promise<Delivery> {
    for (let index = 0; ; index += 1) {
      while (index >= this.deliveries.length) {
        const heard = new Promise<void>((resolve) => (this.#heard = resolve));
        await Promise.race([heard, this.running.then(() => assert.fail('it ended'))]);
      }
      const delivery = this.deliveries[index];
      if (delivery && found(delivery)) return delivery;
    }
  }

  /** Resolves with the first delivery after those so far that has the property. */
  async next(found: (delivery: Delivery) => boolean = () => true): Promise<Delivery> {
    const seen = new Set(this.deliveries);
    return this.until((delivery) => !seen.has(delivery) && found(delivery));
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.running;
  }
}

/** Returns the names of a resource's objects, with their namespaces. */
export function namesOf({ data }: Delivery, resource: string): readonly string[] {
  return (data.objects.get(resource) ?? []).map(
    ({ id }) => `${id.namespace === undefined ? '' : `${id.namespace}/`}${id.name}`,
  );
}
