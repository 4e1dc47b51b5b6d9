import * as vscode from 'vscode';
import { Disposables } from '../../base/disposables';
import type { ClusterSession } from '../../cluster/connection/session';
import { demoProgress, kubernetesDemoProgress, type Demos } from '../demo';
import { ContextKey, type ContextKeyId } from '../../app/ids';
import { demoGroup } from '../../app/settings';
import { WALKTHROUGHS, WalkthroughTicks } from './walkthrough-ticks';

/** Milliseconds within which VS Code reads a walkthrough in a new tab. */
const READ_WITHIN = 1_000;

/** The steps of the walkthrough, by their IDs in package.json, with the keys that complete them. */
const STEPS = {
  start: ContextKey.connected,
  networks: ContextKey.stepNetworks,
  launch: ContextKey.stepLaunched,
  graph: ContextKey.stepGraph,
  'open-ui': ContextKey.stepUiOpen,
  'open-probes': ContextKey.stepProbesOpen,
  connect: ContextKey.stepConnected,
} as const;
type Step = keyof typeof STEPS;

/** The steps of the walkthrough for Kubernetes. */
const KUBERNETES_STEPS = {
  start: ContextKey.stepKubernetesLaunched,
  graph: ContextKey.stepKubernetesGraph,
  'default-deny': ContextKey.stepKubernetesDenied,
  'allow-ui': ContextKey.stepKubernetesUiAllowed,
  'backend-policy': ContextKey.stepKubernetesBackendAllowed,
  'frontend-policy': ContextKey.stepKubernetesFrontendAllowed,
} as const;
type KubernetesStep = keyof typeof KUBERNETES_STEPS;

/** Updates the context keys of `when` clauses and the walkthrough from the cluster. */
export class ContextKeys implements vscode.Disposable {
  readonly #set = new Map<ContextKeyId, unknown>();
  readonly #ticks = ticksOf(WALKTHROUGHS.mesos, STEPS);
  readonly #kubernetesTicks = ticksOf(WALKTHROUGHS.kubernetes, KUBERNETES_STEPS);
  readonly #subscriptions: Disposables;

  constructor(
    private readonly session: ClusterSession,
    private readonly demos: Demos,
  ) {
    this.#subscriptions = new Disposables([
      session.onDidChangeSnapshot(() => this.#update()),
      demos.onDidChange(() => this.#update()),
      demos.onDidReset((kind) =>
        kind === 'mesos' ? this.#step('graph', false) : this.#kubernetesStep('graph', false),
      ),
      vscode.window.tabGroups.onDidChangeTabs(({ opened }) => this.#look(opened)),
    ]);
    this.#update();
    this.#look(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
  }

  /** Remembers that the graph was opened, the only walkthrough step that the cluster's state doesn't show. */
  graphOpened(): void {
    if (this.session.snapshot?.isKubernetes) this.#kubernetesStep('graph', true);
    else this.#step('graph', true);
  }

  /**
   * VS Code doesn't check off steps whose keys were already set when it read the walkthrough: it only notices changes.
   * This key makes them change once more.
   */
  walkthroughOpened(): void {
    this.#put(ContextKey.walkthroughOpen, true);
    this.#ticks.opened();
    this.#kubernetesTicks.opened();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #look(tabs: readonly vscode.Tab[]): void {
    if (tabs.some(mayBeWalkthrough)) setTimeout(() => this.walkthroughOpened(), READ_WITHIN);
  }

  #update(): void {
    const { connection, snapshot } = this.session;
    const progress = demoProgress(snapshot, demoGroup());
    this.#put(ContextKey.connection, connection.state);
    this.#put(ContextKey.demoRunning, this.demos.running.length > 0);
    const isConnected = connection.state === 'connected';
    this.#put(ContextKey.connected, isConnected);
    this.#put(ContextKey.kubernetes, snapshot?.isKubernetes === true);
    // The other walkthrough has a start of its own.
    this.#ticks.follow('start', isConnected && !snapshot?.isKubernetes);
    this.#step('networks', progress.networks);
    this.#step('launch', progress.launched);
    this.#step('open-ui', progress.uiOpen);
    this.#step('open-probes', progress.probesOpen);
    this.#step('connect', progress.connected);
    const kubernetes = kubernetesDemoProgress(snapshot);
    this.#kubernetesStep('start', kubernetes.launched);
    this.#kubernetesStep('default-deny', kubernetes.denied);
    this.#kubernetesStep('allow-ui', kubernetes.uiAllowed);
    this.#kubernetesStep('backend-policy', kubernetes.backendAllowed);
    this.#kubernetesStep('frontend-policy', kubernetes.frontendAllowed);
  }

  #step(step: Step, done: boolean): void {
    this.#put(STEPS[step], done);
    this.#ticks.follow(step, done);
  }

  #kubernetesStep(step: KubernetesStep, done: boolean): void {
    this.#put(KUBERNETES_STEPS[step], done);
    this.#kubernetesTicks.follow(step, done);
  }

  /** Sets a context key if its value changed. */
  #put(key: ContextKeyId, value: unknown): void {
    if (this.#set.get(key) === value) return;
    this.#set.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

function ticksOf<Step extends string>(
  walkthrough: string,
  steps: Readonly<Record<Step, ContextKeyId>>,
): WalkthroughTicks<Step> {
  return new WalkthroughTicks(walkthrough, Object.keys(steps) as Step[], isWalkthroughActive, (command, step) => {
    // VS Code refuses if it hasn't read the walkthrough yet, and then shows no step.
    vscode.commands.executeCommand(command, step).then(undefined, () => undefined);
  });
}

/** Extensions can't recognize the walkthrough's tab: like those of settings and others, it has no input. */
function mayBeWalkthrough({ input }: vscode.Tab): boolean {
  return input === undefined;
}

function isWalkthroughActive(): boolean {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  return activeTab !== undefined && mayBeWalkthrough(activeTab);
}
