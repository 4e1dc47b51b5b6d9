import type { Explained } from '../explainer/explain';
import { explainConnection } from '../explainer/explain';
import type { Explaining } from '../explainer/explaining';
import type { ConnectionRequest } from '../explainer/connection';
import type { Asked } from './pair';
import type { ToHost, ToPage } from './protocol';

/** Where an inspector finds what to explain. */
export interface Inspected {
  /** The connection that two nodes stand for. */
  readonly connectionOf: (asked: Asked) => ConnectionRequest | undefined;
  readonly explaining: Explaining;
}

type Question = Extract<ToHost, { type: 'explain' | 'endExplanation' | 'reveal' | 'try' | 'apply' }>;

/** Explains the pair of nodes that a page shows, as long as it does, and does what the explanation's buttons say. */
export class Inspector {
  #asked: Asked | undefined;
  #explained: Explained | undefined;
  #sent: string | undefined;

  constructor(
    private readonly inspected: Inspected,
    private readonly send: (message: ToPage) => void,
  ) {}

  receive(question: Question): void {
    const { explaining } = this.inspected;
    switch (question.type) {
      case 'explain':
        explaining.stopTrying(this);
        this.#asked = { from: question.from, to: question.to, url: question.url };
        this.#sent = undefined;
        this.update();
        if (this.#explained) explaining.pointAt(this.#explained.view);
        break;
      case 'endExplanation':
        this.end();
        break;
      case 'reveal':
        explaining.reveal(question.place);
        break;
      case 'try':
        explaining.tryOut(this, this.#explained, question.change);
        break;
      case 'apply':
        explaining.apply(this, this.#explained, question.change);
    }
  }

  /** Sends the explanation again if it has become another one. */
  update(): void {
    if (!this.#asked) return;
    const { from, to, url } = this.#asked;
    const { snapshot } = this.inspected.explaining;
    const request = this.inspected.connectionOf(this.#asked);
    this.#explained = request && snapshot && explainConnection(request, snapshot);
    const explanation = this.#explained?.view ?? null;
    const text = JSON.stringify(explanation);
    if (text === this.#sent) return;
    this.#sent = text;
    // What was being looked at is replaced, and cannot say any more that nobody looks.
    this.inspected.explaining.stopTrying(this);
    this.send({ type: 'explanation', from, to, ...(url !== undefined && { url }), explanation });
  }

  /** Nothing is explained any more. */
  end(): void {
    this.inspected.explaining.stopTrying(this);
    this.#asked = undefined;
    this.#explained = undefined;
  }
}
