import * as l10n from '@vscode/l10n';
import { ClusterError } from '../../../cluster/connection/errors';
import type { ToHost, ToPage } from '../protocol/messages';

type ExportRequest = Extract<ToPage, { type: 'export' }>;
type Answer = Extract<ToHost, { type: 'exported' | 'notExported' }>;
export type Exported = Pick<Extract<ToHost, { type: 'exported' }>, 'data' | 'note'>;

/** Milliseconds to wait for a page: the largest graph takes some seconds. */
const PATIENCE = 60_000;

interface Waiting {
  readonly question: ExportRequest;
  readonly timer: NodeJS.Timeout;
  resolve(exported: Exported): void;
  reject(error: Error): void;
}

/** Sends render requests to a page and matches its answers to callers. */
export class PageAnswers {
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #ready = false;

  constructor(private readonly send: (question: ExportRequest) => void) {}

  /**
   * Asks the page to render, as soon as there is one.
   * @param cluster The graph's name in the result.
   * @throws ClusterError if the page fails, disappears or takes too long.
   */
  ask(as: ExportRequest['as'], cluster: string): Promise<Exported> {
    const question: ExportRequest = { type: 'export', request: (this.#last += 1), as, cluster };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(question.request, l10n.t('The graph page did not respond.')), PATIENCE);
      this.#waiting.set(question.request, { question, timer, resolve, reject });
      if (this.#ready) this.send(question);
    });
  }

  /** There is a page that listens. */
  begin(): void {
    this.#ready = true;
    for (const { question } of this.#waiting.values()) this.send(question);
  }

  receive(answer: Answer): void {
    if (answer.type === 'notExported') this.#fail(answer.request, answer.reason);
    else this.#take(answer.request)?.resolve(answer);
  }

  /** The page is hidden or gone, so no response will come. */
  end(): void {
    this.#ready = false;
    for (const request of [...this.#waiting.keys()])
      this.#fail(request, l10n.t('The graph was hidden or closed before the export finished.'));
  }

  #fail(request: number, reason: string): void {
    this.#take(request)?.reject(new ClusterError('invalid', reason, l10n.t('Show the graph and export it again.')));
  }

  #take(request: number): Waiting | undefined {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}
