import assert from 'node:assert/strict';
import { contentOf, storeContent, type Content } from '../../../src/features/rules/editor/files/content';
import { decodeProfile, encodeRules, encodeTags, type Profile } from '../../../src/policy/calico1/profile';
import { profile, snapshot } from '../cluster/fixtures';

type Cluster = Parameters<typeof storeContent>[3];
const PLACE = { cluster: 'c', name: 'web', of: 'document' } as const;
const opened = (inbound: readonly object[], tags?: readonly string[]): Content =>
  contentOf(PLACE, snapshot({ policy: { profiles: [profile('web', inbound, undefined, tags)] } })) ?? assert.fail();

/** A datastore with one profile, which `races` replace before each attempt to write. */
function datastore(current: Profile | undefined, ...races: readonly Profile[]) {
  const state = { current, writes: 0 };
  const left = [...races];
  const updateProfile = (
    _name: string,
    edit: (profile: Profile) => Profile | undefined,
  ): Promise<'changed' | 'unchanged' | 'not-found'> => {
    for (;;) {
      if (!state.current) return Promise.resolve('not-found');
      const edited = edit(state.current);
      if (!edited || edited === state.current) return Promise.resolve('unchanged');
      const race = left.shift();
      if (race) {
        state.current = race;
        continue;
      }
      state.current = edited;
      state.writes += 1;
      return Promise.resolve('changed');
    }
  };
  return { state, connected: { cluster: { datastore: { updateProfile } } } as unknown as Cluster };
}
const read = (inbound: readonly object[], tags?: readonly string[]): Profile => {
  const decoded = profile('web', inbound, undefined, tags);
  return decoded.kind === 'profile' ? decoded : assert.fail();
};
const ALLOW = { action: 'allow' };
const DENY = { action: 'deny', protocol: 'udp' };

describe('saving a rules document', () => {
  it('writes the text’s content', async () => {
    const { state, connected } = datastore(read([ALLOW]));
    const from = opened([ALLOW]);
    const stored = await storeContent(
      from.text.replace('inbound:\n', 'inbound:\n  deny udp\n'),
      from,
      PLACE,
      connected,
    );
    assert.deepEqual(state.current?.inbound, [DENY, ALLOW]);
    assert.match(stored === 'conflict' ? '' : stored.text, /inbound:\n {2}deny udp\n {2}allow\n/);
  });

  it('writes nothing if only comments changed', async () => {
    const { state, connected } = datastore(read([ALLOW]));
    const from = opened([ALLOW]);
    const stored = await storeContent(`${from.text}# more\n`, from, PLACE, connected);
    assert.deepEqual([state.writes, stored === 'conflict' ? '' : stored.text], [0, from.text]);
  });

  it('is a conflict if the profile differs from the one the text started from', async () => {
    const { state, connected } = datastore(read([DENY]));
    const from = opened([ALLOW]);
    assert.equal(
      await storeContent(from.text.replace('  allow\n', '  allow tcp\n'), from, PLACE, connected),
      'conflict',
    );
    assert.deepEqual([state.writes, state.current?.inbound], [0, [DENY]]);
  });

  it('is a conflict if another change is stored at the last moment', async () => {
    const { state, connected } = datastore(read([ALLOW]), read([ALLOW, DENY]));
    const from = opened([ALLOW]);
    assert.equal(
      await storeContent(from.text.replace('inbound:\n', 'inbound:\n  deny tcp\n'), from, PLACE, connected),
      'conflict',
    );
    assert.equal(state.writes, 0);
  });

  it('is no conflict if one part was written and the other lost its race to an irrelevant change', async () => {
    const { state, connected } = datastore(read([ALLOW]), read([ALLOW], ['web', 'x']));
    const from = opened([ALLOW]);
    const text = from.text.replace('tags: web', 'tags: web, x').replace('inbound:\n', 'inbound:\n  deny udp\n');
    assert.notEqual(await storeContent(text, from, PLACE, connected), 'conflict');
    assert.deepEqual(
      [state.current?.tags, state.current?.inbound],
      [
        ['web', 'x'],
        [DENY, ALLOW],
      ],
    );
  });

  it('is no conflict if another user made the same change', async () => {
    const { connected } = datastore(read([DENY, ALLOW]));
    const from = opened([ALLOW]);
    assert.notEqual(
      await storeContent(from.text.replace('inbound:\n', 'inbound:\n  deny udp\n'), from, PLACE, connected),
      'conflict',
    );
  });

  it('rejects a text with errors by its line, and a removed profile', async () => {
    const from = opened([ALLOW]);
    const { connected } = datastore(undefined);
    await assert.rejects(
      storeContent(from.text.replace('  allow\n', '  alow\n'), from, PLACE, connected),
      /^ClusterError: Line 7: Unexpected “alow”/,
    );
    await assert.rejects(
      storeContent(from.text.replace('  allow\n', '  deny\n'), from, PLACE, connected),
      /no longer exists/,
    );
  });

  it('permits changes to other lines if one was already invalid in Felix', async () => {
    const faulty = { action: 'allow', src_ports: [1] };
    const { state, connected } = datastore(read([faulty]));
    const from = opened([faulty]);
    await storeContent(from.text.replace('inbound:\n', 'inbound:\n  deny udp\n'), from, PLACE, connected);
    assert.deepEqual(state.current?.inbound, [DENY, faulty]);
    await assert.rejects(
      storeContent(
        from.text.replace('inbound:\n', 'inbound:\n  allow with {"src_ports":[2]}\n'),
        from,
        PLACE,
        connected,
      ),
      /requires a protocol/,
    );
  });

  it('encodes a profile so that it decodes to the same', () => {
    const before = read([ALLOW, DENY], ['a', 'b']);
    assert.deepEqual(decodeProfile('web', { tags: encodeTags(before), rules: encodeRules(before), labels: '{}' }), {
      ...before,
      stored: { tags: encodeTags(before), rules: encodeRules(before), labels: '{}' },
    });
  });
});
