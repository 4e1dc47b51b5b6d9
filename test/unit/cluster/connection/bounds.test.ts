import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isTooDeep } from '../../../../src/base/json';
import { LayoutModel } from '../../../../src/cluster/etcd/model';
import { parseGroupFile } from '../../../../src/cluster/marathon/writes/group-file';
import { followForever } from '../../../../src/cluster/connection/source';
import { ClusterStore, type DatastoreData } from '../../../../src/cluster/connection/store';
import { parsePythonJson } from '../../../../src/policy/calico1/felix/json';
import { parseSelector } from '../../../../src/policy/selectors/selector';
import { parseRule } from '../../../../src/policy/calico1/grammar';
import { decodeProfile, type BrokenProfile, type Profile } from '../../../../src/policy/calico1/profile';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const profileSentence = (profile: Profile | BrokenProfile) =>
  profile.kind === 'broken' ? profile.problems.join(' ') : 'It can be read.';
const NO_LEAVES = { tags: '[]', labels: '{}', rules: '{}' };

describe('data that is too deep or too large', () => {
  it('is detected without recursion', () => {
    assert.equal(isTooDeep(nested(100)), false);
    assert.equal(isTooDeep(nested(101)), true);
    assert.equal(isTooDeep(nested(1_000_000)), true);
    assert.equal(isTooDeep(JSON.stringify({ text: '['.repeat(5_000) })), false);
    assert.equal(isTooDeep(`"\\"${'['.repeat(5_000)}`), true);
  });

  for (const [name, stored] of [
    ['rules', { ...NO_LEAVES, rules: `{"inbound_rules":[{"action":"allow","comment":${nested(6_000)}}]}` }],
    ['rules that are nothing but nested', { ...NO_LEAVES, rules: nested(6_000) }],
    ['tags', { ...NO_LEAVES, tags: nested(6_000) }],
    ['labels', { ...NO_LEAVES, labels: `{"a":${nested(6_000)}}` }],
  ] as const) {
    it(`makes a profile with deep ${name} unreadable`, () => {
      const profile = decodeProfile('deep', stored);
      assert.equal(profile.kind, 'broken');
      assert.match(profileSentence(profile), /nested more than 100 levels deep/);
    });
  }

  it('makes a profile with too many rules or tags, or too long text, unreadable', () => {
    assert.match(
      profileSentence(
        decodeProfile('many', {
          ...NO_LEAVES,
          rules: JSON.stringify({ inbound_rules: Array.from({ length: 10_001 }, () => ({})) }),
        }),
      ),
      /10001 rules/,
    );
    assert.match(
      profileSentence(
        decodeProfile('many', { ...NO_LEAVES, tags: JSON.stringify(Array.from({ length: 10_001 }, () => 'a')) }),
      ),
      /10001 tags/,
    );
    assert.match(
      profileSentence(decodeProfile('long', { ...NO_LEAVES, tags: `["${'a'.repeat(1_000_000)}"]` })),
      /1000004 characters long/,
    );
  });

  it('is rejected in selectors, group files and rules', () => {
    assert.equal(parseSelector(`${'('.repeat(10_000)}a == "b"${')'.repeat(10_000)}`), undefined);
    assert.equal(parseSelector(`${'!'.repeat(100_000)}all()`), undefined);
    assert.ok(parseSelector(`${'('.repeat(40)}a == "b"${')'.repeat(40)}`));
    assert.equal(parsePythonJson(nested(100_000)), undefined);
    assert.equal(parseGroupFile(`{"id":"/a","apps":[],"x":${nested(10_000)}}`).kind, 'invalid');
    assert.equal(parseRule(`allow with {"x":${nested(10_000)}}`).rule, undefined);
  });
});

describe('an update', () => {
  it('with a deeply nested profile still updates everything else', async () => {
    const key = (name: string, leaf: string) => `/calico/v1/policy/profile/${name}/${leaf}`;
    const model = new LayoutModel([{ key: key('web', 'tags'), value: '["web"]', revision: '1' }], true);
    const turns: (() => void)[] = [];
    const policy = {
      follow: (deliver: (data: DatastoreData) => void) => {
        deliver(model.data);
        turns.push(() => deliver(model.data));
        return new Promise<void>(() => undefined);
      },
    };
    const store = new ClusterStore({ policy }, { pollInterval: () => 1_000, log: (message) => assert.fail(message) });
    model.apply([
      { kind: 'put', entry: { key: key('deep', 'rules'), value: nested(6_000), revision: '2' } },
      { kind: 'put', entry: { key: key('late', 'tags'), value: '[]', revision: '3' } },
    ]);
    turns.forEach((turn) => turn());
    const { policy: part } = await store.when(({ policy: { state } }) => state === 'ready');
    assert.ok(part.state === 'ready');
    assert.deepEqual(
      part.data.profiles.map(({ kind, name }) => `${name} ${kind}`),
      ['deep broken', 'late profile', 'web profile'],
    );
    store.dispose();
  });

  it('that throws is reported as a failure, and does not stop its source', async () => {
    const end = new AbortController();
    const failures: unknown[] = [];
    const seen: number[] = [];
    const source = {
      follow: async (deliver: (value: number) => void) => {
        for (const value of [1, 2, 3]) deliver(value);
        await delay(60_000, undefined, { signal: end.signal }).catch(() => undefined);
      },
    };
    const following = followForever(
      source,
      (value) => {
        if (value === 2) throw new RangeError('Maximum call stack size exceeded');
        seen.push(value);
      },
      (error) => failures.push(error),
      end.signal,
    );
    end.abort();
    await following;
    assert.deepEqual(seen, [1, 3]);
    assert.equal(failures.length, 1);
  });
});
