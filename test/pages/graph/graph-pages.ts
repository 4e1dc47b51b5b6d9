import assert from 'node:assert/strict';
import { GraphHarness, type OpenOptions, type OpenPage } from './graph-page';

/** Opens pages for the tests of one suite. */
export interface Pages {
  /** Opens a page without any data. */
  readonly open: (options?: OpenOptions) => Promise<OpenPage>;
  /** Opens a page and shows something on it. */
  readonly show: (state: Parameters<OpenPage['show']>[0], options?: OpenOptions) => Promise<OpenPage>;
}

/**
 * Serves a suite's pages, closes each test's pages after it, and fails the test if a page had an error.
 * @param usual The default options of pages.
 */
export function graphPages(usual: OpenOptions = {}): Pages {
  let harness: GraphHarness | undefined;
  const pages: OpenPage[] = [];

  before(async () => {
    harness = await GraphHarness.start();
  });
  after(() => harness?.stop());
  afterEach(async () => {
    const opened = pages.splice(0);
    const faults = opened.flatMap((page) => page.faults);
    await Promise.all(opened.map((page) => page.close()));
    assert.deepEqual(faults, []);
  });

  const open: Pages['open'] = async (options) => {
    assert.ok(harness, 'pages must be opened within tests');
    const opened = await harness.open({ ...usual, ...options });
    pages.push(opened);
    return opened;
  };
  return {
    open,
    show: async (state, options) => {
      const opened = await open(options);
      await opened.show(state);
      return opened;
    },
  };
}
