import * as l10n from '@vscode/l10n';
import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { DemoKind } from '../../app/local-demos';
import { ClusterError } from '../../cluster/connection/errors';

/** The addresses of each lab's services. */
const ADDRESSES = {
  mesos: ['etcd', 'docker', 'marathon', 'loadBalancer', 'control'],
  kubernetes: ['kubernetes', 'control'],
} as const satisfies Readonly<Record<DemoKind, readonly string[]>>;

/** The addresses of a running lab, and the key that authorizes requests to it. */
type EndpointsOf<Kind extends DemoKind> = Readonly<Record<(typeof ADDRESSES)[Kind][number] | 'key', string>> & {
  readonly kind: Kind;
};

/** The addresses of the running lab. Its key is secret: sent as `X-Calico-Stars-Key`, or as Kubernetes' token. */
export type LabEndpoints = EndpointsOf<'mesos'> | EndpointsOf<'kubernetes'>;

export interface LabProcessOptions {
  readonly kind: DemoKind;
  /** The lab's bundle, `dist/lab.js`. */
  readonly program: string;
  readonly args: readonly string[];
  /** Called with every line that the lab writes to stderr. */
  readonly log: (line: string) => void;
  /** Called if the lab exits unexpectedly. */
  readonly onUnexpectedEnd: (reason: string) => void;
}

/** Milliseconds for the lab to start, and to exit before it is killed. */
const READY_WITHIN = 15_000;
const END_WITHIN = 3_000;

/** The embedded cluster as a child process. It exits with the extension host, because it watches the IPC channel. */
export class LabProcess {
  #stopping = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly endpoints: LabEndpoints,
  ) {}

  /**
   * Starts the lab and resolves when all services listen.
   * @throws ClusterError `server` with the lab's output if it does not start, `cancelled` if the signal aborts.
   */
  static async start(
    { kind, program, args, log, onUnexpectedEnd }: LabProcessOptions,
    signal?: AbortSignal,
  ): Promise<LabProcess> {
    const child = fork(program, [...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Makes Electron's executable, used in desktop VS Code, behave as Node. Has no effect elsewhere.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
    });
    const said: string[] = [];
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        said.push(line);
        log(line);
      });
    }
    try {
      const endpoints = await ready(kind, child, said, signal);
      const lab = new LabProcess(child, endpoints);
      child.once('exit', (code) => {
        if (!lab.#stopping)
          onUnexpectedEnd(
            l10n.t('The local cluster exited unexpectedly ({0}). {1}', code ?? 'killed', said.at(-1) ?? '').trim(),
          );
      });
      return lab;
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** Asks the lab to save its state and exit, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.connected) this.child.disconnect();
    const kill = setTimeout(() => this.child.kill('SIGKILL'), END_WITHIN);
    await gone;
    clearTimeout(kill);
  }
}

function ready(
  kind: DemoKind,
  child: ChildProcess,
  said: readonly string[],
  signal: AbortSignal | undefined,
): Promise<LabEndpoints> {
  return new Promise((resolve, reject) => {
    const end = AbortSignal.any([AbortSignal.timeout(READY_WITHIN), ...(signal ? [signal] : [])]);
    const fail = (why: string) =>
      reject(
        new ClusterError(
          'server',
          l10n.t('The local cluster did not start: {0}', why),
          l10n.t('Run “Start Local Demo” again. See the log for details.'),
          said.join('\n'),
        ),
      );
    child.once('message', (message: unknown) => {
      const endpoints = endpointsIn(message, kind);
      if (endpoints) resolve(endpoints);
      else fail(l10n.t('unexpected startup message.'));
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) =>
      fail(l10n.t('it exited with {0}. {1}', code ?? l10n.t('a signal'), said.at(-1) ?? '')),
    );
    end.addEventListener(
      'abort',
      () =>
        signal?.aborted
          ? reject(new ClusterError('cancelled', l10n.t('Starting the local cluster was canceled.')))
          : fail(l10n.t('it was not ready within 15 seconds.')),
      { once: true },
    );
  });
}

function endpointsIn(message: unknown, kind: DemoKind): LabEndpoints | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const entries = new Map<string, unknown>(Object.entries(message));
  const isComplete = [...ADDRESSES[kind], 'key'].every((name) => typeof entries.get(name) === 'string');
  return isComplete ? ({ ...message, kind } as LabEndpoints) : undefined;
}
