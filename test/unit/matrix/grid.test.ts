import assert from 'node:assert/strict';
import { follow } from '../../../webview/shared/grid/keys';
import { covers, metricsOf, scrolledTo, spanOf } from '../../../webview/shared/grid/metrics';
import { HEADING } from '../../../webview/shared/grid/model';
import { TypeAhead } from '../../../webview/shared/grid/type-ahead';

describe('matrix grid', () => {
  const extent = { rows: 100, columns: 50, page: 10 };
  const at = (row: number, column: number) => ({ row, column });

  it('supports the keyboard, in headings and cells', () => {
    assert.deepEqual(follow('ArrowDown', false, at(0, 0), extent), at(1, 0));
    assert.deepEqual(follow('ArrowUp', false, at(0, 4), extent), at(HEADING, 4));
    assert.deepEqual(follow('ArrowLeft', false, at(3, 0), extent), at(3, HEADING));
    assert.deepEqual(follow('ArrowRight', false, at(3, 49), extent), at(3, 49));
    assert.deepEqual(follow('Home', false, at(3, 7), extent), at(3, 0));
    assert.deepEqual(follow('End', false, at(3, 7), extent), at(3, 49));
    assert.deepEqual(follow('End', true, at(3, 7), extent), at(99, 49));
    assert.deepEqual(follow('Home', true, at(3, 7), extent), at(0, 0));
    assert.deepEqual(follow('PageDown', false, at(95, 7), extent), at(99, 7));
    assert.deepEqual(follow('PageUp', false, at(5, 7), extent), at(0, 7), 'not into the headings');
    assert.equal(follow('x', false, at(0, 0), extent), undefined);
  });

  it('has no position in the corner between the headings', () => {
    assert.deepEqual(follow('ArrowLeft', false, at(HEADING, 0), extent), at(HEADING, 0));
    assert.deepEqual(follow('ArrowUp', false, at(0, HEADING), extent), at(0, HEADING));
  });

  it('finds names by typed letters, and the next one on repeat', () => {
    const names = ['api', 'cart', 'cache', 'db', 'scan'];
    const typing = new TypeAhead();
    assert.equal(typing.find('c', 0, names, 0), 1);
    assert.equal(typing.find('a', 100, names, 1), 1, 'cart still matches “ca”');
    assert.equal(typing.find('C', 200, names, 1), 2);
    assert.equal(typing.find('c', 5_000, names, 2), 1, 'a new word starts at the next name');
    assert.equal(typing.find('s', 10_000, names, 0), 4);
    assert.equal(typing.find('n', 15_000, names, 0), 4, 'within a name if none starts with it');
    assert.equal(typing.find('z', 20_000, names, 0), undefined);
  });

  it('has text in its cells if there is room, otherwise vertical column headings', () => {
    const headings = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ key: String(index), name: `workload-${index}`, detail: '' }));
    const sizes = (count: number, width: number) =>
      metricsOf(
        { rows: headings(count), columns: headings(count) },
        { width, height: 600 },
        13,
        (text) => text.length * 7,
      );
    assert.equal(sizes(5, 1_100).roomy, true);
    assert.equal(sizes(5, 300).roomy, false);
    assert.equal(sizes(60, 1_100).roomy, false);
    const narrow = sizes(60, 300);
    assert.ok(narrow.side <= 110 && 300 - narrow.side >= 6 * narrow.width, 'some cells are visible');
    assert.ok(sizes(60, 1_100).top >= 'workload-59'.length * 7, 'names have enough height');
  });

  it('renders only visible cells and a margin', () => {
    assert.deepEqual(spanOf(0, 240, 24, 1_000, 3), { first: 0, end: 13 });
    assert.deepEqual(spanOf(2_400, 240, 24, 1_000, 3), { first: 97, end: 113 });
    assert.deepEqual(spanOf(23_900, 240, 24, 1_000, 3), { first: 992, end: 1_000 });
    assert.deepEqual(spanOf(0, -50, 24, 0, 3), { first: 0, end: 0 });
    assert.ok(covers({ first: 5, end: 20 }, { first: 5, end: 20 }));
    assert.ok(!covers({ first: 5, end: 20 }, { first: 5, end: 21 }));
    assert.ok(!covers({ first: 5, end: 20 }, { first: 4, end: 6 }));
  });

  it('scrolls only as far as needed', () => {
    assert.equal(scrolledTo(5, 24, 0, 240), 0);
    assert.equal(scrolledTo(10, 24, 0, 240), 24);
    assert.equal(scrolledTo(2, 24, 100, 240), 48);
  });
});
