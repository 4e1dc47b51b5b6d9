import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { OpenPage } from './graph-page';
import { graphPages } from './graph-pages';
import { exampleResources, graphOf, teams } from './graph-states';
import { passFrames } from '../support/page-checks';

const EVIL = '<img src=x onerror=alert(1)>"]]>&amp;\u0000\uD800--><![CDATA[';

/** A picture as parsed by an XML parser. */
interface Read {
  readonly fault: string | undefined;
  readonly size: readonly (string | null)[];
  readonly texts: readonly string[];
  readonly titles: readonly string[];
  /** Elements and attributes that would load or run something, and colors that old programs don't support. */
  readonly foreign: readonly string[];
}

const read = (page: Page, svg: string): Promise<Read> =>
  page.evaluate(`(() => {
    const root = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml');
    const all = [...root.querySelectorAll('*')];
    const plain = new Set(['svg', 'title', 'desc', 'g', 'path', 'rect', 'circle', 'text', 'radialGradient', 'stop']);
    return {
      fault: root.querySelector('parsererror')?.textContent,
      size: ['width', 'height'].map((name) => root.documentElement.getAttribute(name)),
      texts: [...root.querySelectorAll('text')].map(({ textContent }) => textContent),
      titles: [...root.querySelectorAll('title')].map(({ textContent }) => textContent),
      foreign: all.flatMap((element) => [
        ...(plain.has(element.localName) ? [] : [element.localName]),
        ...[...element.attributes].flatMap(({ name, value }) => (/^(on|href|class|style|xlink)/.test(name) || (/url\\((?!#)|var\\(|oklch|color\\(|color-mix/.test(value)) ? [name + '=' + value] : [])),
      ]),
    };
  })()`);

/** Width and height of an image, its number of colors, and the color of its corner. */
const pixels = (
  page: Page,
  base64: string,
): Promise<{ width: number; height: number; colours: number; corner: string }> =>
  page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const all = new Set(new Uint32Array(data.buffer));
    return { width: image.width, height: image.height, colours: all.size, corner: [...data.slice(0, 4)].join() };
  })()`);

describe('graph export', function () {
  this.timeout(60_000);
  before(() => mkdirSync('test/pages/artifacts', { recursive: true }));
  const { show } = graphPages();

  async function made(opened: OpenPage, as: Parameters<OpenPage['export']>[0]): Promise<string> {
    const answer = await opened.export(as);
    assert.ok(answer.type === 'exported', answer.type === 'notExported' ? answer.reason : '');
    return answer.data;
  }

  for (const theme of ['dark', 'light', 'contrast'] as const) {
    it(`is a self-contained SVG, and a PNG with the same content (${theme})`, async () => {
      const opened = await show(graphOf(exampleResources()), { theme });
      const { page } = opened;
      const svg = await made(opened, 'svg');
      const { fault, foreign, texts, titles, size } = await read(page, svg);
      assert.deepEqual([fault, foreign], [undefined, []]);
      for (const text of [
        'A',
        'B',
        'C',
        'D',
        'E',
        'no response',
        'foobar',
        'Connectivity in Prague',
        'unreachable',
        'not measured yet',
      ])
        assert.ok(texts.includes(text), text);
      assert.ok(titles.includes('A · a to B · b: reachable'));
      const png = await made(opened, 'png');
      const { width, height, colours, corner } = await pixels(page, png);
      assert.deepEqual(
        [width, height],
        size.map((side) => 2 * Number(side)),
      );
      assert.ok(colours > 100, `${colours} colours`);
      const [r = 0, g = 0, b = 0] =
        /^#(..)(..)(..)/
          .exec(
            await page.evaluate<string>(
              "getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background')",
            ),
          )
          ?.slice(1)
          .map((part) => parseInt(part, 16)) ?? [];
      assert.equal(corner, `${r},${g},${b},255`);
      writeFileSync(`test/pages/artifacts/export-${theme}.svg`, svg);
      writeFileSync(`test/pages/artifacts/export-${theme}.png`, Buffer.from(png, 'base64'));
    });
  }

  it('leaves the page unchanged', async () => {
    const opened = await show(graphOf(exampleResources()));
    const look = () => opened.page.evaluate('document.getElementById("stars").outerHTML');
    const before = await look();
    await made(opened, 'svg');
    assert.equal(await opened.page.locator('.export').count(), 0);
    assert.equal(await look(), before);
  });

  it('includes every star that passes the filter, regardless of the camera', async () => {
    const opened = await show(teams(12));
    const { page } = opened;
    await page.mouse.move(550, 400);
    await page.mouse.wheel(0, -2_000);
    const stars = async () => (await read(page, await made(opened, 'svg'))).texts.filter((text) => /^n\d+$/.test(text));
    assert.equal(new Set(await stars()).size, 12);
    await page.locator('vscode-text-field input').first().fill('n5');
    await passFrames(page, 2);
    const few = new Set(await stars());
    assert.ok(few.has('n5') && few.size < 12, [...few].join());
  });

  it('exports the graph while the matrix is shown', async () => {
    const stars = 24;
    const opened = await show(teams(stars), {
      saved: {
        version: 2,
        positions: {},
        placedBy: '',
        toggles: { unreachable: true, markers: true, collector: false, outside: true, odds: false, table: false },
        view: 'matrix',
        layout: 'circular',
        grouping: 'none',
        collapsed: [],
        query: '',
        focus: null,
        camera: null,
      },
    });
    const svg = await made(opened, 'svg');
    const { texts } = await read(opened.page, svg);
    assert.equal(new Set(texts.filter((text) => /^n\d+$/.test(text))).size, stars);
    assert.ok(
      new Set([...svg.matchAll(/stop-color="(#\w+)"/g)].map(([, color]) => color)).size > 10,
      'all colors are distinct',
    );
    assert.match(await made(opened, 'mermaid'), /^flowchart LR\n/);
    assert.match(await made(opened, 'dot'), /^digraph stars \{\n/);
  });

  it('escapes all text', async () => {
    const opened = await show(
      graphOf([
        { id: EVIL, url: 'http://a/', targets: [{ url: 'http://b', reachable: true }] },
        { id: '"]', url: 'http://b', targets: [] },
      ]),
    );
    const { fault, foreign, texts } = await read(opened.page, await made(opened, 'svg'));
    assert.deepEqual([fault, foreign], [undefined, []]);
    assert.ok(texts.includes('"]'));
  });

  it('copies a picture to the clipboard, or explains why it can’t', async () => {
    const opened = await show(graphOf(exampleResources()));
    const { page } = opened;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    assert.equal(await made(opened, 'clipboard'), '');
    const copied: string = await page.evaluate(`(async () => {
      const [item] = await navigator.clipboard.read();
      const bytes = new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
      return btoa([...bytes].map((byte) => String.fromCharCode(byte)).join(''));
    })()`);
    assert.ok((await pixels(page, copied)).colours > 100);
    await page.evaluate(
      "navigator.clipboard.write = () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'))",
    );
    const answer = await opened.export('clipboard');
    assert.ok(answer.type === 'notExported');
    assert.equal(answer.reason, 'Write permission denied.');
  });

  it('is unavailable without a graph', async () => {
    const opened = await show({ kind: 'empty', reason: 'no-cluster', title: 'No cluster', detail: '', actions: [] });
    const answer = await opened.export('svg');
    assert.ok(answer.type === 'notExported');
    assert.match(answer.reason, /no graph/);
  });
});
