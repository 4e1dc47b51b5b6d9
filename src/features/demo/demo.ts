import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { demoIdentity, demoName, type DemoKind } from '../../app/local-demos';
import type { Reporter } from '../../app/reporter';
import {
  DEMO_VIRTUAL_HOST,
  type ClusterCredentials,
  type ClusterDefinition,
} from '../../cluster/connection/definition';
import { ClusterError } from '../../cluster/connection/errors';
import { HttpClient } from '../../cluster/connection/http/client';
import type { Connection } from '../../cluster/connection/session';
import type { Sessions } from '../../cluster/connection/sessions';
import { labArguments } from './lab-arguments';
import { LabProcess, type LabEndpoints } from './lab-process';

export interface DemoOptions {
  readonly sessions: Sessions;
  readonly reporter: Reporter;
  /** The bundled lab program. */
  readonly program: string;
  /** The stars on Kubernetes. */
  readonly manifest: string;
  /** Returns the file for the state between runs, if it is kept. */
  readonly stateFile: (kind: DemoKind) => string | undefined;
  readonly probeSeconds: () => number;
  /** Whether tasks may fetch files from public hosts. */
  readonly fetchesNetwork: () => boolean;
}

/** An embedded cluster: starts it, connects to it, resets it and stops it. */
export class Demo implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<boolean>();
  /** Fires with whether the demo is running. */
  readonly onDidChange = this.#changed.event;
  #lab: LabProcess | undefined;
  #starting: Promise<LabProcess> | undefined;

  constructor(
    readonly kind: DemoKind,
    private readonly options: DemoOptions,
  ) {}

  get running(): boolean {
    return this.#lab !== undefined;
  }

  /** Starts the lab unless it is running, and connects to it. */
  async start(signal?: AbortSignal): Promise<Connection> {
    const lab = this.#lab ?? (await (this.#starting ??= this.#launch(signal)));
    return this.options.sessions.connect(definitionOf(lab.endpoints), signal);
  }

  /** Stops the lab. Its state is kept if the settings say so. */
  async stop(): Promise<void> {
    const lab = this.#lab;
    if (!lab) return;
    const { connected } = this;
    // Prevents views that still show it from reconnecting.
    this.#become(undefined);
    if (connected) this.options.sessions.disconnect(demoName(this.kind));
    await lab.stop();
  }

  /**
   * Makes the running lab what it is at its first start.
   * @throws ClusterError if the lab fails to do so.
   */
  async reset(signal?: AbortSignal): Promise<void> {
    if (!this.#lab) return;
    const { control: address, key } = this.#lab.endpoints;
    const control = new HttpClient({
      address,
      service: l10n.t('The local cluster'),
      headers: { 'X-Calico-Stars-Key': key },
    });
    const { status, data } = await control.request({ method: 'POST', url: '/reset', signal });
    if (status >= 300)
      throw new ClusterError(
        'server',
        l10n.t('The local cluster could not be reset (status {0}).', status),
        l10n.t('Stop the demo and start it again.'),
        data,
      );
  }

  /** The lab's definition, or undefined while it is not running. */
  get definition(): ClusterDefinition | undefined {
    return this.#lab && definitionOf(this.#lab.endpoints);
  }

  /** The secrets of the running lab. */
  get credentials(): ClusterCredentials {
    return this.#lab?.endpoints.kind === 'kubernetes' ? { kubernetes: { token: this.#lab.endpoints.key } } : {};
  }

  /** Whether the window is connected to the demo. */
  get connected(): boolean {
    const connection = this.options.sessions.named(demoName(this.kind))?.connection;
    return connection !== undefined && connection.state !== 'disconnected';
  }

  dispose(): void {
    void this.#lab?.stop();
    this.#changed.dispose();
  }

  async #launch(signal: AbortSignal | undefined): Promise<LabProcess> {
    const { kind } = this;
    const { program, reporter, stateFile, probeSeconds, fetchesNetwork, manifest } = this.options;
    try {
      const lab = await LabProcess.start(
        {
          kind,
          program,
          args: labArguments({
            kind,
            pollSeconds: probeSeconds(),
            stateFile: stateFile(kind),
            fetchNetwork: fetchesNetwork(),
            manifest,
          }),
          log: (line) => reporter.log.info(l10n.t('local cluster: {0}', line)),
          onUnexpectedEnd: (reason) => this.#ended(reason),
        },
        signal,
      );
      reporter.log.info(startedText(lab.endpoints));
      this.#become(lab);
      return lab;
    } finally {
      this.#starting = undefined;
    }
  }

  #ended(reason: string): void {
    if (this.connected) this.options.sessions.disconnect(demoName(this.kind));
    this.#become(undefined);
    this.options.reporter.failure(new ClusterError('server', reason), {
      title: l10n.t('Start Again'),
      run: () => this.start().catch((error: unknown) => this.options.reporter.failure(error)),
    });
  }

  #become(lab: LabProcess | undefined): void {
    this.#lab = lab;
    this.#changed.fire(lab !== undefined);
  }
}

function startedText(endpoints: LabEndpoints): string {
  const at = (address: string) => new URL(address).host;
  if (endpoints.kind === 'kubernetes') return l10n.t('Local cluster started: Kubernetes {0}', at(endpoints.kubernetes));
  const { etcd, docker, marathon, loadBalancer } = endpoints;
  return l10n.t(
    'Local cluster started: etcd {0}, Docker {1}, Marathon {2}, load balancer {3}',
    at(etcd),
    at(docker),
    at(marathon),
    at(loadBalancer),
  );
}

function definitionOf(endpoints: LabEndpoints): ClusterDefinition {
  const named = { name: demoName(endpoints.kind), identity: demoIdentity(endpoints.kind) };
  if (endpoints.kind === 'kubernetes') return { ...named, context: 'calico-stars-demo', server: endpoints.kubernetes };
  return {
    ...named,
    etcd: [endpoints.etcd],
    marathon: endpoints.marathon,
    docker: [endpoints.docker],
    loadBalancer: endpoints.loadBalancer,
    virtualHost: DEMO_VIRTUAL_HOST,
  };
}
