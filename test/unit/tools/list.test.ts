import assert from 'node:assert/strict';
import { dataOf } from '../../../src/cluster/model/indexes';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { decodeProfile } from '../../../src/policy/calico1/profile';
import { listPolicy } from '../../../src/features/chat-tools/list';
import { endpoint, profile, snapshot } from '../cluster/fixtures';
import { STARS } from './cluster';

const list = (cluster: Snapshot, name?: string) =>
  listPolicy(name === undefined ? {} : { profile: name }, dataOf(cluster.policy) ?? assert.fail(), cluster);

describe('policy list for a model', () => {
  it('uses display names for profiles, tags, members and rules', () => {
    assert.deepEqual(list(STARS, 'frontend'), {
      profiles: [
        {
          name: 'frontend',
          tags: ['frontend'],
          members: ['frontend'],
          inbound: ['allow tcp from tag management-ui to ports 9000', 'allow tcp from tag client to ports 9001'],
          outbound: ['allow'],
        },
      ],
    });
    assert.deepEqual(
      list(STARS).profiles.map(({ name }) => name),
      ['management-ui', 'client', 'frontend', 'backend'],
    );
    assert.ok(!/[0-9]{20}/.test(JSON.stringify(list(STARS))), 'no network IDs');
  });

  it('lists the existing profiles if the requested one does not exist', () => {
    assert.throws(() => list(STARS, 'fronted'), {
      message: 'There is no profile named “fronted”.',
      advice: 'Profiles: management-ui, client, frontend, backend.',
    });
  });

  it('includes unreadable profiles', () => {
    const broken = snapshot({
      policy: { profiles: [decodeProfile('torn', { tags: '[]', rules: '{', labels: undefined }), profile('web', [])] },
    });
    assert.deepEqual(list(broken).unreadable, ['torn: The rules are not JSON.']);
    assert.throws(() => list(broken, 'torn'), /can’t be read: The rules are not JSON/);
  });

  it('is truncated for a model, with a note', () => {
    const names = Array.from({ length: 70 }, (_, index) => `p${index}`);
    const large = snapshot({
      policy: {
        profiles: names.map((name) => profile(name, [])),
        endpoints: names.map((name, index) => endpoint(name, ['p0'], `10.0.0.${index}`)),
      },
    });
    const { profiles, note } = list(large);
    assert.equal(profiles.length, 60);
    assert.equal(note, '10 more profiles are not listed. Request one by name.');
    assert.deepEqual([profiles[0]?.members.length, profiles[0]?.moreMembers], [20, 50]);
    assert.equal(list(large, 'p69').profiles[0]?.name, 'p69');
  });
});
