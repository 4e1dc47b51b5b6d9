import assert from 'node:assert/strict';
import { plannedProfiles } from '../../../src/features/scripts/changes';
import { parseScript } from '../../../src/features/scripts/lines';
import { planScript } from '../../../src/features/scripts/plan';
import { formatRule } from '../../../src/policy/calico1/grammar';

const keys = new Map([
  ['/calico/v1/policy/profile/web/tags', '["web"]'],
  [
    '/calico/v1/policy/profile/web/rules',
    '{"id": "web", "inbound_rules": [{"action": "allow", "src_tag": "web"}], "outbound_rules": [{"action": "allow"}]}',
  ],
]);
const planned = (script: string) => planScript(parseScript(script), { keys, networks: [] });
const plan = (script: string) => planned(script).lines.map(({ effect, summary }) => `${effect}: ${summary}`);

describe('script plan', () => {
  it('shows the effect of every line, after the previous lines', () => {
    assert.deepEqual(
      plan(`export ETCD_AUTHORITY=x:1
calicoctl profile web rule add inbound allow tcp to ports 80
calicoctl profile web rule add inbound allow tcp to ports 80
calicoctl profile web rule remove inbound allow udp
calicoctl profile blue tag show
calicoctl profile add blue
calicoctl profile blue tag add sky
calicoctl profile web rule add inbound allow tcp to prots 80`),
      [
        'skipped: skipped: the connected cluster is used',
        'changes: changes the profile',
        'nothing: Rule already present, skipping.',
        'fails: Rule not found.',
        'fails: Profile blue not found.',
        'changes: Created profile blue',
        'changes: Tag sky added to profile blue',
        `fails: ${parseReason('calicoctl profile web rule add inbound allow tcp to prots 80')}`,
      ],
    );
  });

  it('changes nothing itself', () => {
    const before = new Map(keys);
    plan('calicoctl profile remove web');
    assert.deepEqual(keys, before);
  });
});

describe('profiles of a plan', () => {
  const profiles = (script: string) => {
    const found = plannedProfiles(planned(script));
    return [
      found.profiles.map(
        ({ name, tags, inbound }) => `${name} (${tags.join()}): ${inbound.map(formatRule).join(' / ')}`,
      ),
      found.removed,
    ];
  };

  it('include changed, created and removed ones in their final state', () => {
    assert.deepEqual(
      profiles(
        'calicoctl profile add blue\ncalicoctl profile blue rule add inbound allow tcp to ports 80\ncalicoctl profile remove web',
      ),
      [['blue (blue): allow from tag blue / allow tcp to ports 80'], ['web']],
    );
    assert.deepEqual(profiles('calicoctl profile web tag add new\ncalicoctl profile web tag remove new'), [[], []]);
  });

  it('include only changes before the first line that fails, since a run stops there', () => {
    assert.deepEqual(
      profiles('calicoctl profile web tag add one\ncalicoctl profile blue tag show\ncalicoctl profile web tag add two'),
      [['web (web,one): allow from tag web'], []],
    );
  });
});

function parseReason(line: string): string {
  const [parsed] = parseScript(line);
  return parsed?.kind === 'invalid' ? parsed.reason : assert.fail();
}
