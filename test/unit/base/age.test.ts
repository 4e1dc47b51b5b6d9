import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { formatTime, formatWhen } from '../../../src/base/age';

describe('times', () => {
  const at = (...time: [number, number, number, number, number, number]) => new Date(...time).getTime();
  const now = at(2016, 3, 11, 14, 5, 30);

  it('are relative, with the exact time', () => {
    assert.equal(formatWhen(at(2016, 3, 11, 14, 2, 9), now), '3 min ago, at 14:02:09');
    assert.equal(formatWhen(now, now), 'just now, at 14:05:30');
  });

  it('have a date on other days', () => {
    assert.equal(formatTime(at(2016, 3, 11, 0, 0, 0), now), '00:00:00');
    assert.match(formatWhen(at(2016, 3, 10, 23, 59, 59), now), /^14 h ago, at .*10.*2016.*, 23:59:59$/);
  });

  it('of clocks that are ahead are not in the future', () =>
    assert.match(formatWhen(now + 60_000, now), /^just now, /));

  it('have one format: no file but this one formats a time for people', () => {
    const own = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts') && !name.startsWith('lab/') && name !== 'base/age.ts')
      .filter((name) => /toLocale(Time|Date)?String\(|Intl\.DateTimeFormat/.test(readFileSync(`src/${name}`, 'utf8')));
    assert.deepEqual(own, []);
  });
});
