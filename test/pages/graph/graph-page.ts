import type { Page } from 'playwright-core';
import { StatePublisher } from '../../../src/features/graph/panels/state-publisher';
import { isToHost, type ToHost, type ToPage } from '../../../src/features/graph/protocol/messages';
import type { GraphState } from '../../../src/features/graph/protocol/state';
import { PanelTime, type TimeSource } from '../../../src/features/graph/recording/panel-time';
import { PageHarness, type HarnessPage, type OpenOptions } from '../support/page-harness';

/** The initial data of a page without saved state. */
export const BEGIN = {
  defaults: { markers: true, layout: 'force', labels: 'profile' },
  savedLayout: { pins: {}, colours: {} },
  panel: { cluster: null },
} as const;

export type { OpenOptions } from '../support/page-harness';

/** The graph's page in a browser. The test takes VS Code's role. */
export interface OpenPage extends Pick<HarnessPage<ToHost>, 'sent' | 'faults' | 'saved' | 'frames' | 'close'> {
  readonly page: Page;
  /** Sends a state: completely the first time, then as changes, like the panel. */
  show(state: GraphState): Promise<void>;
  /** Shows a source with its history, and answers the page's requests about it. */
  follow(source: TimeSource): Promise<Following>;
  /** Sends a message unchanged. */
  post(message: ToPage): Promise<void>;
  /** Requests an export, and resolves with the answer. */
  export(as: Extract<ToPage, { type: 'export' }>['as']): Promise<Extract<ToHost, { type: 'exported' | 'notExported' }>>;
}

/** A page that shows a source with its history. */
export interface Following {
  /** The source has changed. */
  update(): Promise<void>;
  /** Answers the page's requests since then, and waits until it has drawn the results. */
  answer(): Promise<void>;
}

/** Serves the built page as VS Code does and opens it in Chromium. One instance per suite. */
export class GraphHarness {
  private constructor(private readonly harness: PageHarness) {}

  static async start(): Promise<GraphHarness> {
    return new GraphHarness(await PageHarness.start('graph'));
  }

  async open(options?: OpenOptions): Promise<OpenPage> {
    return new BrowserPage(await this.harness.open(isToHost, options));
  }

  stop(): Promise<void> {
    return this.harness.stop();
  }
}

class BrowserPage implements OpenPage {
  readonly #messages: ToPage[] = [];
  readonly #publisher = new StatePublisher(
    (message: ToPage) => this.#messages.push(message),
    () => ({ ...BEGIN, ...(this.#time && { timeRequest: this.#time.timeRequest }) }),
  );
  #time: PanelTime | undefined;
  #started = false;
  #requests = 0;

  constructor(private readonly opened: HarnessPage<ToHost>) {}

  get page(): Page {
    return this.opened.page;
  }

  sent(): Promise<readonly ToHost[]> {
    return this.opened.sent();
  }

  get faults(): readonly string[] {
    return this.opened.faults;
  }

  async show(state: GraphState): Promise<void> {
    if (this.#started) this.#publisher.update(state);
    else this.#publisher.start(state);
    this.#started = true;
    await this.opened.post(this.#messages.splice(0));
  }

  async follow(source: TimeSource): Promise<Following> {
    const time = new PanelTime(
      this.#publisher,
      () => source,
      (message) => this.#messages.push(message),
    );
    this.#time = time;
    const flush = () => this.opened.post(this.#messages.splice(0));
    let answered = 0;
    const answer = async () => {
      const sent = await this.sent();
      for (const message of sent.slice(answered))
        if (message.type === 'timeline' || message.type === 'showTime') time.receive(message);
      answered = sent.length;
      await flush();
    };
    time.start();
    await flush();
    await answer();
    return {
      update: async () => {
        time.update();
        await flush();
        await answer();
      },
      answer,
    };
  }

  post(message: ToPage): Promise<void> {
    return this.opened.post([message]);
  }

  async export(
    as: Extract<ToPage, { type: 'export' }>['as'],
  ): Promise<Extract<ToHost, { type: 'exported' | 'notExported' }>> {
    const request = (this.#requests += 1);
    await this.post({ type: 'export', request, as, cluster: 'Prague' });
    await this.page.evaluate(
      `new Promise((resolve) => { const look = () => (sentMessages.some((message) => message.request === ${request}) ? resolve() : nativeFrame(look)); look(); })`,
    );
    for (const message of await this.sent())
      if ((message.type === 'exported' || message.type === 'notExported') && message.request === request)
        return message;
    throw new Error('no response');
  }

  saved(): Promise<unknown> {
    return this.opened.saved();
  }

  frames(): Promise<number> {
    return this.opened.frames();
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}
