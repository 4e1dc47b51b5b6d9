import type { Page } from 'playwright-core';
import { StatePublisher } from '../../../src/features/graph/panels/state-publisher';
import { isToHost, type ToHost, type ToPage } from '../../../src/features/graph/protocol/messages';
import type { GraphState } from '../../../src/features/graph/protocol/state';
import { PanelTime, type TimeSource } from '../../../src/features/graph/recording/panel-time';
import { PageHarness, type HarnessPage, type OpenOptions } from '../support/page-harness';

/** What a page is told that begins with nothing kept. */
export const BEGIN = {
  defaults: { markers: true, layout: 'force', labels: 'profile' },
  savedLayout: { pins: {}, colours: {} },
  panel: { cluster: null },
} as const;

export type { OpenOptions } from '../support/page-harness';

/** The graph's page in a browser, with this in the editor's place. */
export interface OpenPage extends Pick<HarnessPage<ToHost>, 'sent' | 'faults' | 'saved' | 'frames' | 'close'> {
  readonly page: Page;
  /** Shows a state: the whole of it the first time, then what changed, as the panel does. */
  show(state: GraphState): Promise<void>;
  /** Has the page show what a source has, with its past, and answers what the page asks about that from now on. */
  follow(source: TimeSource): Promise<Following>;
  /** Sends a message as it is. */
  tell(message: ToPage): Promise<void>;
  /** Asks for an export, and resolves with the answer. */
  export(as: Extract<ToPage, { type: 'export' }>['as']): Promise<Extract<ToHost, { type: 'exported' | 'notExported' }>>;
}

/** A page that is shown a source with its past. */
export interface Following {
  /** The source has changed. */
  update(): Promise<void>;
  /** Answers what the page has asked since, and waits until it has drawn what comes of it. */
  answer(): Promise<void>;
}

/** Serves the built page as the editor does and opens it in Chromium. One of these serves a whole suite. */
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

  tell(message: ToPage): Promise<void> {
    return this.opened.post([message]);
  }

  async export(
    as: Extract<ToPage, { type: 'export' }>['as'],
  ): Promise<Extract<ToHost, { type: 'exported' | 'notExported' }>> {
    const request = (this.#requests += 1);
    await this.tell({ type: 'export', request, as, cluster: 'Prague' });
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
