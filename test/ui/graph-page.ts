import type { Page } from 'playwright-core';
import { Feed } from '../../src/graph/feed';
import { isToHost, type GraphState, type ToHost, type ToPage } from '../../src/graph/protocol';
import { PageHarness, type HarnessPage, type OpenOptions } from './page-harness';

/** What a page is told that begins with nothing kept. */
const BEGIN = { defaults: { markers: true, layout: 'force', labels: 'profile' }, kept: { pins: {}, colours: {} } } as const;

export type { OpenOptions } from './page-harness';

/** The graph's page in a browser, with this in the editor's place. */
export interface OpenPage extends Pick<HarnessPage<ToHost>, 'sent' | 'faults' | 'saved' | 'frames' | 'close'> {
  readonly page: Page;
  /** Shows a state: the whole of it the first time, then what changed, as the panel does. */
  show(state: GraphState): Promise<void>;
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
  readonly #feed = new Feed((message: ToPage) => this.#messages.push(message), () => BEGIN);
  #started = false;

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
    if (this.#started) this.#feed.update(state);
    else this.#feed.start(state);
    this.#started = true;
    await this.opened.post(this.#messages.splice(0));
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
