import type { DemoKind } from '../../app/local-demos';

/** VS Code's commands that tick a step of a walkthrough by its full ID, take the tick back, and unfold the step. */
export type StepCommand = 'welcome.markStepComplete' | 'welcome.markStepIncomplete' | 'walkthroughs.selectStep';

/** The walkthroughs, by the ID of their extension and their own. */
export const WALKTHROUGHS = {
  mesos: 'calico-stars.calico-stars#stars',
  kubernetes: 'calico-stars.calico-stars#stars-kubernetes',
} as const satisfies Readonly<Record<DemoKind, string>>;

/**
 * Keeps the ticks of a walkthrough's steps as the cluster is, and unfolds the next step after each. By itself VS Code ticks a step for good: it never takes
 * a tick back, keeps it across restarts, and heeds each completion event only once a session.
 */
export class WalkthroughTicks<Step extends string> {
  readonly #shown = new Map<Step, boolean>();

  /**
   * @param walkthrough Its full ID.
   * @param steps All steps, in order.
   * @param isActive Whether the walkthrough is the active editor.
   */
  constructor(
    private readonly walkthrough: string,
    private readonly steps: readonly Step[],
    private readonly isActive: () => boolean,
    private readonly run: (command: StepCommand, step: string) => void,
  ) {}

  /** Follows a step. The first completion is left to the step's completion events. */
  follow(step: Step, done: boolean): void {
    const before = this.#shown.get(step);
    if (before === done || (before === undefined && !done)) return;
    this.#shown.set(step, done);
    if (before !== undefined) this.#mark(step, done);
    const next = this.steps.find((other) => this.#shown.get(other) !== true);
    if (done && next !== undefined && this.isActive()) this.#run('walkthroughs.selectStep', next);
  }

  /** Takes back ticks from an earlier session that are no longer true. */
  opened(): void {
    for (const step of this.steps) {
      if (this.#shown.has(step)) continue;
      this.#shown.set(step, false);
      this.#mark(step, false);
    }
  }

  #mark(step: Step, done: boolean): void {
    this.#run(done ? 'welcome.markStepComplete' : 'welcome.markStepIncomplete', step);
  }

  #run(command: StepCommand, step: Step): void {
    this.run(command, `${this.walkthrough}#${step}`);
  }
}
